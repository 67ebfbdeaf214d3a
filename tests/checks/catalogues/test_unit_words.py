"""What a printed 责任单位 means, entry by entry, and which offices share a name."""

from __future__ import annotations

import pytest

from checks.catalogues.unit_words import (
    Asked,
    Concerned,
    Named,
    OfKind,
    asked,
    is_likely_short_for,
    is_same_office,
    kind_of,
    place_of,
)


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("县发改局", [Named(("县发改局",))]),
        ("县委办 (档案史志馆)", [Named(("县委办", "档案史志馆"))]),
        ("各镇", [OfKind(("town",))]),
        ("各乡镇人民政府", [OfKind(("town",))]),
        ("各镇、街道办事处", [OfKind(("town", "street"))]),
        ("各县（市、区）人民政府", [OfKind(("county", "city", "district"))]),
        ("县政府各部门", [OfKind(("department",))]),
        ("区政府各工作部门", [OfKind(("department",))]),
        ("市直各单位", [OfKind(("department", "institution"))]),
        ("直属机构", [OfKind(("institution",))]),
        ("派驻机构", [OfKind(("dispatched",))]),
        ("派出机构", [OfKind(("dispatched",))]),
        ("相关驻石单位", [OfKind(("stationed",))]),
        ("驻石相关单位", [OfKind(("stationed",))]),
        ("中省市驻县单位", [OfKind(("stationed",))]),
        ("各单位", [OfKind(())]),
        ("各涉关单位", [Concerned("涉关单位")]),
        ("等涉关单位", [Concerned("涉关单位")]),
        ("有关部门", [Concerned("有关部门")]),
        ("政务服务网 各驻网单位", [Concerned("驻网单位")]),
        ("各镇及 30 个领域涉关单位", [OfKind(("town",)), Concerned("30个领域涉关单位")]),
        ("县文旅局等 具有执法权限 的单位", [Named(("县文旅局",)), Concerned("具有执法权限的单位")]),
        ("县高等教育服务中心", [Named(("县高等教育服务中心",))]),
    ],
)
def test_an_entry_names_an_office_a_kind_or_those_concerned(printed: str, wanted: list[Asked]) -> None:
    assert list(asked(printed)) == wanted


@pytest.mark.parametrize(
    ("printed", "name", "same"),
    [
        ("县民政局", "县民政局", True),
        ("县民政局", "示例县民政局", True),
        ("县民政局", "民政局", True),
        ("行政审批局", "示例县行政审批局", True),
        ("县政府办", "示例县人民政府办公室", True),
        ("市场监管局", "县市场监管局", True),
        ("县民政局", "市民政局", False),  # another level
        ("县民政局", "邻近县民政局", False),  # another place
        ("县教育局", "县教育考试中心", False),
        ("县发改局", "县发展和改革局", False),  # an abbreviation is an alias or a hint, never a match
    ],
)
def test_one_office_under_its_place_its_level_or_neither(printed: str, name: str, same: bool) -> None:
    assert is_same_office(printed, name, "示例县") is same


@pytest.mark.parametrize(
    ("short", "name", "likely"),
    [
        ("县发改局", "县发展和改革局", True),
        ("县人社局", "示例县人力资源和社会保障局", True),
        ("县发改局", "县发展和改革服务中心", False),
        ("县财政局", "县民政局", False),
        ("县发改局", "市发展和改革局", False),
        ("县民政局", "县民政局", False),  # the same name is no abbreviation
    ],
)
def test_an_abbreviation_is_told_as_likely(short: str, name: str, likely: bool) -> None:
    assert is_likely_short_for(short, name, "示例县") is likely


def test_the_place_is_the_last_one_that_the_portal_names() -> None:
    assert place_of("甲省乙市示例县人民政府") == "示例县"
    assert place_of("乙市市南区人民政府门户网站") == "市南区"
    assert place_of("某管理委员会") == ""


def test_kinds_may_be_written_in_chinese() -> None:
    assert kind_of("镇") == kind_of("Town") == "town"
    assert kind_of("驻地单位") == "stationed"
