"""A part of the weight that a demand is worth: all or nothing for faults and answers, else in parts.

Several standings speak about one demand: the worst of them counts, so two checks never take the part twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from checks.measure import Answer, Conditions, Measure, Occurrences, Ratio
from checks.scoring.clause import NOTHING, Bill, Standing, not_billable, unknown_in
from checks.scoring.points import fraction_of, shown

BILLS = (Occurrences, Answer, Conditions, Ratio)


def bill_of_part(
    whole: Decimal, basis: str, standings: Sequence[Standing], worth: Mapping[str, Decimal] | None = None
) -> Bill:
    """`basis`: where the points come from, in Chinese. `worth`: points of single conditions, else they count alike."""
    lost = worst = NOTHING
    for standing in standings:
        certain, possible = _lost(standing.measure, whole, worth or {})
        lost, worst = max(lost, certain), max(worst, possible)
    unknown = sum(unknown_in(standing.measure) for standing in standings)
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=_because(basis, standings, whole, lost) if lost else "",
        open_because=f"{unknown}处未能核实或无法判定" if worst > lost else "",
    )


def _lost(measure: Measure, whole: Decimal, worth: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Points lost for certain, and at worst."""
    match measure:
        case Occurrences(count, unknown):
            return (whole, whole) if count else (NOTHING, whole if unknown else NOTHING)
        case Answer(yes):
            return {True: (NOTHING, NOTHING), False: (whole, whole), None: (NOTHING, whole)}[yes]
        case Conditions(met) if worth:
            refused = sum((worth.get(name, NOTHING) for name, state in met if state is False), NOTHING)
            unclear = sum((worth.get(name, NOTHING) for name, state in met if state is None), NOTHING)
            return min(whole, refused), min(whole, refused + unclear)
        case Conditions(met) if met:
            refused_count = sum(state is False for _, state in met)
            unclear_count = sum(state is None for _, state in met)
            certain = fraction_of(whole, refused_count, len(met))
            return certain, fraction_of(whole, refused_count + unclear_count, len(met))
        case Ratio(actual, required, unknown) if required > 0:
            missing = max(0, required - actual)
            return fraction_of(whole, max(0, missing - unknown), required), fraction_of(whole, missing, required)
        case Conditions() | Ratio():
            return NOTHING, NOTHING  # nothing was required
        case _:
            raise not_billable(measure)


def _because(basis: str, standings: Sequence[Standing], whole: Decimal, lost: Decimal) -> str:
    if lost < whole:
        equals = f"＝{shown(whole)}分" if basis.endswith("%") else ""
        return f"{basis}{equals}，{_parts(standings)}部分未达到，扣{shown(lost)}分"
    counted = [standing for standing in standings if isinstance(standing.measure, Occurrences)]
    faults = sum(standing.measure.count for standing in counted if isinstance(standing.measure, Occurrences))
    if not faults:
        return f"未达到该条要求，{basis}，扣{shown(lost)}分"
    # A measure may count more than it names places: one account that was silent in two periods.
    named = sum(len(standing.findings) for standing in counted)
    told = f"发现问题{named}处（累计{faults}次）" if 0 < named < faults else f"发现问题{faults}处"
    return f"{told}，{basis}，扣{shown(lost)}分"


def _parts(standings: Sequence[Standing]) -> str:
    """Which conditions are not met, or how much of what was required is there."""
    for standing in standings:
        match standing.measure:
            case Conditions(met) if any(state is False for _, state in met):
                return f"“{'、'.join(name for name, state in met if state is False)}”未达到，共{len(met)}项，"
            case Ratio(actual, required, _) if actual < required:
                return f"应有{required}，实有{actual}，"
    return ""
