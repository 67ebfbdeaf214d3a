"""Veto (单项否决): one proved fault and the row gets nothing; other rows are scored all the same, the card names it.

A veto is a consequence, not a second bill: it hears every fault, also those that other clauses bill.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from checks.measure import Answer, Conditions, Occurrences
from checks.scoring.clause import WHOLE_ROW, Bill, Hears, KindTerms, Standing, faults_in, unknown_in

KIND = "veto"
BILLS = (Occurrences, Answer, Conditions)
JUDGED_BY = "occurred"
EARNS = False
HEARS = Hears.ALL


class Terms(KindTerms):
    @property
    def zero_targets(self) -> tuple[str, ...]:
        return (WHOLE_ROW,)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return weight


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    count = sum(faults_in(standing.measure) for standing in standings)
    unknown = sum(unknown_in(standing.measure) for standing in standings)
    if count:
        return Bill(zeroes=(WHOLE_ROW,), because=f"出现单项否决情形{count}处，该项不得分")
    if unknown:
        return Bill(may_zero=(WHOLE_ROW,), open_because=f"{unknown}处未能核实或无法判定，可能构成单项否决")
    return Bill()
