"""Graded choice: the one form that was chosen keeps its grade of the clause's part; no form keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from checks.measure import Choice
from checks.scoring.clause import Bill, Hears, PartTerms, Standing
from checks.scoring.points import NumberText, part_of, shown

KIND = "graded-choice"
BILLS = (Choice,)
JUDGED_BY = "choice"
EARNS = False
HEARS = Hears.UNBILLED

NOT_OFFERED = "未提供"


class Grade(BaseModel):
    """`earns`: per cent of the clause's part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    earns: NumberText = Field(ge=0, le=100)


class Terms(PartTerms):
    grades: tuple[Grade, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({grade.name for grade in self.grades}) < len(self.grades):
            raise ValueError("grades 的 name 不得重复")
        return self

    @property
    def options(self) -> tuple[str, ...]:
        return (*(grade.name for grade in self.grades), NOT_OFFERED)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return min(weight, terms.of(weight))


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    """The best form that was filed counts; without a paper there is nothing to bill."""
    chosen = [standing.measure.name for standing in standings if isinstance(standing.measure, Choice)]
    if not chosen:
        return Bill()
    whole = ceiling(terms, weight)
    grades = {grade.name: grade.earns for grade in terms.grades}
    best = max(chosen, key=lambda name: grades.get(name, Decimal(-1)))
    earned = part_of(whole, grades.get(best, Decimal(0)))
    lost = whole - earned
    told = f"“{best}”得该条的{shown(grades[best])}%，" if best in grades else "未提供，"
    return Bill(lost=lost, because=f"该条{shown(whole)}分，{told}扣{shown(lost)}分" if lost else "")
