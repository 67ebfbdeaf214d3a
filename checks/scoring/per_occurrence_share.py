"""Per-occurrence share: every fault takes so many per cent of the weight, never below zero (扣完为止)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.scoring import faults_counted
from checks.scoring.clause import Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, part_of, shown

KIND = "per-occurrence-share"
BILLS = faults_counted.BILLS
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Terms(KindTerms):
    """`each` per cent per fault; `cap`: the most that all of them take together, 100 where the table names none."""

    each: NumberText = Field(gt=0, le=100)
    cap: NumberText = Field(default=Decimal(100), gt=0, le=100)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return part_of(weight, terms.cap)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    rate = f"每处扣权重{shown(weight)}分的{shown(terms.each)}%"
    return faults_counted.bill_per_fault(part_of(weight, terms.each), ceiling(terms, weight), rate, standings)
