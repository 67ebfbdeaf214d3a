"""Override: gives the card a grade (优秀, 待改进) whatever its rows say, where what the note tells of is there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.measure import Answer, Measure, Occurrences
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing, not_billable

KIND = "override"
BILLS = (Answer, Occurrences)
JUDGED_BY = "yes-no"
EARNS = False
HEARS = Hears.ALL


class Terms(KindTerms):
    """`unless`: ids of override clauses that go before this one."""

    grade: str = Field(min_length=1)
    unless: tuple[str, ...] = ()

    @property
    def clauses_named(self) -> tuple[str, ...]:
        return self.unless


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return NOTHING


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    applies = any(applies_by(standing.measure) for standing in standings)
    return Bill(because=f"出现该条所列情形，直接评定为“{terms.grade}”" if applies else "")


def applies_by(measure: Measure) -> bool:
    """A yes and an occurrence both say that the note applies."""
    match measure:
        case Answer(yes):
            return yes is True
        case Occurrences(count, _):
            return count > 0
        case _:
            raise not_billable(measure)
