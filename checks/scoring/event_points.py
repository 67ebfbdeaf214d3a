"""Event points: every event earns what it is worth, up to a limit; events of negative worth take from what is left.

Where the previous year halves this year's points (上一年接受过，减半再计分), only the events marked so are halved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.measure import Counts, Occurrences
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, shown

KIND = "event-points"
BILLS = (Counts, Occurrences)
JUDGED_BY = "points"
EARNS = True
HEARS = Hears.UNBILLED


class Event(BaseModel):
    """`halved`: counts half where the event of `halved_when` took place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    points: NumberText
    halved: bool = False


class Terms(KindTerms):
    """`up_to`: the most that the events earn, the row's weight where the table names nothing less."""

    events: tuple[Event, ...] = Field(min_length=1)
    up_to: NumberText | None = Field(default=None, gt=0)
    halved_when: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        names = [*self.options]
        if len(set(names)) < len(names):
            raise ValueError("events 的 name（含 halved_when）不得重复")
        if any(event.points == 0 for event in self.events) or all(event.points < 0 for event in self.events):
            raise ValueError("events 的 points 不得为0，且至少一项为正数")
        if bool(self.halved_when) != any(event.halved for event in self.events):
            raise ValueError("halved_when 与 events 的 halved 须同时写明")
        return self

    @property
    def may_take(self) -> bool:
        return any(event.points < 0 for event in self.events)

    @property
    def options(self) -> tuple[str, ...]:
        return (*(event.name for event in self.events), *((self.halved_when,) if self.halved_when else ()))


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return weight if terms.up_to is None else min(weight, terms.up_to)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    if not standings:
        return Bill()
    most = ceiling(terms, weight)
    counts, unknown = _counted(terms, standings)
    halvings = {True, False} if terms.halved_when in unknown else {bool(counts.get(terms.halved_when))}
    gains = [event for event in terms.events if event.points > 0]
    losses = [event for event in terms.events if event.points < 0]
    earned = min(min(most, _sum(gains, counts, halved)) for halved in halvings)
    best = max(min(most, _sum(gains, counts, halved)) for halved in halvings)
    if any(event.name in unknown for event in gains):
        best = most
    lost = -_sum(losses, counts, halved=False)
    return Bill(
        earned=earned,
        may_earn=best - earned,
        lost=lost,
        at_risk=max(NOTHING, weight - lost) if any(event.name in unknown for event in losses) else NOTHING,
        because=_because(terms, counts, most, earned, lost, halved=True in halvings),
        open_because=f"“{'、'.join(name for name in terms.options if name in unknown)}”的次数不明" if unknown else "",
    )


def _counted(terms: Terms, standings: Sequence[Standing]) -> tuple[dict[str, int], set[str]]:
    """Counts by event, and the events whose count is not known. A bare number is about the only event."""
    counts: dict[str, int] = dict.fromkeys(terms.options, 0)
    unknown: set[str] = set()
    for standing in standings:
        match standing.measure:
            case Counts(of):
                for name, count in of:
                    counts[name] = counts.get(name, 0) + (count or 0)
                    unknown |= {name} if count is None else set()
            case Occurrences(count, open_places):
                counts[terms.events[0].name] += count
                unknown |= {terms.events[0].name} if open_places else set()
    return counts, unknown


def _sum(events: Sequence[Event], counts: Mapping[str, int], halved: bool) -> Decimal:
    worth = (event.points / 2 if halved and event.halved else event.points for event in events)
    return sum((each * counts[event.name] for each, event in zip(worth, events, strict=True)), NOTHING)


def _because(
    terms: Terms, counts: Mapping[str, int], most: Decimal, earned: Decimal, lost: Decimal, *, halved: bool
) -> str:
    told = []
    for event in terms.events:
        if counts[event.name] and event.points > 0:
            half = "（减半）" if halved and event.halved else ""
            told.append(f"{event.name}{counts[event.name]}×{shown(event.points)}分{half}")
    total = _sum([event for event in terms.events if event.points > 0], counts, halved)
    capped = f"＝{shown(total)}分，以{shown(most)}分为限" if total > most else ""
    because = f"{'＋'.join(told) or '没有计分事项'}{capped}，计{shown(earned)}分"
    if lost:
        noise = [
            f"{event.name}{counts[event.name]}×{shown(-event.points)}分" for event in terms.events if event.points < 0
        ]
        because += f"；{'＋'.join(noise)}，扣{shown(lost)}分"
    return because
