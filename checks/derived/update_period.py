"""How long a column may stay without an update: days, or calendar months."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from checks.subjects import Column


@dataclass(frozen=True, slots=True)
class UpdatePeriod:
    """Exactly one of the two is not 0."""

    days: int = 0
    months: int = 0

    def last_day(self, newest: date) -> date:
        """The last day on which the column is still in time. 31 August plus six months is the last of February."""
        if self.days:
            return newest + timedelta(days=self.days)
        month = newest.month - 1 + self.months
        year, month = newest.year + month // 12, month % 12 + 1
        return date(year, month, min(newest.day, calendar.monthrange(year, month)[1]))

    @property
    def text(self) -> str:
        return f"{self.days}天" if self.days else f"{self.months}个月"


def update_period(column: Column, class_thresholds: Mapping[str, Mapping[str, Any]]) -> UpdatePeriod | None:
    """The registry's days win over the table's period for the class; None: nobody asks for updates."""
    if column.update_within_days is not None:
        return UpdatePeriod(days=column.update_within_days)
    asked = class_thresholds.get(column.column_class)
    if not asked:
        return None
    period = UpdatePeriod(**asked)
    if (period.days > 0) == (period.months > 0):
        raise ValueError(f"class_thresholds.{column.column_class}: write either days or months, above 0")
    return period
