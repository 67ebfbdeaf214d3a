"""Fixed points: a demand worth so many points of the weight (（5分）), or a fault that takes so many (扣2分)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.scoring import met_in_parts
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, shown

KIND = "fixed-points"
BILLS = met_in_parts.BILLS
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    points: NumberText = Field(gt=0)


class Terms(KindTerms):
    """`points` are a part of the weight, `deducts` are not: a table may print less or more of them than the weight."""

    points: NumberText | None = Field(default=None, gt=0)
    deducts: NumberText | None = Field(default=None, gt=0)
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if (self.points is None) == (self.deducts is None):
            raise ValueError("points（该条所占分值）与 deducts（扣减分值）须写其一")
        if self.parts and sum((part.points for part in self.parts), NOTHING) != self.whole:
            raise ValueError(f"parts 的分值合计须等于 {shown(self.whole)}")
        return self

    @property
    def whole(self) -> Decimal:
        return self.points or self.deducts or NOTHING

    @property
    def named_points(self) -> Decimal | None:
        return self.points

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return min(weight, terms.whole)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    basis = f"该条{shown(terms.whole)}分" if terms.points else f"该条扣{shown(terms.whole)}分"
    worth = {part.name: part.points for part in terms.parts}
    return met_in_parts.bill_of_part(ceiling(terms, weight), basis, standings, worth)
