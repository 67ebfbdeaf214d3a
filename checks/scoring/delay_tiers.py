"""Tiers by working days: each case earns the share of its tier, and the row earns the average of its cases.

A delay between two printed tiers is nobody's: the case stays open between the tier above and the tier below.
Every tier earns exactly what it prints; where the tiers decide about more of the weight than the best of them prints
(`part`), what lies above the best tier is earned by nobody, as the table reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.measure import Delays
from checks.scoring.clause import Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, fraction_of, part_of, shown

KIND = "delay-tiers"
BILLS = (Delays,)
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Tier(BaseModel):
    """Cases of up to `up_to` working days earn so many per cent of the weight; day 0 is the day itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    up_to: int = Field(ge=0)
    earns: NumberText = Field(ge=0, le=100)


class Terms(KindTerms):
    """`over`: cases of more working days earn nothing. `part`: per cent of the weight, by default the best tier's."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
    over: int
    part: NumberText | None = Field(default=None, gt=0, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [tier.up_to for tier in self.tiers]
        shares = [tier.earns for tier in self.tiers]
        if days != sorted(set(days)) or shares != sorted(set(shares), reverse=True) or self.over < days[-1]:
            raise ValueError("各档 up_to 须由小到大、earns 须由大到小，over 不得小于最后一档的 up_to")
        if self.part is not None and self.part < shares[0]:
            raise ValueError("part 不得小于第一档的 earns")
        return self

    @property
    def named_share(self) -> Decimal | None:
        return self.tiers[0].earns

    @property
    def decides(self) -> Decimal:
        return self.part if self.part is not None else self.tiers[0].earns


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    """What a case over the last tier takes."""
    return part_of(weight, terms.decides)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    cases = [case for standing in standings for case in _cases(standing)]
    if not cases:
        return Bill(lost=Decimal(0), at_risk=Decimal(0))
    earned = [_earned(terms, days) for _, days in cases]
    # A percentage of the weight per case, the cases counting alike.
    lost = fraction_of(part_of(weight, sum((terms.decides - best for _, best in earned), Decimal(0))), 1, len(cases))
    worst = fraction_of(part_of(weight, sum((terms.decides - least for least, _ in earned), Decimal(0))), 1, len(cases))
    unclear = sum(least != best for least, best in earned)
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=_because(terms, weight, [days for _, days in cases], lost) if lost else "",
        open_because=f"{unclear}件的办理时长不明或处于细则未规定的区间" if unclear else "",
    )


def _cases(standing: Standing) -> tuple[tuple[str, int | None], ...]:
    if not isinstance(standing.measure, Delays):
        name = type(standing.measure).__name__
        raise TypeError(f"delay-tiers cannot bill {name}; the loader lets no such clause through")
    return standing.measure.working_days


def _earned(terms: Terms, days: int | None) -> tuple[Decimal, Decimal]:
    """Least and best per cent of the weight that one case earns."""
    first = terms.tiers[0].earns
    if days is None:
        return Decimal(0), first
    above = first
    for tier in terms.tiers:
        if days <= tier.up_to:
            return tier.earns, tier.earns
        above = tier.earns
    return (Decimal(0), Decimal(0)) if days > terms.over else (Decimal(0), above)


def _because(terms: Terms, weight: Decimal, days: Sequence[int | None], lost: Decimal) -> str:
    known = [each for each in days if each is not None]
    parts: list[str] = []
    floor = -1
    for tier in terms.tiers:
        count = sum(floor < each <= tier.up_to for each in known)
        if count:
            parts.append(f"{tier.up_to}个工作日内{count}件")
        floor = tier.up_to
    late = sum(each > terms.over for each in known)
    between = len(known) - late - sum(each <= floor for each in known)
    if between:
        parts.append(f"超过{floor}个工作日且不超过{terms.over}个工作日{between}件")
    if late:
        parts.append(f"超过{terms.over}个工作日{late}件")
    basis = f"权重{shown(weight)}分×{shown(terms.decides)}%"
    return f"共{len(days)}件：{'，'.join(parts)}；逐件按档计分后取平均，{basis}，扣{shown(lost)}分"
