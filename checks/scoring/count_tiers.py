"""Count tiers: so many times keep so much of the clause's part (1—4次，50%；5次以上，100%); too few keep nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.measure import Occurrences
from checks.scoring.clause import Bill, Hears, PartTerms, Standing
from checks.scoring.points import NumberText, part_of, shown

KIND = "count-tiers"
BILLS = (Occurrences,)
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Tier(BaseModel):
    """From so many times on: per cent of the clause's part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: int = Field(alias="from", ge=1)
    earns: NumberText = Field(ge=0, le=100)


class Terms(PartTerms):
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        starts = [tier.at_least for tier in self.tiers]
        shares = [tier.earns for tier in self.tiers]
        if starts != sorted(set(starts)) or shares != sorted(set(shares)):
            raise ValueError("各档 from、earns 均须由小到大")
        return self


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return min(weight, terms.of(weight))


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    """Here a count is how often the good thing was done; times that are not known may have been."""
    counted = [standing.measure for standing in standings if isinstance(standing.measure, Occurrences)]
    if not counted:
        return Bill()
    whole = ceiling(terms, weight)
    count = sum(measure.count for measure in counted)
    unknown = sum(measure.unknown for measure in counted)
    least, most = (part_of(whole, _earned(terms, times)) for times in (count, count + unknown))
    lost = whole - most
    return Bill(
        lost=lost,
        at_risk=most - least,
        because=f"共{count}次，得该条{shown(whole)}分的{shown(_earned(terms, count + unknown))}%，扣{shown(lost)}分"
        if lost
        else "",
        open_because=f"另有{unknown}次未能核实" if most > least else "",
    )


def _earned(terms: Terms, times: int) -> Decimal:
    return max((tier.earns for tier in terms.tiers if times >= tier.at_least), default=Decimal(0))
