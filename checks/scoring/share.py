"""Share of the weight per condition: all or nothing for faults and answers, in parts for conditions and ratios.

Several standings speak about one condition: the worst of them counts, so two checks never take the share twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from checks.measure import Answer, Conditions, Measure, Occurrences, Ratio
from checks.scoring.clause import Bill, Standing, unknown_in
from checks.scoring.points import NumberText, fraction_of, part_of, shown

KIND = "share"
BILLS = (Occurrences, Answer, Conditions, Ratio)


class Terms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    share: NumberText = Field(gt=0, le=100)


def named_share(terms: Terms) -> Decimal | None:
    return terms.share


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return part_of(weight, terms.share)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    whole = ceiling(terms, weight)
    lost = worst = Decimal(0)
    for standing in standings:
        certain, possible = _lost(standing.measure, whole)
        lost, worst = max(lost, certain), max(worst, possible)
    unknown = sum(unknown_in(standing.measure) for standing in standings)
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=_because(terms, weight, standings, whole, lost) if lost else "",
        open_because=f"{unknown}处未能核实或无法判定" if worst > lost else "",
    )


def _lost(measure: Measure, whole: Decimal) -> tuple[Decimal, Decimal]:
    """Points lost for certain, and at worst."""
    none = Decimal(0)
    match measure:
        case Occurrences(count, unknown):
            return (whole, whole) if count else (none, whole if unknown else none)
        case Answer(yes):
            return {True: (none, none), False: (whole, whole), None: (none, whole)}[yes]
        case Conditions(met) if met:
            refused = sum(state is False for _, state in met)
            unclear = sum(state is None for _, state in met)
            return fraction_of(whole, refused, len(met)), fraction_of(whole, refused + unclear, len(met))
        case Ratio(actual, required, unknown) if required > 0:
            missing = max(0, required - actual)
            certain = max(0, missing - unknown)
            return fraction_of(whole, certain, required), fraction_of(whole, missing, required)
        case Conditions() | Ratio():
            return none, none  # nothing was required
        case _:
            raise TypeError(f"share cannot bill {type(measure).__name__}; the loader lets no such clause through")


def _because(terms: Terms, weight: Decimal, standings: Sequence[Standing], whole: Decimal, lost: Decimal) -> str:
    basis = f"权重{shown(weight)}分×{shown(terms.share)}%"
    faults = sum(s.measure.count for s in standings if isinstance(s.measure, Occurrences))
    if lost < whole:
        return f"{basis}＝{shown(whole)}分，部分未达到，扣{shown(lost)}分"
    if faults:
        return f"发现问题{faults}处，{basis}，扣{shown(lost)}分"
    return f"未达到该条要求，{basis}，扣{shown(lost)}分"
