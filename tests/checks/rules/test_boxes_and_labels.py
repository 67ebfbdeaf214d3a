"""directory-fields and page-labels: thresholds just below, on and just above."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.measure import Occurrences
from checks.observation import Fetch, FetchEnd, PageSeen, PageType
from checks.subjects import ColumnClass
from checks.verdict import Severity, Verdict
from tests.checks.observed import COLUMN_URL, HOME, article, column, judged_once, listed, portal, rows

BOX = {"索引号": "011/2023-1", "发文机关": "县政府办公室", "成文日期": "2023-01-02", "发文字号": "", "主题分类": "无"}
SITE = (("SiteName", "示例县"), ("SiteDomain", "www.shili.gov.example"), ("SiteIDCode", "4299990001"))


def documents(*boxes: dict[str, str] | None) -> list[PageSeen]:
    return [
        article(
            f"{COLUMN_URL}{number}.html", title=f"关于第{number}号事项的通知", metadata_box=tuple((box or {}).items())
        )
        for number, box in enumerate(boxes, start=1)
    ]


def fields(*boxes: dict[str, str] | None, params=None, column_class=ColumnClass.POLICY, more=()):
    of = rows(*["2023-01-05"] * (len(boxes) + len(more)))
    return judged_once(
        "directory-fields", portal(column(column_class=column_class)), [listed(*of), *documents(*boxes), *more], params
    )


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in BOX.items() if name not in names}


@pytest.mark.parametrize(("boxes", "verdict"), [(2, Verdict.UNDECIDED), (3, Verdict.FAIL), (4, Verdict.FAIL)])
def test_what_a_whole_column_lacks_needs_three_boxes(boxes, verdict):
    outcome = fields(*[without("索引号")] * boxes)
    assert outcome.verdict is verdict
    assert [record.finding.code for record in outcome.findings] == ["all-lack" if boxes > 2 else "all-doubtful"]


@pytest.mark.parametrize(("names", "verdict"), [(3, Verdict.UNDECIDED), (4, Verdict.FAIL)])
def test_a_box_of_three_names_may_have_been_read_in_part(names, verdict):
    box = dict(list(without("索引号").items())[:names])
    assert fields(*[box] * 4).verdict is verdict


@pytest.mark.parametrize(
    ("boxes", "bare", "verdict"),
    [(3, 1, Verdict.UNDECIDED), (4, 1, Verdict.FAIL), (7, 2, Verdict.UNDECIDED), (8, 2, Verdict.FAIL)],
)
def test_a_document_without_a_box_needs_four_in_five_with_one(boxes, bare, verdict):
    outcome = fields(*[BOX] * boxes, *[None] * bare)
    assert outcome.verdict is verdict
    assert isinstance(outcome.measure, Occurrences)
    assert outcome.measure.count == (bare if verdict is Verdict.FAIL else 0)


def test_a_field_that_others_show_is_a_fault_of_the_one():
    outcome = fields(BOX, BOX | {"成文日期": ""}, BOX, BOX)
    (record,) = outcome.findings
    assert (outcome.verdict, record.finding.url) == (Verdict.FAIL, f"{COLUMN_URL}2.html")
    assert "生成日期为空" in record.message


def test_another_day_that_may_stand_for_it_is_for_a_person():
    one = without("成文日期") | {"发布日期": "2023-01-05"}
    outcome = fields(BOX, one, BOX, BOX)
    assert [(record.finding.code, record.finding.verdict) for record in outcome.findings] == [
        ("doubtful", Verdict.UNDECIDED)
    ]


def test_documents_that_could_not_be_opened_leave_it_open():
    broken = article(f"{COLUMN_URL}3.html", fetch=Fetch(ended=FetchEnd.TIMEOUT), page_type=PageType.OTHER)
    outcome = fields(BOX, BOX, more=(broken,))
    assert (outcome.verdict, outcome.measure) == (Verdict.UNDECIDED, Occurrences(0, unknown=1))


def test_an_element_that_no_box_has_is_a_mistake_of_the_table():
    outcome = fields(BOX, params={"required": ["编号"]})
    assert outcome.could_not_look[0].reason == "check-crashed"
    assert "unknown element '编号'" in outcome.note


def page(number: int, page_type: PageType = PageType.ARTICLE, labels=()) -> PageSeen:
    return article(f"{HOME}xw/{number}.html", page_type=page_type, labels=tuple(labels))


def labels(*pages: PageSeen, params=None):
    return judged_once("page-labels", portal(), pages, params)


FRONT = article(HOME, page_type=PageType.HOME)


@pytest.mark.parametrize(("others", "verdict"), [(2, Verdict.UNDECIDED), (3, Verdict.FAIL), (4, Verdict.FAIL)])
def test_a_site_without_labels_needs_its_home_and_three_other_pages(others, verdict):
    pages = [page(number) for number in range(others)]
    assert labels(FRONT, *pages).verdict is verdict
    assert labels(*pages).verdict is Verdict.UNDECIDED


def test_one_label_anywhere_and_it_is_for_a_person():
    outcome = labels(FRONT, page(1), page(2), page(3, PageType.LIST, SITE[:1]))
    (record,) = outcome.findings
    assert (outcome.verdict, record.severity) == (Verdict.UNDECIDED, Severity.HINT)
    assert outcome.measure == Occurrences(0, unknown=1)


@pytest.mark.parametrize("value", ["", " ", "null", "<CMSPRO_CHANNELNAME>", "~-!{site.name}", "${name}", "{{ name }}"])
def test_a_label_without_a_value_counts_as_empty(value):
    front = replace(FRONT, labels=(("SiteName", value), *SITE[1:]))
    assert "SiteName（1个页面中1个没有有效取值）" in labels(front).note


def test_a_repeated_label_is_there_when_one_of_them_has_a_value():
    assert labels(replace(FRONT, labels=(("SiteName", ""), *SITE))).verdict is Verdict.PASS


def test_the_labels_asked_for_are_parameters():
    outcome = labels(replace(FRONT, labels=SITE), params={"home": ["SiteName", "Keywords"]})
    assert "首页Keywords（1个页面中1个未设置）" in outcome.note


def test_an_article_that_no_list_names_is_not_asked_for_labels():
    assert labels(replace(FRONT, labels=SITE), page(1)).verdict is Verdict.PASS
