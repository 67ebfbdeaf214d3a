"""Per occurrence: every fault takes so many points (每次扣0.25分), up to the row's weight or a cap of the table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.scoring import faults_counted
from checks.scoring.clause import Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, shown

KIND = "per-occurrence"
BILLS = faults_counted.BILLS
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Terms(KindTerms):
    """`each` points per fault; `cap` points for all of them together, the row's weight where the table names none."""

    each: NumberText = Field(gt=0)
    cap: NumberText | None = Field(default=None, gt=0)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return weight if terms.cap is None else min(weight, terms.cap)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    return faults_counted.bill_per_fault(terms.each, ceiling(terms, weight), f"每处扣{shown(terms.each)}分", standings)
