"""A unit scored by 曾都 2023 with the product's own rules: the bill by hand stands beside each figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_catalogue
from checks.check import AsOf, FindingRecord, Outcome
from checks.evaluate import evaluate
from checks.finding import Finding
from checks.measure import Delays, Measure, Occurrences
from checks.rule_index import all_rules
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, Unit
from checks.verdict import Severity, Verdict
from checks.workdays import WorkCalendar
from checks.world import World

DAY = AsOf(date(2023, 12, 15))
NAME = "区发展和改革局"


def column(name: str, column_class: ColumnClass) -> Column:
    return Column(unit=NAME, name=name, url=f"https://www.q.gov.example/{column_class}/", column_class=column_class)


POLICY = column("政策文件", ColumnClass.POLICY)
INTERPRETATION = column("政策解读", ColumnClass.INTERPRETATION)
SOLICITATION = column("民意征集", ColumnClass.SOLICITATION)
NOTICE = column("通知公告", ColumnClass.NOTICE)
WECHAT = Account(unit=NAME, platform="wechat", type=AccountType.SUBSCRIPTION, name="区发改")
UNIT = Unit(name=NAME, columns=(POLICY, INTERPRETATION, SOLICITATION, NOTICE), accounts=(WECHAT,))
PORTAL = Portal(name="某区人民政府", home="https://www.q.gov.example/", units=(UNIT,))


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("zengdu-2023")


@pytest.fixture(scope="module")
def unseen(table: Catalogue) -> tuple[Outcome, ...]:
    """Outcomes of a crawl that saw nothing at all."""
    return evaluate(World(PORTAL, (), WorkCalendar()), table.demands(), all_rules(), DAY)


def with_faults(outcomes: tuple[Outcome, ...], faults: dict[str, tuple[Column | None, int]]) -> list[Outcome]:
    """Everything looked at; per check so many faults, standing in one column where the check is about a unit."""
    result = []
    for outcome in outcomes:
        at, count = faults.get(outcome.check, (None, 0))
        if at is not None and outcome.subject.kind == "column" and outcome.subject != at.subject:
            count = 0
        if not outcome.subject.unit:
            count = 0
        findings = tuple(
            FindingRecord(
                id=f"{outcome.check}-{outcome.subject.key}-{number}",
                check=outcome.check,
                subject=outcome.subject,
                severity=Severity.NORMAL,
                message="",
                finding=Finding(url=f"https://www.q.gov.example/{outcome.check}/{number}", code="c"),
                columns=(at.subject.key,) if at else (),
            )
            for number in range(count)
        )
        result.append(
            replace(
                outcome,
                verdict=Verdict.FAIL if findings else Verdict.PASS,
                measure=Occurrences(count),
                findings=findings,
                could_not_look=(),
            )
        )
    return result


def row(card: Scorecard, row_id: str) -> tuple[str, str]:
    result = next(each for each in card.indicators if each.indicator.id == row_id)
    return rounded_text(result.at_least), rounded_text(result.at_most)


def test_a_crawl_that_saw_nothing_deducts_nothing(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    (card,) = score(table, PORTAL, unseen, DAY)
    assert not any(result.deductions for result in card.indicators)
    # At most 100 points and 10 to win. At least: 10 below zero, plus what no clause can take (30 % of 2, 25 % of 5,
    # 30 % of 6) and the one clause that the registry alone settles (accounts opened twice, 30 % of 6).
    assert (rounded_text(card.at_least), rounded_text(card.at_most)) == ("-4.55", "110.00")


def test_a_clean_crawl_settles_what_a_crawl_can_see(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    (card,) = score(table, PORTAL, with_faults(unseen, {}), DAY)
    assert not any(result.deductions for result in card.indicators)
    # 运维保障: two clauses seen (25 % each), the third is a person's; the unnamed 25 % is kept.
    assert row(card, "4.1") == ("3.75", "5.00")
    assert row(card, "5.1") == ("3.60", "6.00")  # 30 % seen, 30 % unnamed, 10 % + 30 % for evidence
    assert row(card, "5.2") == ("0.00", "8.00")  # 扣50% per post is for evidence: two of them take all


def test_a_bill_by_hand(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    outcomes = with_faults(
        unseen,
        {
            "dead-attachment": (POLICY, 2),
            "missing-link-to-policy": (INTERPRETATION, 1),
            "missing-solicitation-feedback": (SOLICITATION, 3),
            "empty-column": (NOTICE, 1),
            "dead-link": (NOTICE, 4),
            "duplicate-account": (None, 1),
            "stale-account": (None, 1),
        },
    )
    (card,) = score(table, PORTAL, outcomes, DAY)
    bill = {(each.clause, rounded_text(each.points)) for result in card.indicators for each in result.deductions}
    assert bill == {
        ("1.4.3", "0.40"),  # 2 attachments × 10 % of 2
        ("1.13.5", "0.75"),  # 15 % of 5
        ("3.2.2", "1.50"),  # 50 % of 3
        ("4.1.1", "1.25"),  # 25 % of 5
        ("4.1.2", "1.25"),  # 25 % of 5, for the links; the attachments are billed by 1.4.3
        ("5.1.1", "1.80"),  # 30 % of 6
        ("5.2.2", "3.20"),  # 40 % of 8
    }
    assert rounded_text(card.at_most) == "99.85"  # 110 - 10.15
    links = next(result for result in card.indicators if result.indicator.id == "4.1")
    assert [(each.clause, each.winner) for each in links.billed_elsewhere] == [("4.1.2", "1.4.3")]


@pytest.mark.parametrize(
    ("days", "least", "most"),
    [(1, "2.50", "2.50"), (2, "1.00", "1.00"), (5, "1.00", "1.00"), (6, "0.00", "1.00"), (11, "0.00", "0.00")],
)
def test_answers_within_1_5_and_10_working_days(
    table: Catalogue, unseen: tuple[Outcome, ...], days: int, least: str, most: str
) -> None:
    filed: dict[tuple[str, str], Measure] = {(NAME, "3.1.1"): Delays((("2023-018", days),))}
    (card,) = score(table, PORTAL, unseen, DAY, filed=filed)
    result = next(each for each in card.indicators if each.indicator.id == "3.1")
    clause_risk = sum((each.at_risk for each in result.open if each.clause == "3.1.1"), start=result.at_most * 0)
    # The note on perfunctory answers may still zero the row; the clause itself is settled or in the printed gap.
    assert (rounded_text(result.at_most - clause_risk), rounded_text(result.at_most)) == (least, most)
