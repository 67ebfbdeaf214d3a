"""Ratio: earns points × actual ÷ required, rounded to whole points where the table says so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pydantic import Field

from checks.measure import Ratio
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, fraction_of, shown

KIND = "ratio"
BILLS = (Ratio,)
JUDGED_BY = "points"
EARNS = True
HEARS = Hears.UNBILLED


class Terms(KindTerms):
    """`points`: what the whole ratio earns; a weight above it is out of reach. `rounded`: a half goes up."""

    points: NumberText = Field(gt=0)
    rounded: bool = False


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return min(weight, terms.points)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    """Several standings are one ratio: their numbers are added. Where nothing was required the whole is earned."""
    ratios = [standing.measure for standing in standings if isinstance(standing.measure, Ratio)]
    if not ratios:
        return Bill()
    most = ceiling(terms, weight)
    actual = sum(ratio.actual for ratio in ratios)
    required = sum(ratio.required for ratio in ratios)
    unknown = sum(ratio.unknown for ratio in ratios)
    if not required:
        return Bill(earned=most, because=f"没有要求完成的事项，得{shown(most)}分")
    earned = _earned(terms, most, actual, required)
    best = _earned(terms, most, actual + unknown, required)
    rounds = "，四舍五入取整" if terms.rounded else ""
    return Bill(
        earned=earned,
        may_earn=best - earned,
        because=f"{shown(terms.points)}分×{actual}÷{required}{rounds}，得{shown(earned)}分",
        open_because=f"另有{unknown}件未能核实" if best > earned else "",
    )


def _earned(terms: Terms, most: Decimal, actual: int, required: int) -> Decimal:
    exact = fraction_of(terms.points, max(0, actual), required)
    if terms.rounded:
        exact = exact.quantize(Decimal(1), ROUND_HALF_UP)
    return max(NOTHING, min(most, exact))
