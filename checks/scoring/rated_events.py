"""Rated events: each event takes what its level is worth, per cent of the weight or points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.measure import Counts
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, PartTerms, Standing
from checks.scoring.points import NumberText, part_of, shown

KIND = "rated-events"
BILLS = (Counts,)
JUDGED_BY = "points"
EARNS = False
HEARS = Hears.UNBILLED


class Event(PartTerms):
    name: str


class Terms(KindTerms):
    """`cap`: per cent of the weight that all events take together at most."""

    events: tuple[Event, ...] = Field(min_length=1)
    cap: NumberText = Field(default=Decimal(100), gt=0, le=100)

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(event.name for event in self.events)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return part_of(weight, terms.cap)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    most = ceiling(terms, weight)
    worth = {event.name: event.of(weight) for event in terms.events}
    counted: dict[str, int] = dict.fromkeys(worth, 0)
    unknown: set[str] = set()
    for standing in standings:
        for name, count in standing.measure.of if isinstance(standing.measure, Counts) else ():
            counted[name] = counted.get(name, 0) + (count or 0)
            unknown |= {name} if count is None else set()
    total = sum((worth.get(name, NOTHING) * count for name, count in counted.items()), NOTHING)
    lost = min(most, total)
    worst = most if unknown else lost
    because = ""
    if lost:
        terms_told = [
            f"{event.name}{counted[event.name]}次×{_rate(event, weight)}"
            for event in terms.events
            if counted[event.name]
        ]
        capped = f"＝{shown(total)}分，以{shown(most)}分为限" if total > most else ""
        because = f"{'＋'.join(terms_told)}{capped}，扣{shown(lost)}分"
    named = "、".join(name for name in worth if name in unknown)
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=because,
        open_because=f"“{named}”的次数不明" if worst > lost else "",
    )


def _rate(event: Event, weight: Decimal) -> str:
    if event.share is None:
        return f"{shown(event.of(weight))}分"
    return f"权重{shown(weight)}分的{shown(event.share)}%"
