"""晋江, 地区版 and 部门版 2023 with every question answered at its best and at its worst: nothing stays open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_catalogue
from checks.check import AsOf, Outcome
from checks.evaluate import evaluate
from checks.measure import Answer, Conditions, Counts, Matrix, Measure, Occurrences, Points, Ratio
from checks.rule_index import all_rules
from checks.scoring.asked import Asked, asked_of
from checks.scoring.kind_index import all_kinds
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Column, ColumnClass, Portal, Unit
from checks.workdays import WorkCalendar
from checks.world import World
from tests.checks.scoring.faults_by_hand import seen

DAY = AsOf(date(2023, 12, 31))
MANY = 1000
KINDS = {"city-district-2023": "district"}


def portal(table: Catalogue) -> Portal:
    solicitation = Column(
        unit="某单位", name="民意征集", url="https://www.q.gov.example/yjzj/", column_class=ColumnClass.SOLICITATION
    )
    unit = Unit(
        name="某单位",
        kind=KINDS.get(table.id, "department"),
        attributes=(("service_hall", False),),
        columns=(solicitation,),
    )
    return Portal(name="某市人民政府", home="https://www.q.gov.example/", units=(unit,))


def answer(asked: Asked, *, good: bool) -> Measure:
    """The best or the worst that may be entered."""
    earns = all_kinds()[asked.clause.scoring.kind].EARNS
    many = MANY if earns is good else 0
    match asked.answer:
        case "points":
            return Points(asked.at_most if good else Decimal(0))
        case "yes-no":
            return Answer(good)
        case "occurred":
            return Occurrences(int(not good))
        case "number":
            return Occurrences(many)
        case "ratio":
            return Ratio(MANY if good else 0, MANY)
        case "conditions":
            return Conditions(tuple((name, good) for name in asked.options))
        case "counts":
            helps = [name for name in asked.options if name not in ("信息噪音", "上一年接受过在线访谈")]
            return Counts(tuple((name, many if name in helps else MANY - many) for name in asked.options))
        case "matrix":
            return Matrix(tuple((str(line), (good,) * len(asked.options)) for line in range(MANY)))
        case _:
            raise AssertionError(f"these tables ask nothing by {asked.answer}")


def card(table: Catalogue, outcomes: tuple[Outcome, ...], *, good: bool) -> Scorecard:
    there = portal(table)
    (unit,) = there.units
    filed = {(unit.name, asked.clause.id): answer(asked, good=good) for asked in asked_of(table, unit)}
    (only,) = score(table, there, outcomes, DAY, filed=filed)
    return only


@pytest.fixture(params=["jinjiang-2023", "city-district-2023", "city-department-2023"])
def table(request: pytest.FixtureRequest) -> Catalogue:
    return load_catalogue(request.param)


BEST = {
    "jinjiang-2023": "110.00",  # 100 + 15, less the 5 of 转载 that its formula cannot reach
    "city-district-2023": "100.00",
    "city-department-2023": "100.00",
}
WORST = {
    "jinjiang-2023": "2.00",  # 政务信息协同: what 2024 begins to bill
    # 基础工作 10 - 5 - 3, 政策解读 10 - 3 - 6, 政民互动 10 - 5 - 0.5; no clause takes the rest.
    "city-district-2023": "7.50",
    "city-department-2023": "2.00",  # 基础工作 10 - 5 - 3
}


def test_answered_at_their_best_all_points_are_reached(table: Catalogue) -> None:
    only = card(table, seen(table, portal(table), DAY, {}), good=True)
    assert (only.final, rounded_text(only.at_most), only.waiting_for) == (True, BEST[table.id], ())
    assert only.vetoed_by == ()


def test_answered_at_their_worst_nothing_but_what_no_clause_takes_is_left(table: Catalogue) -> None:
    faulty = ("stale-column", "dead-attachment", "solicitation-feedback-wording")
    faults = {check: (portal(table).units[0].columns[0], MANY) for check in faulty}
    only = card(table, seen(table, portal(table), DAY, faults), good=False)
    assert (only.final, rounded_text(only.at_least)) == (True, WORST[table.id])


def test_people_can_settle_what_a_crawl_did_not_see(table: Catalogue) -> None:
    there = portal(table)
    nothing = evaluate(World(there, (), WorkCalendar()), table.demands(), all_rules(), DAY)
    only = card(table, nothing, good=True)
    assert (only.final, rounded_text(only.at_most)) == (True, BEST[table.id])
