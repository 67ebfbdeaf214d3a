"""A finding carries the columns its place stands in: those of its own unit whose list holds the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks.check import AsOf, CheckMeta, Rule, Ruling
from checks.evaluate import Demand, evaluate
from checks.finding import Finding
from checks.measure import Occurrences
from checks.observation import Fetch, FetchEnd, ListRow, ListSeen
from checks.subjects import Column, Portal, SubjectKind, Unit
from checks.verdict import Verdict
from checks.workdays import WorkCalendar
from checks.world import Given, World

POLICY = Column(unit="县一局", name="政策文件", url="https://www.q.gov.example/zc/")
NEWS = Column(unit="县一局", name="工作动态", url="https://www.q.gov.example/dt/")
OTHERS = Column(unit="县二局", name="工作动态", url="https://www.q.gov.example/dt2/")
PORTAL = Portal(
    name="某县",
    home="https://www.q.gov.example/",
    units=(Unit(name="县一局", columns=(POLICY, NEWS)), Unit(name="县二局", columns=(OTHERS,))),
)
PAGE = "https://www.q.gov.example/zc/1.html"
TARGET = "https://www.q.gov.example/gone.pdf"


def listed(column: Column) -> ListSeen:
    row = ListRow(title="关于某事的通知", url=PAGE, date=None)
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200)
    return ListSeen(url=column.url, observed_at=datetime(2023, 12, 1, tzinfo=UTC), fetch=fetch, rows=(row,))


def columns_of_finding(about: SubjectKind, found: Finding, subject: str) -> tuple[str, ...]:
    """What the finding of a rule carries that finds the same everywhere."""

    def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
        return Ruling(verdict=Verdict.FAIL, measure=Occurrences(1), findings=(found,))

    meta = CheckMeta(id="found", version=1, title="某问题", about=(about,), needs=(), emits=Occurrences)
    rule = cast("Rule", SimpleNamespace(META=meta, MESSAGES={"c": "某问题"}, run=run))
    world = World(PORTAL, (listed(POLICY), listed(OTHERS)), WorkCalendar())
    outcomes = evaluate(world, [Demand("found", {})], {"found": rule}, AsOf(date(2023, 12, 15)))
    outcome = next(each for each in outcomes if each.subject.name == subject)
    return outcome.findings[0].columns


@pytest.mark.parametrize(
    ("found", "columns"),
    [
        (Finding(url=PAGE, code="c"), (POLICY.subject.key,)),
        (Finding(url=TARGET, code="c", found_on=(PAGE,)), (POLICY.subject.key,)),
        (Finding(url=TARGET, code="c"), ()),
    ],
)
def test_a_unit_s_finding_names_the_unit_s_own_columns(found: Finding, columns: tuple[str, ...]) -> None:
    assert columns_of_finding(SubjectKind.UNIT, found, "县一局") == columns


def test_a_finding_about_a_column_names_that_column() -> None:
    assert columns_of_finding(SubjectKind.COLUMN, Finding(url=PAGE, code="c"), "政策文件") == (POLICY.subject.key,)


def test_what_no_unit_owns_names_every_column_that_lists_it() -> None:
    found = Finding(url=PAGE, code="c")
    assert columns_of_finding(SubjectKind.PORTAL, found, "某县") == tuple(
        sorted((POLICY.subject.key, OTHERS.subject.key))
    )
