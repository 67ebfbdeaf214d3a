"""Points per fault, counted over all standings, never more than a cap (扣完为止)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from checks.measure import Answer, Conditions, Occurrences
from checks.scoring.clause import Bill, Standing, faults_in, unknown_in
from checks.scoring.points import shown

BILLS = (Occurrences, Answer, Conditions)


def bill_per_fault(each: Decimal, most: Decimal, rate: str, standings: Sequence[Standing]) -> Bill:
    """`rate`: how the table says what one fault takes, in Chinese."""
    count = sum(faults_in(standing.measure) for standing in standings)
    unknown = sum(unknown_in(standing.measure) for standing in standings)
    lost = min(most, each * count)
    worst = min(most, each * (count + unknown))
    because = ""
    if count:
        capped = f"＝{shown(each * count)}分，以{shown(most)}分为限" if each * count > most else ""
        because = f"发现{count}处，{rate}，{shown(each)}分×{count}{capped}，扣{shown(lost)}分"
    return Bill(
        lost=lost,
        at_risk=worst - lost,
        because=because,
        open_because=f"{unknown}处未能核实或无法判定" if worst > lost else "",
    )
