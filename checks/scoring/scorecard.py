"""A table added up for one unit, with bounds: what is certain, and what is still open.

Pure and in table order. A place that could not be looked at never deducts, it widens the range; what belongs to no
unit (template, home page) bills nobody; a fact is billed once, by the first clause of the table that takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from checks.catalogues.catalogue import SILENT, Catalogue, Clause, Indicator, Remainder, Sense
from checks.check import AsOf, Outcome
from checks.measure import Measure
from checks.scoring.clause import ANNOUNCED_KINDS, Bill, unknown_in
from checks.scoring.kind_index import all_kinds
from checks.scoring.points import part_of, rounded, shown
from checks.scoring.standing import Billed, Heard, OutcomeIndex, hear
from checks.subjects import Portal, Unit

NOTHING = Decimal(0)
NOTES_TOLD = 3  # a reason is one sentence; all notes stand in the coverage table


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points taken by one clause, exact; `findings` prove them, `because` is the arithmetic in Chinese."""

    clause: str
    text: str
    points: Decimal
    because: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An unsettled clause. `waits_for`: evidence, judgement, observation, subject, weight or a clause kind."""

    clause: str
    text: str
    waits_for: str
    at_risk: Decimal
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledElsewhere:
    """Findings that this clause would bill too; `winner` is the clause that did."""

    clause: str
    winner: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """Bounds are exact; they are rounded where they are written down."""

    indicator: Indicator
    at_least: Decimal
    at_most: Decimal
    possible: Decimal
    deductions: tuple[Deduction, ...] = ()
    open: tuple[Open, ...] = ()
    billed_elsewhere: tuple[BilledElsewhere, ...] = ()
    vetoes: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One unit under one edition of a table. `at_least` and `at_most` are rounded once, from exact sums."""

    catalogue: str
    edition: str
    table_sha256: str
    unit: str
    as_of: date
    at_least: Decimal
    at_most: Decimal
    vetoed_by: tuple[str, ...]
    waiting_for: tuple[tuple[str, Open], ...]  # id of the indicator and what of it is open
    indicators: tuple[IndicatorResult, ...]

    @property
    def final(self) -> bool:
        """One number, not a range: what is still open can change nothing (a row without weight, a row lost already)."""
        return all(result.at_least == result.at_most for result in self.indicators)


Filed = Mapping[tuple[str, str], Measure]  # (unit, clause) → what the unit filed or a person decided


def score(
    catalogue: Catalogue,
    portal: Portal,
    outcomes: Iterable[Outcome],
    as_of: AsOf,
    *,
    filed: Filed | None = None,
) -> tuple[Scorecard, ...]:
    """One card per unit of the portal, in the registry's order; the order of outcomes and findings never matters."""
    return tuple(score_units(catalogue, portal, outcomes, as_of, filed=filed))


def score_units(
    catalogue: Catalogue,
    portal: Portal,
    outcomes: Iterable[Outcome],
    as_of: AsOf,
    *,
    filed: Filed | None = None,
) -> Iterator[Scorecard]:
    """Like `score`, one unit at a time, so that memory stays flat over thousands of units."""
    index = OutcomeIndex(outcomes)
    for unit in portal.units:
        yield _card(catalogue, unit, index, as_of, filed or {})


def _card(catalogue: Catalogue, unit: Unit, index: OutcomeIndex, as_of: AsOf, filed: Filed) -> Scorecard:
    billed = Billed()
    results = tuple(_indicator(catalogue, row, unit, index, billed, filed) for row in catalogue.indicators)
    return Scorecard(
        catalogue=catalogue.id,
        edition=catalogue.edition,
        table_sha256=catalogue.digest,
        unit=unit.name,
        as_of=as_of.day,
        at_least=rounded(sum((result.at_least for result in results), NOTHING)),
        at_most=rounded(sum((result.at_most for result in results), NOTHING)),
        vetoed_by=tuple(veto for result in results for veto in result.vetoes),
        waiting_for=tuple((result.indicator.id, still) for result in results for still in result.open),
        indicators=results,
    )


def _indicator(
    catalogue: Catalogue, row: Indicator, unit: Unit, index: OutcomeIndex, billed: Billed, filed: Filed
) -> IndicatorResult:
    """The row's bill, clause by clause in printed order."""
    if row.applies_to is not None and row.applies_to.holds_for(unit) is False:
        return _not_for(row)
    deductions: list[Deduction] = []
    still_open: list[Open] = []
    elsewhere: list[BilledElsewhere] = []
    at_risk = NOTHING
    for clause in row.clauses:
        if clause.role in SILENT:
            continue
        bill, heard, waits_for = _bill(clause, row, unit, index, billed, filed)
        elsewhere += [
            BilledElsewhere(clause=clause.id, winner=winner, findings=ids) for winner, ids in heard.billed_elsewhere
        ]
        if bill.lost:
            deductions.append(
                Deduction(
                    clause=clause.id, text=clause.text, points=bill.lost, because=bill.because, findings=heard.findings
                )
            )
        if waits_for:
            still_open.append(
                Open(
                    clause=clause.id,
                    text=clause.text,
                    waits_for=waits_for,
                    at_risk=bill.at_risk,
                    because=bill.open_because,
                )
            )
        at_risk += bill.at_risk
    unnamed = _not_named(catalogue, row)
    lost = min(row.possible, unnamed + sum((deduction.points for deduction in deductions), NOTHING))
    worst = min(row.possible, lost + at_risk)
    start = NOTHING if row.sense is Sense.PENALTY else row.possible
    return IndicatorResult(
        indicator=row,
        at_least=start - worst,
        at_most=start - lost,
        possible=row.possible,
        deductions=tuple(deductions),
        open=tuple(still_open),
        billed_elsewhere=tuple(elsewhere),
        because=_because(row, deductions, unnamed, start - worst, start - lost),
    )


def _bill(
    clause: Clause, row: Indicator, unit: Unit, index: OutcomeIndex, billed: Billed, filed: Filed
) -> tuple[Bill, Heard, str]:
    """Bill of one clause, what it heard, and what it waits for ("" when it is settled)."""
    if clause.scoring.waits_for == "redistribution" and row.applies_to and row.applies_to.holds_for(unit):
        return Bill(lost=NOTHING, at_risk=NOTHING), Heard(), ""  # the row is this unit's own, nothing moves
    if clause.scoring.waits_for:
        kind_name = ANNOUNCED_KINDS[clause.scoring.waits_for]
        at_risk = part_of(row.possible, clause.scoring.share)
        because = f"计分方式“{kind_name}”尚未启用，暂按区间计"
        return Bill(lost=NOTHING, at_risk=at_risk, open_because=because), Heard(), clause.scoring.waits_for
    kind = all_kinds()[clause.scoring.kind]
    heard = hear(clause, unit, index, billed, filed.get((unit.name, clause.id)), kind.BILLS)
    bill = kind.bill(clause.scoring.terms, row.possible, heard.standings)
    if row.weight is None:
        return replace(bill, open_because="表内未列权重，只列问题，不计分"), heard, "weight"
    waits_for = "observation" if bill.at_risk else ""
    reasons = [_doubt(bill, heard)] if bill.at_risk else []
    left = kind.ceiling(clause.scoring.terms, row.possible) - bill.lost
    if heard.opens and left > 0:
        waits_for = heard.opens[0][0]
        reasons += [reason for _, reason in heard.opens]
        bill = replace(bill, at_risk=left)
    return replace(bill, open_because="；".join(reasons)), heard, waits_for


def _doubt(bill: Bill, heard: Heard) -> str:
    """Why the clause is open, with what the first doubtful outcomes say themselves."""
    notes = dict.fromkeys(each.says for each in heard.standings if each.says and unknown_in(each.measure))
    told = "；".join(list(notes)[:NOTES_TOLD])
    more = "等" if len(notes) > NOTES_TOLD else ""
    return f"{bill.open_because}（{told}{more}）" if told else bill.open_because


def _not_named(catalogue: Catalogue, row: Indicator) -> Decimal:
    """The part of a weight that no clause can take: lost only where the table reads so, and never below zero points."""
    if row.sense is Sense.PENALTY or (row.sense is Sense.REGULAR and catalogue.remainder is Remainder.KEPT):
        return NOTHING
    named = NOTHING
    for clause in row.clauses:
        if clause.role in SILENT:
            continue
        if clause.scoring.waits_for:
            named += part_of(row.possible, clause.scoring.share)
        else:
            named += all_kinds()[clause.scoring.kind].ceiling(clause.scoring.terms, row.possible)
    return max(NOTHING, row.possible - named)


def _not_for(row: Indicator) -> IndicatorResult:
    """A row that is not for this unit: where its points go is a kind of its own, until then the row is a range."""
    because = f"登记表注明该单位不适用本项；“{ANNOUNCED_KINDS['redistribution']}”尚未启用，暂按区间计"
    start = NOTHING if row.sense is Sense.PENALTY else row.possible
    still = Open(clause="", text="", waits_for="redistribution", at_risk=row.possible, because=because)
    return IndicatorResult(
        indicator=row,
        at_least=start - row.possible,
        at_most=start,
        possible=row.possible,
        open=(still,),
        because=because,
    )


def _because(row: Indicator, deductions: list[Deduction], unnamed: Decimal, at_least: Decimal, at_most: Decimal) -> str:
    if row.weight is None:
        return "表内未列权重，不计分"
    parts = [f"权重{row.weight_text}分"]
    if unnamed:
        parts.append(f"细则未列占比的{shown(unnamed)}分不计")
    if deductions:
        total = sum((deduction.points for deduction in deductions), NOTHING)
        capped = f"，以{shown(row.possible)}分为限" if total > row.possible else ""
        parts.append(
            f"共扣{'＋'.join(shown(deduction.points) for deduction in deductions)}"
            f"{'＝' + shown(total) if len(deductions) > 1 else ''}分{capped}"
        )
    if at_least == at_most:
        parts.append(f"得{shown(at_most)}分")
    else:
        parts.append(f"另有{shown(at_most - at_least)}分未定，得{shown(at_least)}至{shown(at_most)}分")
    return "，".join(parts)
