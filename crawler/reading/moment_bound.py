"""Whether the same bytes, read on a later day, may say something else.

Readers count 昨天 and 3小时前 from the moment of the look, do not believe a publication in the future, and take a date
that equals the moment of the look for the clock of the server. A page without relative words whose every date lies
well before the look reads the same on every later day. In doubt it is read again: that costs milliseconds.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from crawler.reading.document import Document
from crawler.reading.written_dates import BEIJING, is_relative
from storage.capture import Capture

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[\s\xa0\u3000]+|&nbsp;|&emsp;|&ensp;")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\D|[01]\d[0-3]\d(?!\d)|$)")
_COMPACT = re.compile(r"([01]\d)([0-3]\d)(?!\d)")
_REST = re.compile(r"\D{1,4}?(\d{1,2})(?!\d)(?:\D{1,4}?(\d{1,2})(?!\d))?")
_BEFORE = re.compile(r"(?<!\d)(\d{1,2})\D{1,6}$")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d])|(?<!\d)(\d{1,2})\s?月")
_SHORT_YEAR = re.compile(r"(?<!\d)([0-4]\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERALS = re.compile(r"[二两][〇○零Ｏ０][〇○零Ｏ０一二三四五六七八九]{2}年")
_MONTH_NAME = re.compile(r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_EPOCH = re.compile(r"(?<!\d)1\d{9}(?:\d{3})?(?!\d)")
# Clocks differ, and a date of yesterday may still stand for the moment of the look.
_NEAR = timedelta(days=2)


def may_read_otherwise_later(capture: Capture, read_at: datetime) -> bool:
    """`read_at`: when the look was that its reading is known of."""
    if not capture.body:
        return False
    fetch = capture.fetch
    page = Document.parse(capture.body, fetch.final_url, fetch.content_type, fetch.charset)
    text = f"{capture.url} {fetch.final_url}\n{page.text}".translate(_FULL_WIDTH)
    limit = read_at.astimezone(BEIJING).date() - _NEAR
    return _is_relative(text) or _has_late_date(text, limit)


def _is_relative(text: str) -> bool:
    """Also where markup or spaces stand between a number and its unit."""
    return is_relative(_SPACE.sub("", _TAG.sub("", text)))


def _has_late_date(text: str, limit: date) -> bool:
    """Whether any date, however written, may lie on `limit` or later."""
    is_late = _late_years(text, limit)
    if is_late is None:  # a year of today alone: a heading over dates without one, perhaps
        parts = ((match[1] or match[3], match[2]) for match in _MONTH_DAY.finditer(text))
        is_late = any(_is_from(limit, month, day) for month, day in parts)
    if is_late or any(_is_short(match, limit) for match in _SHORT_YEAR.finditer(text)):
        return True
    if any(_year_of(match[0]) >= limit.year for match in _NUMERALS.finditer(text)):
        return True
    start = datetime(limit.year, limit.month, limit.day, tzinfo=BEIJING).timestamp()
    return any(int(match[0][:10]) >= start for match in _EPOCH.finditer(text))


def _late_years(text: str, limit: date) -> bool | None:
    """None: none is late for certain, but the year of `limit` stands alone somewhere."""
    alone: object = None
    for match in _YEAR.finditer(text):
        year = int(match[0])
        if year < limit.year:
            continue
        if year > limit.year:
            return True
        end = match.end()
        rest = _COMPACT.match(text, end) or _REST.match(text, end)
        if _MONTH_NAME.search(text, max(0, match.start() - 40), end):
            return True
        if rest is not None and _is_from(limit, rest[1], rest[2]):
            return True
        alone = alone or rest is None or not rest[2] or _BEFORE.search(text[max(0, match.start() - 9) : match.start()])
    return None if alone else False


def _is_from(limit: date, month: str | None, day: str | None) -> bool:
    """Whether month and day (where there is one) are those of `limit` or later in its year; no month is no date."""
    number = int(month or 0)
    if not 1 <= number <= 12:
        return False
    if number != limit.month:
        return number > limit.month
    return day is None or int(day) >= limit.day


def _is_short(match: re.Match[str], limit: date) -> bool:
    return 2000 + int(match[1]) > limit.year or (
        2000 + int(match[1]) == limit.year and _is_from(limit, match[2], match[3])
    )


def _year_of(text: str) -> int:
    digits = {numeral: number for number, numeral in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Ｏ０0", 0)
    return 2000 + 10 * digits.get(text[2], 0) + digits.get(text[3], 0)
