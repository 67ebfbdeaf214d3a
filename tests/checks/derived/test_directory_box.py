from __future__ import annotations

import pytest

from checks.derived.directory_box import ELEMENTS, Shown, directory_box
from checks.observation import Clue
from tests.checks.observed import article, day

ASKED = ("索引号", "名称", "发布机构", "生成日期")


def shown(asked: str, box: dict[str, str], **page):
    found = directory_box(article("https://a.gov.example/1.html", metadata_box=tuple(box.items()), **page), (asked,))
    assert found is not None
    return dict(found.elements)[asked]


def test_a_page_without_a_box_has_none():
    assert directory_box(article("https://a.gov.example/1.html"), ASKED) is None


@pytest.mark.parametrize(
    ("asked", "box", "page", "how"),
    [
        ("索引号", {"信息索引号": "011/2023-1"}, {}, Shown.FILLED),
        ("索引号", {"索引号": ""}, {}, Shown.EMPTY),
        ("索引号", {"索引号": "无"}, {}, Shown.EMPTY),
        ("索引号", {"登记号": "QLDR-2023-1"}, {}, Shown.DOUBTFUL),
        ("索引号", {"信息标识码": "QLDR-2023-1"}, {}, Shown.DOUBTFUL),
        ("索引号", {"目录序号": ""}, {}, Shown.MISSING),
        ("索引号", {"文号": "青政〔2023〕1号"}, {}, Shown.MISSING),
        ("名称", {"文号": ""}, {"title": "关于收购的通知"}, Shown.FILLED),
        ("发布机构", {"责任部门": "县统计局"}, {}, Shown.FILLED),
        ("发布机构", {"文号": ""}, {"source_unit": "县统计局"}, Shown.FILLED),
        ("生成日期", {"成文日期": "2023年1月2日"}, {}, Shown.FILLED),
        ("生成日期", {"发布日期": "2023-01-02"}, {}, Shown.DOUBTFUL),
        ("发布日期", {"文号": ""}, {"published_at": day("2023-01-02", Clue.META)}, Shown.FILLED),
        ("发文字号", {"发文字号": ""}, {}, Shown.FILLED),  # a document may have no number
        ("有效性", {"文号": ""}, {}, Shown.MISSING),
    ],
)
def test_elements_under_the_names_of_real_boxes(asked, box, page, how):
    assert shown(asked, box, **page) is how


def test_every_element_has_names():
    assert all(ELEMENTS.values())
