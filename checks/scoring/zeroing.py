"""Zeroing (该指标不得分): one proved event and the row gets nothing, or only the clauses that the note names.

A note speaks of its own row, so it also hears what a clause of that row has billed already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from checks.measure import Answer, Conditions, Counts, Occurrences
from checks.scoring.clause import WHOLE_ROW, Bill, Hears, KindTerms, Standing, faults_in, unknown_in

KIND = "zeroing"
BILLS = (Occurrences, Answer, Conditions, Counts)
JUDGED_BY = "occurred"
EARNS = False
HEARS = Hears.OWN_ROW


class Event(BaseModel):
    """`only`: ids of the clauses that get nothing; () for the whole row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    only: tuple[str, ...] = ()


class Terms(KindTerms):
    """`only` is for faults that name no event, `events` for a note that tells several apart."""

    only: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(event.name for event in self.events)

    @property
    def zero_targets(self) -> tuple[str, ...]:
        each = (
            [self.only, *(event.only for event in self.events)]
            if not self.events or self.only
            else [event.only for event in self.events]
        )
        return tuple(dict.fromkeys(target for only in each for target in only or (WHOLE_ROW,)))

    @property
    def clauses_named(self) -> tuple[str, ...]:
        return (*self.only, *(clause for event in self.events for clause in event.only))


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return weight


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    happened: dict[str, None] = {}  # names of events, "" for faults without one; a dict keeps the order
    maybe: dict[str, None] = {}
    for standing in standings:
        if isinstance(standing.measure, Counts):
            happened |= dict.fromkeys(name for name, count in standing.measure.of if count)
            maybe |= dict.fromkeys(name for name, count in standing.measure.of if count is None)
        else:
            happened |= {"": None} if faults_in(standing.measure) else {}
            maybe |= {"": None} if unknown_in(standing.measure) else {}
    zeroes = _clauses(terms, happened)
    may_zero = tuple(each for each in _clauses(terms, maybe) if each not in zeroes)
    what = "该项" if WHOLE_ROW in zeroes else "所指细则"
    named = "、".join(f"“{name}”" for name in happened if name)
    return Bill(
        zeroes=zeroes,
        may_zero=may_zero,
        because=f"出现{named or '注明的'}情形，{what}不得分" if zeroes else "",
        open_because="是否出现注明的情形未能核实或无法判定" if may_zero else "",
    )


def _clauses(terms: Terms, names: Iterable[str]) -> tuple[str, ...]:
    """A fault without a name leaves nothing of all that the note speaks of."""
    targets = {event.name: event.only or (WHOLE_ROW,) for event in terms.events}
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(targets.get(name, terms.zero_targets))
    return tuple(found)
