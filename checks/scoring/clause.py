"""The contract between a clause kind (one file of this folder) and the card.

A kind sees standings, what one outcome or one filed paper says, already freed of facts that another clause billed.
It answers with points; it never sees a unit, a table or a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.measure import Answer, Choice, Conditions, Counts, Delays, Matrix, Measure, Occurrences, Points, Ratio
from checks.scoring.points import NumberText, part_of

NOTHING = Decimal(0)
WHOLE_ROW = ""  # among ids of clauses that get nothing


class Hears(StrEnum):
    """Which facts a kind still hears when another clause has billed them."""

    UNBILLED = "unbilled"  # one fact is billed once
    OWN_ROW = "own-row"  # also those that a clause of its own row has billed
    ALL = "all"  # every fact, and bills none of them itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one source says to a clause. `findings`: ids that prove it, () for filed papers and for clean outcomes."""

    measure: Measure
    findings: tuple[str, ...] = ()
    says: str = ""  # the note of the outcome or the remark of the paper, for the bill


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Points: `lost` for certain, `at_risk` those that may be lost besides; `earned` and `may_earn` are the same for
    kinds that earn. Sentences are Chinese.

    `zeroes`, `may_zero`: ids of clauses that get nothing, "" for the whole row.
    """

    lost: Decimal = NOTHING
    at_risk: Decimal = NOTHING
    earned: Decimal = NOTHING
    may_earn: Decimal = NOTHING
    zeroes: tuple[str, ...] = ()
    may_zero: tuple[str, ...] = ()
    because: str = ""
    open_because: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.at_risk or self.may_earn or self.may_zero)


class KindTerms(BaseModel):
    """What a table says to a kind. The properties tell the loader what the terms mean beyond the bill."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def named_share(self) -> Decimal | None:
        """Per cent of the weight that the clause names."""
        return None

    @property
    def named_points(self) -> Decimal | None:
        """Points of the weight that the clause names."""
        return None

    @property
    def options(self) -> tuple[str, ...]:
        """Names that a filed answer must use; () where the kind knows none."""
        return ()

    @property
    def may_take(self) -> bool:
        """Whether a kind that earns may also take from what the rest of the row gives."""
        return False

    @property
    def zero_targets(self) -> tuple[str, ...]:
        """Ids of the clauses that the terms may leave with nothing, "" for the whole row."""
        return ()

    @property
    def clauses_named(self) -> tuple[str, ...]:
        """Ids of other clauses that the terms speak of."""
        return ()


class PartTerms(KindTerms):
    """Terms of a clause that decides about a part of the weight: per cent of it, or points."""

    share: NumberText | None = Field(default=None, gt=0, le=100)
    points: NumberText | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if (self.share is None) == (self.points is None):
            raise ValueError("share（占权重的百分比）与 points（分值）须写其一")
        return self

    @property
    def named_share(self) -> Decimal | None:
        return self.share

    @property
    def named_points(self) -> Decimal | None:
        return self.points

    def of(self, weight: Decimal) -> Decimal:
        return self.points if self.points is not None else part_of(weight, self.share or NOTHING)


class ClauseKind(Protocol):
    """What a module of this folder with a KIND offers."""

    KIND: str
    BILLS: tuple[type[Any], ...]  # measures it can bill
    JUDGED_BY: str  # what a person's judgement enters by default: points, occurred, yes-no or another answer
    EARNS: bool  # the row starts without the points of such a clause
    HEARS: Hears
    Terms: type[KindTerms]
    ceiling: Callable[[Any, Decimal], Decimal]  # the most that the clause can take of a weight, or earn of it
    bill: Callable[[Any, Decimal, Sequence[Standing]], Bill]


def unknown_in(measure: Measure) -> int:
    """How many places, conditions or cases a measure leaves open."""
    match measure:
        case Occurrences(unknown=places) | Ratio(unknown=places):
            return places
        case Answer(yes):
            return int(yes is None)
        case Conditions(met):
            return sum(state is None for _, state in met)
        case Delays(working_days):
            return sum(days is None for _, days in working_days)
        case Counts(of):
            return sum(count is None for _, count in of)
        case Matrix(rows):
            return sum(mark is None for _, marks in rows for mark in marks)
        case Choice() | Points():
            return 0


def faults_in(measure: Measure) -> int:
    """How many faults a measure proves; a missing yes and a condition not met are one each."""
    match measure:
        case Occurrences(count, _):
            return count
        case Answer(yes):
            return int(yes is False)
        case Conditions(met):
            return sum(state is False for _, state in met)
        case Counts(of):
            return sum(count or 0 for _, count in of)
        case _:
            raise not_billable(measure)


def not_billable(measure: Measure) -> TypeError:
    return TypeError(f"{type(measure).__name__} cannot be billed here; the loader lets no such clause through")
