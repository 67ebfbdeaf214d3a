"""The contract between a clause kind (one file of this folder) and the card: KIND, BILLS, Terms and three functions.

A kind sees standings, what one outcome or one filed paper says, already freed of facts that another clause billed.
It answers with points; it never sees a unit, a table or a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from pydantic import BaseModel

from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio

# Kinds that tables name already and that are not built yet, with the words the score sheet uses for them.
ANNOUNCED_KINDS = {
    "zeroing": "出现注明情形时整项不得分",
    "redistribution": "不适用时分值重新分配",
    "graded-choice": "按形式由低到高分档",
    "count-tiers": "按次数分档",
    "rated-events": "按事件级别逐次扣减",
    "veto": "单项否决",
    "ratio": "按比例计分",
    "matrix": "按要素矩阵计分",
    "event-points": "按事件逐次计分",
    "override": "直接评定等次",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one source says to a clause. `findings`: ids that prove it, () for filed papers and for clean outcomes."""

    measure: Measure
    findings: tuple[str, ...] = ()
    says: str = ""  # the note of the outcome or the remark of the paper, for the bill


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Points: `lost` for certain, `at_risk` those that may be lost besides. Sentences are Chinese."""

    lost: Decimal
    at_risk: Decimal
    because: str = ""
    open_because: str = ""


class ClauseKind(Protocol):
    """What a module of this folder with a KIND offers."""

    KIND: str
    BILLS: tuple[type[Any], ...]  # measures it can bill
    Terms: type[BaseModel]
    named_share: Callable[[Any], Decimal | None]  # what the terms add to the shares of an indicator
    ceiling: Callable[[Any, Decimal], Decimal]  # the most that the clause can take of a weight
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
