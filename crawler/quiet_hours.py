"""Hours of the day, in Beijing, in which no portal is asked anything: `22:00-06:00` is from ten at night until six."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

_DAY = 24 * 60
_BEIJING = timezone(timedelta(hours=8))
_WRITTEN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")


class QuietHours:
    """The beginning belongs to the quiet time, its end does not. Raises ValueError for what is no such time."""

    def __init__(self, written: Sequence[str]) -> None:
        self._spans = [_span(text) for text in written]
        if self._spans and self._end_of_quiet(0, self._spans) is None:
            raise ValueError("no minute of the day is left")

    def __bool__(self) -> bool:
        return bool(self._spans)

    def seconds_left(self, now: datetime) -> float:
        """Until somebody may be asked again; 0 outside of the quiet hours."""
        if not self._spans:
            return 0.0
        local = now.astimezone(_BEIJING)
        into_minute = local.second + local.microsecond / 1_000_000
        minute = local.hour * 60 + local.minute
        end = self._end_of_quiet(minute, self._spans)
        return 0.0 if end is None or end == minute else (end - minute) * 60 - into_minute

    @staticmethod
    def _end_of_quiet(minute: int, spans: Sequence[tuple[int, int]]) -> int | None:
        """The first minute from this one on that is not quiet, counted on over midnight; None where there is none."""
        for later in range(minute, minute + _DAY):
            if not any(_within(later % _DAY, span) for span in spans):
                return later
        return None


def normal_quiet_hours(written: str) -> str:
    """`22:00-06:00`, however it was typed. Raises ValueError."""
    begin, end = _span(written)
    return f"{begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def beijing_now() -> datetime:
    return datetime.now(UTC).astimezone(_BEIJING)


def _span(text: str) -> tuple[int, int]:
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    first, first_minute, last, last_minute = map(int, found.groups())
    begin, end = first * 60 + first_minute, last * 60 + last_minute
    if first_minute > 59 or last_minute > 59 or begin >= _DAY or end > _DAY or begin == end:
        raise ValueError(text)
    return begin, end


def _within(minute: int, span: tuple[int, int]) -> bool:
    begin, end = span
    return begin <= minute < end if begin < end else minute >= begin or minute < end
