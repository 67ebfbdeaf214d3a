"""Waivers (核减): points that a person gives back for one finding, with a reason. They are shown in the bill."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """For one finding of one unit in one table; the row gets no more back than it lost."""

    points: Decimal
    reason: str
    by: str
