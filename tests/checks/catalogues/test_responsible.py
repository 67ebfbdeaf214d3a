"""A unit is asked what it is responsible for; what matches nobody is told, and never counts as anybody's no."""

from __future__ import annotations

import pytest

from checks.catalogues.catalogue import Catalogue, Indicator
from checks.catalogues.load import load_bytes
from checks.catalogues.responsible import Responsibilities, assign
from checks.subjects import Portal, Unit

TABLE = """
id: who-2024
title: 责任单位示例
edition: "2024"
columns: [一级指标, 二级指标, 评分细则, 责任单位, 分值]
groups:
  - name: 公开
    headings: [{text: 公开, at: "1"}]
    indicators:
"""
ROW = """
      - id: "%(id)s"
        path: [公开, %(name)s]
        text: ""
        weight: "1"
        responsible: [%(units)s]
        clauses:
          - {id: "%(id)s.1", text: 是否公开, source: {evidence: {ask: 公开与否}}, scoring: {kind: share, share: "100"}}
"""
ROWS = {
    "1": ("机构职能", "各镇, 县政府各部门, 直属机构"),
    "2": ("规划公开", "县发改局"),
    "3": ("双随机、一公开", "各涉关单位"),
    "4": ("行政许可", "县民政局, 县文旅局等具有行政审批权限的单位"),
    "5": ("政务公开专区", "行政审批局, 各镇"),
    "6": ("会议公开", ""),
}

OFFICE = Unit(name="示例县人民政府办公室", aliases=("县政府办",))
PLANNING = Unit(name="县发展和改革局", aliases=("县发改局",))
CIVIL = Unit(name="示例县民政局")
APPROVAL = Unit(name="县行政审批局", roles=("行政许可的具有行政审批权限的单位",))
TOWN = Unit(name="桥头镇", kind="town")
CENTRE = Unit(name="县融媒体中心", kind="直属机构")
UNITS = (OFFICE, PLANNING, CIVIL, APPROVAL, TOWN, CENTRE)


def table() -> Catalogue:
    rows = (ROW % {"id": row, "name": name, "units": units} for row, (name, units) in ROWS.items())
    return load_bytes((TABLE + "".join(rows)).encode(), "who-2024.yaml")


def portal(*units: Unit) -> Portal:
    return Portal(name="示例县人民政府", home="https://www.e.gov.example/", units=units)


def row(catalogue: Catalogue, row_id: str) -> Indicator:
    return next(each for each in catalogue.indicators if each.id == row_id)


def answers(found: Responsibilities, catalogue: Catalogue, row_id: str, units: tuple[Unit, ...]) -> list[bool | None]:
    return [found.of(row(catalogue, row_id), unit) for unit in units]


@pytest.mark.parametrize(
    ("row_id", "expected"),
    [
        # OFFICE, PLANNING, CIVIL, APPROVAL, TOWN, CENTRE
        ("1", [True, True, True, True, True, True]),
        ("2", [False, True, False, False, False, False]),
        ("3", [None, None, None, None, None, None]),  # the registry says of nobody that it is concerned
        ("4", [False, False, True, True, False, False]),
        ("5", [False, False, False, True, True, False]),
        ("6", [True, True, True, True, True, True]),  # the row names nobody: everybody is asked
    ],
)
def test_rows_are_asked_of_those_they_name(row_id: str, expected: list[bool | None]) -> None:
    catalogue = table()
    assert answers(assign(catalogue, portal(*UNITS)), catalogue, row_id, UNITS) == expected


@pytest.mark.parametrize("role", ["涉关单位", "各涉关单位", "双随机涉关单位"])
def test_a_role_settles_whom_a_matter_concerns(role: str) -> None:
    market = Unit(name="县市场监督管理局", roles=(role,))
    catalogue = table()
    found = assign(catalogue, portal(market, CIVIL))
    assert answers(found, catalogue, "3", (market, CIVIL)) == [True, False]


def test_a_role_about_another_matter_settles_nothing() -> None:
    market = Unit(name="县市场监督管理局", roles=("生态环境涉关单位",))
    catalogue = table()
    assert answers(assign(catalogue, portal(market)), catalogue, "3", (market,)) == [None]


def test_an_office_that_may_be_meant_by_an_abbreviation_is_not_known() -> None:
    unnamed = Unit(name="县发展和改革局")
    catalogue = table()
    found = assign(catalogue, portal(unnamed, CIVIL))
    assert answers(found, catalogue, "2", (unnamed, CIVIL)) == [None, False]
    told = next(each for each in found.unmatched if each.printed == "县发改局")
    assert (told.rows, told.likely) == (("2",), ("县发展和改革局",))


def test_what_matches_nobody_is_told_with_its_rows() -> None:
    catalogue = table()
    found = assign(catalogue, portal(CIVIL))
    # The fourth row's entry holds a name and a class: both are told.
    assert len(found.unmatched) == 7
    told = {(each.printed, each.rows): each for each in found.unmatched}
    assert set(told) == {
        ("各镇", ("1", "5")),
        ("直属机构", ("1",)),
        ("县发改局", ("2",)),
        ("各涉关单位", ("3",)),
        ("县文旅局等具有行政审批权限的单位", ("4",)),
        ("行政审批局", ("5",)),
    }
    assert told["各涉关单位", ("3",)].role == "涉关单位"
    both = [each for each in found.unmatched if each.rows == ("4",)]
    assert [(each.names, each.role) for each in both] == [(("县文旅局",), ""), ((), "具有行政审批权限的单位")]
    assert told["直属机构", ("1",)].kinds == ("institution",)


def test_the_printed_cell_holds_all_of_them() -> None:
    assert dict(row(table(), "5").cells)["责任单位"] == "行政审批局 各镇"
