"""Redistribution: where the weight of a row goes that is not the unit's. The card moves it, nothing is billed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from checks.measure import Answer
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing

KIND = "redistribution"
BILLS = (Answer,)
JUDGED_BY = "yes-no"
EARNS = False
HEARS = Hears.ALL


class Terms(KindTerms):
    """`to`: the other rows of the group or of the table; `how`: alike for each (平均分配), or by their weights."""

    to: Literal["group", "table"] = "group"
    how: Literal["evenly", "proportionally"] = "evenly"


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return NOTHING


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    return Bill()
