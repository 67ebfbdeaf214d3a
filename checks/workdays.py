"""Working days of the People's Republic, make-up workdays included.

Years come from the chinesecalendar library (State Council holiday notices) and from an overlay that people fill in
for years the library does not know. A year known to neither gives None: the caller answers undecided, never guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

# The library answers weekdays for every year it holds; the years that have at least one listed day are those it knows.
_LIBRARY_YEARS = frozenset(day.year for day in (*holidays, *workdays))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`overlay`: year → its exceptions, day → True (make-up workday) or False (day off). It wins over the library."""

    overlay: Mapping[int, Mapping[date, bool]] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool | None:
        """Whether offices work on that day; None when neither library nor overlay knows the year."""
        exceptions = self.overlay.get(day.year)
        if exceptions is not None:
            return exceptions.get(day, day.weekday() < 5)
        if day.year not in _LIBRARY_YEARS:
            return None
        return bool(chinese_calendar.is_workday(day))

    def working_days_after(self, start: date, end: date) -> int | None:
        """Working days in (start, end]: counting starts on the day after. 0 when end is not after start."""
        if end <= start:
            return 0
        count = 0
        day = start
        while day < end:
            day += timedelta(days=1)
            works = self.is_workday(day)
            if works is None:
                return None
            count += works
        return count
