"""Outcomes of a crawl that saw everything, with just the faults that a test plants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checks.catalogues.catalogue import Catalogue
from checks.check import AsOf, FindingRecord, Outcome
from checks.evaluate import evaluate
from checks.finding import Finding
from checks.measure import Occurrences
from checks.rule_index import all_rules
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard
from checks.subjects import Column, Portal, SubjectKind
from checks.verdict import Severity, Verdict
from checks.workdays import WorkCalendar
from checks.world import World


def seen(table: Catalogue, portal: Portal, day: AsOf, faults: Mapping[str, tuple[Column, int]]) -> tuple[Outcome, ...]:
    """`faults`: check → so many faults, all standing in one column of the unit that owns it."""
    outcomes = evaluate(World(portal, (), WorkCalendar()), table.demands(), all_rules(), day)
    return tuple(_seen(outcome, faults) for outcome in outcomes)


def bounds(card: Scorecard, row: str) -> tuple[str, str]:
    result = next(each for each in card.indicators if each.indicator.id == row)
    return rounded_text(result.at_least), rounded_text(result.at_most)


def _seen(outcome: Outcome, faults: Mapping[str, tuple[Column, int]]) -> Outcome:
    at, count = faults.get(outcome.check, (None, 0))
    of_the_column = outcome.subject.kind is not SubjectKind.COLUMN or (at is not None and outcome.subject == at.subject)
    if at is None or outcome.subject.unit != at.unit or not of_the_column:
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
    return replace(
        outcome,
        verdict=Verdict.FAIL if findings else Verdict.PASS,
        measure=Occurrences(count),
        findings=findings,
        looked_at=max(1, outcome.looked_at),
        could_not_look=(),
    )
