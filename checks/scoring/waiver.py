"""Waivers (核减): points that a person gives back for one finding, with a reason. They are shown in the bill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One waiver in force, for one table; `finding` is the fingerprint of the fault it is about."""

    id: int
    unit: str
    finding: str
    points: Decimal
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What a waiver changes in one row: never more than the clause took."""

    clause: str
    waiver: Waiver
    points: Decimal


def given_back(
    clause: str, taken: Decimal, findings: Iterable[str], unit: str, waivers: Iterable[Waiver]
) -> tuple[GivenBack, ...]:
    """Waivers of the findings that a clause billed, oldest first; together they give back at most what it took."""
    billed = set(findings)
    left = taken
    given: list[GivenBack] = []
    for waiver in sorted(waivers, key=lambda each: each.id):
        if waiver.unit != unit or waiver.finding not in billed or left <= 0:
            continue
        points = min(left, waiver.points)
        given.append(GivenBack(clause=clause, waiver=waiver, points=points))
        left -= points
    return tuple(given)
