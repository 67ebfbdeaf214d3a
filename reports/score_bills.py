"""Scorecards made ready for reading: ranges, and every deduction down to the findings that prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import Sense
from checks.scoring.points import rounded, shown
from checks.scoring.scorecard import IndicatorResult, Scorecard
from reports.audit import ScoredTable
from reports.chinese_names import WAITS
from reports.indicator_names import indicator_path
from reports.issue_list import Issue

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionLine:
    clause: str
    points: str
    arithmetic: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    clause: str
    waits_for: str
    at_risk: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorBill:
    """`elsewhere`: (clause that billed the fact, issues) for what is not deducted a second time."""

    id: str
    path: str
    weight: str
    range: str
    because: str
    deductions: tuple[DeductionLine, ...]
    open: tuple[OpenLine, ...]
    elsewhere: tuple[tuple[str, tuple[Issue, ...]], ...]
    vetoes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """`solid` and `hatched`: per cent of the bar that is certain, and that is still open."""

    unit: str
    range: str
    final: bool
    at_least: str
    at_most: str
    open_points: str
    open_rows: int
    deducted: str
    solid: float
    hatched: float
    vetoed_by: tuple[str, ...]
    bills: tuple[IndicatorBill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    id: str
    title: str
    edition: str
    sha256: str
    full: str
    bonus: str  # "" where the table has none
    cards: tuple[CardView, ...]
    discrepancies: tuple[tuple[str, str, str, str], ...]  # where, as printed, as computed, reading followed
    readings: tuple[str, ...]


def points_range(at_least: Decimal, at_most: Decimal) -> str:
    low, high = shown(rounded(at_least)), shown(rounded(at_most))
    return low if low == high else f"{low} 至 {high}"


def table_views(scored: Sequence[ScoredTable], issues: Sequence[Issue]) -> tuple[TableView, ...]:
    by_id = {issue.id: issue for issue in issues}
    return tuple(_table(table, by_id) for table in scored)


def _table(table: ScoredTable, by_id: Mapping[str, Issue]) -> TableView:
    catalogue = table.catalogue
    names = {row.id: indicator_path(row) for row in catalogue.indicators}
    clauses = {clause.id: f"{names[row.id]}：{clause.text}" for row, clause in catalogue.clauses()}
    places = {**names, **{clause.id: f"{names[row.id]}（细则{clause.id}）" for row, clause in catalogue.clauses()}}
    full = sum((row.possible for row in catalogue.indicators if row.sense is Sense.REGULAR), Decimal(0))
    bonus = sum((row.possible for row in catalogue.indicators if row.sense is Sense.BONUS), Decimal(0))
    scale = full + bonus or HUNDRED
    return TableView(
        id=catalogue.id,
        title=catalogue.title,
        edition=catalogue.edition,
        sha256=catalogue.digest,
        full=shown(full),
        bonus=shown(bonus) if bonus else "",
        cards=tuple(_card(card, by_id, clauses, scale) for card in table.cards),
        discrepancies=tuple(
            (places.get(each.at, each.at), each.printed, each.computed or "—", each.reading)
            for each in catalogue.discrepancies
        ),
        readings=catalogue.readings,
    )


def _card(card: Scorecard, by_id: Mapping[str, Issue], clauses: Mapping[str, str], scale: Decimal) -> CardView:
    lost = sum((each.points for row in card.indicators for each in row.deductions), Decimal(0))
    low, high = (min(max(value, Decimal(0)), scale) * HUNDRED / scale for value in (card.at_least, card.at_most))
    return CardView(
        unit=card.unit,
        range=points_range(card.at_least, card.at_most),
        final=card.final,
        at_least=shown(card.at_least),
        at_most=shown(card.at_most),
        open_points=shown(card.at_most - card.at_least),
        open_rows=len({indicator for indicator, _ in card.waiting_for}),
        deducted=shown(rounded(lost)),
        solid=round(float(low), 2),
        hatched=round(float(high - low), 2),
        vetoed_by=card.vetoed_by,
        bills=tuple(_bill(result, by_id, clauses) for result in card.indicators),
    )


def _bill(result: IndicatorResult, by_id: Mapping[str, Issue], clauses: Mapping[str, str]) -> IndicatorBill:
    def proofs(ids: Sequence[str]) -> tuple[Issue, ...]:
        return tuple(sorted((by_id[each] for each in ids if each in by_id), key=lambda issue: issue.number))

    return IndicatorBill(
        id=result.indicator.id,
        path=indicator_path(result.indicator),
        weight=result.indicator.weight_text or "—",
        range=points_range(result.at_least, result.at_most),
        because=result.because,
        deductions=tuple(
            DeductionLine(
                clause=each.text,
                points=shown(rounded(each.points)),
                arithmetic=each.because,
                issues=proofs(each.findings),
            )
            for each in result.deductions
        ),
        open=tuple(
            OpenLine(
                clause=each.text,
                waits_for=WAITS.get(each.waits_for, each.waits_for),
                at_risk=shown(rounded(each.at_risk)),
                because=each.because,
            )
            for each in result.open
        ),
        elsewhere=tuple(
            (clauses.get(each.winner, each.winner), proofs(each.findings)) for each in result.billed_elsewhere
        ),
        vetoes=result.vetoes,
    )
