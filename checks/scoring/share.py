"""Share: a demand worth so many per cent of the weight."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.scoring import met_in_parts
from checks.scoring.clause import Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, part_of, shown

KIND = "share"
BILLS = met_in_parts.BILLS
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Terms(KindTerms):
    share: NumberText = Field(gt=0, le=100)

    @property
    def named_share(self) -> Decimal | None:
        return self.share


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return part_of(weight, terms.share)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    whole = ceiling(terms, weight)
    return met_in_parts.bill_of_part(whole, f"权重{shown(weight)}分×{shown(terms.share)}%", standings)
