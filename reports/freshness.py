"""When each column was last updated, what proves it, and how many days are left until it is stale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.subjects import SubjectKind
from checks.verdict import Verdict
from reports.coverage import CoverageRow

CHECK = "stale-column"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFreshness:
    """`days_left` below zero: overdue by so many days; None: not known or no period. Texts are "" where not known."""

    unit: str
    column: str
    url: str
    verdict: Verdict
    newest: str
    clue: str
    period: str
    days_left: int | None
    note: str


def column_freshness(rows: Iterable[CoverageRow]) -> tuple[ColumnFreshness, ...]:
    """The most overdue first, then those that will be stale soonest, then unknown ones, those without a period last."""
    columns = [_freshness(row) for row in rows if row.check == CHECK and row.subject.kind is SubjectKind.COLUMN]
    return tuple(sorted(columns, key=_urgency))


def _freshness(row: CoverageRow) -> ColumnFreshness:
    facts = dict(row.facts)
    days_left = None
    if row.verdict is Verdict.FAIL and "over" in facts:
        days_left = -int(facts["over"])
    elif row.verdict is Verdict.PASS and "left" in facts:
        days_left = int(facts["left"])
    return ColumnFreshness(
        unit=row.subject.unit,
        column=row.subject.name,
        url=row.subject.url,
        verdict=row.verdict,
        newest=facts.get("newest", ""),
        clue=facts.get("clue", ""),
        period=facts.get("period", ""),
        days_left=days_left,
        note=row.note,
    )


def _urgency(column: ColumnFreshness) -> tuple[bool, bool, int, str, str, str]:
    idle = column.verdict is Verdict.NOT_APPLICABLE
    return (idle, column.days_left is None, column.days_left or 0, column.unit, column.column, column.url)
