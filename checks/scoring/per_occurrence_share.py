"""Per-occurrence share: every fault takes so many per cent of the weight, never below zero (扣完为止)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from checks.measure import Answer, Conditions, Occurrences
from checks.scoring.clause import Bill, Standing, unknown_in
from checks.scoring.points import NumberText, part_of, shown

KIND = "per-occurrence-share"
BILLS = (Occurrences, Answer, Conditions)


class Terms(BaseModel):
    """`each` per cent per fault; `cap`: the most that all of them take together, 100 where the table names none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    each: NumberText = Field(gt=0, le=100)
    cap: NumberText = Field(default=Decimal(100), gt=0, le=100)


def named_share(terms: Terms) -> Decimal | None:
    return None


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return part_of(weight, terms.cap)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    count = sum(_faults(standing) for standing in standings)
    unknown = sum(unknown_in(standing.measure) for standing in standings)
    most, each = ceiling(terms, weight), part_of(weight, terms.each)
    lost = min(most, each * count)
    worst = min(most, each * (count + unknown))
    because = ""
    if count:
        sum_text = f"发现{count}处，每处扣权重{shown(weight)}分的{shown(terms.each)}%，{shown(each)}分×{count}"
        capped = f"＝{shown(each * count)}分，以{shown(most)}分为限" if each * count > most else ""
        because = f"{sum_text}{capped}，扣{shown(lost)}分"
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=because,
        open_because=f"{unknown}处未能核实或无法判定" if worst > lost else "",
    )


def _faults(standing: Standing) -> int:
    match standing.measure:
        case Occurrences(count, _):
            return count
        case Answer(yes):
            return int(yes is False)
        case Conditions(met):
            return sum(state is False for _, state in met)
        case _:
            name = type(standing.measure).__name__
            raise TypeError(f"per-occurrence-share cannot bill {name}; the loader lets no such clause through")
