"""One clause billed for one unit: what it heard, what a person said, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from checks.catalogues.catalogue import Clause, Indicator
from checks.check import AsOf
from checks.measure import Measure, Points
from checks.scoring import no_points, override
from checks.scoring.billed import Billed
from checks.scoring.clause import NOTHING, WHOLE_ROW, Bill, ClauseKind, unknown_in
from checks.scoring.kind_index import all_kinds
from checks.scoring.points import fraction_of, scaled, shown
from checks.scoring.seen import Seen
from checks.scoring.standing import Heard, hear
from checks.scoring.waiver import Waiver
from checks.subjects import Unit

NOTES_TOLD = 3  # a reason is one sentence; all notes stand in the coverage table

Filed = Mapping[tuple[str, str], Measure]  # (unit, clause) → what the unit filed or a person decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """What the other units got in a clause, added up."""

    least: Decimal = NOTHING
    most: Decimal = NOTHING
    units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known when a card is made."""

    seen: Seen
    as_of: AsOf
    filed: Filed
    waivers: tuple[Waiver, ...] = ()
    averages: Mapping[str, Average] | None = None  # by clause; None while the averages are being made


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseBill:
    """`states`: how much of a demand without points is met, not met and not known."""

    clause: Clause
    kind: ClauseKind
    bill: Bill
    ceiling: Decimal
    heard: Heard
    waits_for: str = ""
    states: tuple[int, int, int] = (0, 0, 0)
    is_proved: bool = False  # a fault stands, whatever points it takes
    holds: bool = False  # an override that applies


def bill_clause(
    clause: Clause, row: Indicator, weight: Decimal, unit: Unit, scene: Scene, billed: Billed
) -> ClauseBill:
    """`weight`: that of the row for this unit. The clause counts on this day and is not another unit's."""
    kind = all_kinds()[clause.scoring.kind]
    ceiling = kind.ceiling(clause.scoring.terms, weight)
    if clause.average_for is not None and scene.averages is not None and clause.average_for.holds_for(unit):
        return _averaged(clause, kind, ceiling, scene.averages.get(clause.id, Average()))
    filed = scene.filed.get((unit.name, clause.id))
    heard = hear(clause, [each.id for each in row.clauses], unit, scene.seen, billed, filed, kind)
    filed = heard.filed
    bill = kind.bill(clause.scoring.terms, weight, heard.standings)
    if isinstance(filed, Points):
        bill = _given(bill, filed, ceiling, ceiling_at(kind, clause, row.possible), clause, kind)
    reasons = [_doubt(bill, heard)] if bill.is_open else []
    waits_for = "observation" if bill.is_open else ""
    if heard.opens and not _is_spent(bill, ceiling, clause, kind):
        waits_for = heard.opens[0][0]
        reasons += [reason for _, reason in heard.opens]
        bill = _worst(bill, ceiling, weight, clause, kind)
    if filed is not None:
        bill = _within(bill, _unsaid(heard, ceiling, weight, clause, kind))
    states = _states(clause, heard, filed)
    if clause.applies_to is not None and clause.applies_to.holds_for(unit) is None:
        bill, waits_for = _maybe(bill), "evidence"
        reasons.insert(0, "登记表未注明该条是否适用于该单位，待人工认定")
    is_proved = bool(bill.lost or bill.zeroes or states[1])
    if not waits_for and states[2]:
        waits_for = "observation"
    if not row.is_scored and ceiling_at(kind, clause, Decimal(1)) and not states[2]:
        waits_for, reasons = "weight", ["表内未列权重，只列问题，不计分"]
    return ClauseBill(
        clause=clause,
        kind=kind,
        bill=replace(bill, open_because="；".join(reason for reason in reasons if reason)),
        ceiling=ceiling,
        heard=heard,
        waits_for=waits_for,
        states=states,
        is_proved=is_proved,
        holds=kind is all_kinds()["override"]
        and any(override.applies_by(standing.measure) for standing in heard.standings),
    )


def ceiling_at(kind: ClauseKind, clause: Clause, weight: Decimal) -> Decimal:
    return kind.ceiling(clause.scoring.terms, weight)


def _averaged(clause: Clause, kind: ClauseKind, ceiling: Decimal, average: Average) -> ClauseBill:
    """The unit's own account cannot do what the clause counts, and the table gives it what the others got."""
    if not average.units:
        bill = Bill(may_earn=ceiling, open_because="计全市平均分，其他单位均无该条得分")
        return ClauseBill(clause=clause, kind=kind, bill=bill, ceiling=ceiling, heard=Heard(), waits_for="evidence")
    least = fraction_of(average.least, 1, average.units)
    most = fraction_of(average.most, 1, average.units)
    told = shown(least) if least == most else f"{shown(least)}至{shown(most)}"
    bill = Bill(
        earned=least,
        may_earn=most - least,
        because=f"按其他{average.units}个单位的平均分计，得{told}分",
        open_because="其他单位的得分尚未确定" if most > least else "",
    )
    waits_for = "evidence" if most > least else ""
    return ClauseBill(clause=clause, kind=kind, bill=bill, ceiling=ceiling, heard=Heard(), waits_for=waits_for)


def _given(bill: Bill, points: Points, ceiling: Decimal, printed: Decimal, clause: Clause, kind: ClauseKind) -> Bill:
    """A person's points: what checks proved stays lost, and nothing stays open.

    They are given against the `printed` ceiling: where weight of other rows has moved here, full marks stay full marks.
    """
    given = min(max(NOTHING, points.given), printed or ceiling)
    told = f"人工评定，该条{shown(printed or ceiling)}分，得{shown(given)}分"
    if printed and printed != ceiling:
        given = scaled(given, ceiling, printed)
        told += f"，分值调整为{shown(ceiling)}分，折合{shown(given)}分"
    if clause.scoring.terms.zero_targets:
        zeroes = clause.scoring.terms.zero_targets if not given else bill.zeroes
        because = bill.because if bill.zeroes else "人工认定不得分"
        return Bill(zeroes=zeroes, because=because if zeroes else "")
    if kind.EARNS:
        return Bill(earned=given, lost=bill.lost, because=f"{told}；{bill.because}" if bill.lost else told)
    if bill.lost >= ceiling - given:
        return Bill(lost=bill.lost, because=bill.because)
    return Bill(lost=ceiling - given, because=f"{told}，扣{shown(ceiling - given)}分")


def _is_spent(bill: Bill, ceiling: Decimal, clause: Clause, kind: ClauseKind) -> bool:
    """Nothing that could still come to light changes the bill."""
    if clause.scoring.terms.zero_targets:
        return WHOLE_ROW in bill.zeroes
    if kind.EARNS:
        return bool(ceiling) and bill.earned >= ceiling and not clause.scoring.terms.may_take
    return bool(ceiling) and bill.lost >= ceiling


def _worst(bill: Bill, ceiling: Decimal, weight: Decimal, clause: Clause, kind: ClauseKind) -> Bill:
    """Everything that nobody knows may still go against the unit, or for it where the clause earns."""
    targets = clause.scoring.terms.zero_targets
    if targets:
        return replace(bill, may_zero=tuple(each for each in targets if each not in bill.zeroes))
    if kind.EARNS:
        at_risk = max(NOTHING, weight - bill.lost) if clause.scoring.terms.may_take else bill.at_risk
        return replace(bill, may_earn=ceiling - bill.earned, at_risk=at_risk)
    return replace(bill, at_risk=max(NOTHING, ceiling - bill.lost))


def _unsaid(heard: Heard, ceiling: Decimal, weight: Decimal, clause: Clause, kind: ClauseKind) -> Bill:
    """The bill before people said anything."""
    bill = kind.bill(clause.scoring.terms, weight, heard.unsaid)
    is_settled = not heard.was_open or _is_spent(bill, ceiling, clause, kind)
    return bill if is_settled else _worst(bill, ceiling, weight, clause, kind)


def _within(bill: Bill, unsaid: Bill) -> Bill:
    """People settle what was open and nothing beside it: giving back what was proved is a waiver."""
    lost_at_most = unsaid.lost + unsaid.at_risk
    earned_at_most = unsaid.earned + unsaid.may_earn
    lost = min(max(bill.lost, unsaid.lost), lost_at_most)
    earned = min(max(bill.earned, unsaid.earned), earned_at_most)
    told = "，以检查未能核实的部分为限" if (lost, earned) != (bill.lost, bill.earned) else ""
    could_zero = (*unsaid.zeroes, *unsaid.may_zero)
    return replace(
        bill,
        lost=lost,
        at_risk=max(lost, min(bill.lost + bill.at_risk, lost_at_most)) - lost,
        earned=earned,
        may_earn=max(earned, min(bill.earned + bill.may_earn, earned_at_most)) - earned,
        zeroes=tuple(each for each in bill.zeroes if each in could_zero),
        may_zero=tuple(each for each in bill.may_zero if each in could_zero),
        because=f"{bill.because}{told}",
    )


def _maybe(bill: Bill) -> Bill:
    """The same bill for a clause that may not be the unit's at all."""
    return Bill(
        at_risk=bill.lost + bill.at_risk,
        may_earn=bill.earned + bill.may_earn,
        may_zero=(*bill.zeroes, *bill.may_zero),
        open_because=bill.open_because,
    )


def _states(clause: Clause, heard: Heard, filed: Measure | None) -> tuple[int, int, int]:
    terms = clause.scoring.terms
    if not isinstance(terms, no_points.Terms):
        return (0, 0, 0)
    if isinstance(filed, Points):
        return (int(filed.given > 0), int(filed.given <= 0), 0)
    counts = [no_points.counted(terms, standing.measure) for standing in heard.standings]
    met, missed, unknown = (sum(each[which] for each in counts) for which in range(3))
    return met, missed, unknown + len(heard.opens)


def _doubt(bill: Bill, heard: Heard) -> str:
    """Why the clause is open, with what the first doubtful outcomes say themselves."""
    notes = dict.fromkeys(each.says for each in heard.standings if each.says and unknown_in(each.measure))
    told = "；".join(list(notes)[:NOTES_TOLD])
    more = "等" if len(notes) > NOTES_TOLD else ""
    return f"{bill.open_because}（{told}{more}）" if told else bill.open_because
