"""Bare numbers that clauses bill; no points here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often the fault was seen; `unknown` counts the places that could not be looked at or told."""

    count: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or None for "not known"."""

    yes: bool | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Named conditions, each met, not met or not known."""

    met: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Delays:
    """Working days per case, None for a case whose delay is not known; day 0 is the day itself."""

    working_days: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`actual` of `required`; `unknown` of the required could not be told."""

    actual: int
    required: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each named event took place, None where that is not known."""

    of: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The one form that was chosen, "" for none of them."""

    name: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Named lines with a mark, none, or None for "not known" under each column of the table's matrix."""

    rows: tuple[tuple[str, tuple[bool | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """What a person gives a clause, between nothing and its ceiling; it settles a clause of any kind."""

    given: Decimal


Measure = Occurrences | Answer | Conditions | Delays | Ratio | Counts | Choice | Matrix | Points
