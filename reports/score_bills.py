"""Scorecards made ready for reading: ranges, and every deduction down to the findings that prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import Group, Sense
from checks.scoring.points import rounded, shown
from checks.scoring.result import IndicatorResult, Scorecard
from reports.audit import ScoredTable
from reports.card_words import card_notes, card_score, group_notes, points_range, row_lost, row_score
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
class ShortfallLine:
    clause: str
    because: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    clause: str
    points: str
    arithmetic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverLine:
    clause: str
    points: str
    reason: str
    by: str


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
    text: str  # 指标说明, or the question of a row of yes and no
    weight: str
    range: str
    because: str
    deductions: tuple[DeductionLine, ...]
    shortfalls: tuple[ShortfallLine, ...]
    credits: tuple[CreditLine, ...]
    waivers: tuple[WaiverLine, ...]
    not_yet: tuple[tuple[str, str], ...]  # clause, first day on which it counts
    open: tuple[OpenLine, ...]
    elsewhere: tuple[tuple[str, tuple[Issue, ...]], ...]

    @property
    def is_quiet(self) -> bool:
        """Nothing to tell but the score."""
        told = (self.deductions, self.shortfalls, self.credits, self.waivers, self.not_yet, self.open, self.elsewhere)
        return not any(told)


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
    vetoed: bool
    grade: str  # "" where no note of the table overrides the rows
    notes: tuple[str, ...]  # vetoes, grade, consequences outside the table, limits of groups
    bills: tuple[IndicatorBill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    id: str
    title: str
    edition: str
    sha256: str
    full: str
    bonus: str  # "" where the table has none
    without_points: bool
    cards: tuple[CardView, ...]
    discrepancies: tuple[tuple[str, str, str, str], ...]  # where, as printed, as computed, reading followed
    readings: tuple[str, ...]


def table_views(scored: Sequence[ScoredTable], issues: Sequence[Issue]) -> tuple[TableView, ...]:
    by_id = {issue.id: issue for issue in issues}
    return tuple(_table(table, by_id) for table in scored)


def _table(table: ScoredTable, by_id: Mapping[str, Issue]) -> TableView:
    catalogue = table.catalogue
    names = {row.id: indicator_path(row) for row in catalogue.indicators}
    clauses = {clause.id: f"{names[row.id]}：{clause.text}" for row, clause in catalogue.clauses()}
    places = {**names, **{clause.id: f"{names[row.id]}（细则{clause.id}）" for row, clause in catalogue.clauses()}}
    full = sum((_whole(group) for group in catalogue.groups if group.sense is Sense.REGULAR), Decimal(0))
    bonus = sum((_whole(group) for group in catalogue.groups if group.sense is Sense.BONUS), Decimal(0))
    scale = full + bonus or HUNDRED
    return TableView(
        id=catalogue.id,
        title=catalogue.title,
        edition=catalogue.edition,
        sha256=catalogue.digest,
        full=shown(full),
        bonus=shown(bonus) if bonus else "",
        without_points=catalogue.without_points,
        cards=tuple(_card(card, by_id, clauses, scale) for card in table.cards),
        discrepancies=tuple(
            (places.get(each.at, each.at), each.printed, each.computed or "—", each.reading)
            for each in catalogue.discrepancies
        ),
        readings=catalogue.readings,
    )


def _whole(group: Group) -> Decimal:
    return group.cap if group.cap is not None else sum((row.possible for row in group.indicators), Decimal(0))


def _card(card: Scorecard, by_id: Mapping[str, Issue], clauses: Mapping[str, str], scale: Decimal) -> CardView:
    solid, hatched = _stretches(card, scale)
    return CardView(
        unit=card.unit,
        range=str(card_score(card)) if card.without_points else points_range(card.at_least, card.at_most),
        final=card.final,
        at_least=shown(card.at_least),
        at_most=shown(card.at_most),
        open_points=shown(card.at_most - card.at_least),
        open_rows=len({indicator for indicator, _ in card.waiting_for}),
        deducted=shown(rounded(sum((row_lost(row) for row in card.indicators), Decimal(0)))),
        solid=solid,
        hatched=hatched,
        vetoed=bool(card.vetoed_by),
        grade=card.grade,
        notes=(*card_notes(card), *group_notes(card)),
        bills=tuple(_bill(result, by_id, clauses) for result in card.indicators),
    )


def _stretches(card: Scorecard, scale: Decimal) -> tuple[float, float]:
    """What is certain and what is open of the bar, in per cent: points, or rows of yes and no."""
    if card.without_points:
        counts = card.counts
        rows = sum(counts.values()) - counts["not-applicable"] or 1
        return round(100 * counts["met"] / rows, 2), round(100 * counts["open"] / rows, 2)
    low, high = (min(max(value, Decimal(0)), scale) * HUNDRED / scale for value in (card.at_least, card.at_most))
    return round(float(low), 2), round(float(high - low), 2)


def _bill(result: IndicatorResult, by_id: Mapping[str, Issue], clauses: Mapping[str, str]) -> IndicatorBill:
    def proofs(ids: Sequence[str]) -> tuple[Issue, ...]:
        return tuple(sorted((by_id[each] for each in ids if each in by_id), key=lambda issue: issue.number))

    texts = {clause.id: clause.text for clause in result.indicator.clauses}
    return IndicatorBill(
        id=result.indicator.id,
        path=indicator_path(result.indicator),
        text=result.indicator.text,
        weight=result.indicator.weight_text or "—",
        range=_score_text(result),
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
        shortfalls=tuple(
            ShortfallLine(clause=each.text, because=each.because, issues=proofs(each.findings))
            for each in result.shortfalls
        ),
        credits=tuple(
            CreditLine(clause=each.text, points=shown(rounded(each.points)), arithmetic=each.because)
            for each in result.credits
        ),
        waivers=tuple(
            WaiverLine(
                clause=texts.get(each.clause, each.clause),
                points=shown(rounded(each.points)),
                reason=each.waiver.reason,
                by=each.waiver.by,
            )
            for each in result.waived
        ),
        not_yet=tuple((each.text, each.starts.isoformat()) for each in result.not_yet),
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
    )


def _score_text(result: IndicatorResult) -> str:
    score = row_score(result)
    return score if isinstance(score, str) else shown(score)
