"""No points: a demand that a table asks without giving it points. The row is met or not; no number is made of it.

Says nothing by points, so it hears every fault and bills none.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing, not_billable

KIND = "no-points"
BILLS = (Occurrences, Answer, Conditions, Ratio, Delays)
JUDGED_BY = "yes-no"
EARNS = False
HEARS = Hears.ALL


class Terms(KindTerms):
    """`limit`: working days that a case may take, for delays."""

    limit: int | None = Field(default=None, ge=0)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return NOTHING


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    """No points; the sentences tell how much of the demand is not met, and how much nobody knows."""
    counts = [counted(terms, standing.measure) for standing in standings]
    missed, unknown = sum(each[1] for each in counts), sum(each[2] for each in counts)
    return Bill(
        because=f"{missed}处未达到要求，只列问题，不计分" if missed else "",
        open_because=f"{unknown}处未能核实或无法判定" if unknown else "",
    )


def counted(terms: Terms, measure: Measure) -> tuple[int, int, int]:
    """How much of the demand is met, not met and not known. A clean outcome and a yes are one thing met."""
    match measure:
        case Occurrences(count, unknown):
            return (int(not count and not unknown), count, unknown)
        case Answer(yes):
            return (int(yes is True), int(yes is False), int(yes is None))
        case Conditions(met):
            states = [state for _, state in met]
            return states.count(True), states.count(False), states.count(None)
        case Ratio(actual, required, unknown):
            missing = max(0, required - actual)
            return min(actual, required), max(0, missing - unknown), min(unknown, missing)
        case Delays(working_days):
            known = [days for _, days in working_days if days is not None]
            limit = terms.limit if terms.limit is not None else max(known, default=0)
            late = sum(days > limit for days in known)
            return len(known) - late, late, len(working_days) - len(known)
        case _:
            raise not_billable(measure)
