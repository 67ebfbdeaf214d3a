"""Whether the same bytes, read on a later day, may say something else.

Readers count 昨天 and 3小时前 from the moment of the look, do not believe a publication in the future, and take a date
that equals the moment of the look for the clock of the server. A page without relative words whose every date lies
well before the look reads the same on every later day. In doubt it is read again: that costs milliseconds.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from crawler.reading.document import Document
from crawler.reading.written_dates import BEIJING, is_relative
from storage.capture import Capture

_TAG = re.compile(r"<[^>]*>")
_BLANKS = ("&nbsp;", "&emsp;", "&ensp;", "&#160;")
_FULL_WIDTH = re.compile("[０-９：／－．]")
_NARROW = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")
_COMPACT = re.compile(r"([01]\d)([0-3]\d)(?!\d)")
_REST = re.compile(r"\D{1,4}?(\d{1,2})(?!\d)(?:\D{1,4}?(\d{1,2})(?!\d))?")
_BEFORE = re.compile(r"(?<!\d)(\d{1,2})\D{1,6}$")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\s?月")
_NUMERALS = re.compile(r"二[〇○零Ｏ０][〇○零Ｏ０一二三四五六七八九]{2}年")
_MONTH_NAME = re.compile(r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?!\d)")
# Clocks differ, and a date of yesterday may still stand for the moment of the look.
_NEAR = timedelta(days=2)


def may_read_otherwise_later(capture: Capture, read_at: datetime) -> bool:
    """`read_at`: when the look was that its reading is known of."""
    if not capture.body:
        return False
    fetch = capture.fetch
    page = Document.parse(capture.body, fetch.final_url, fetch.content_type, fetch.charset)
    text = f"{capture.url} {fetch.final_url}\n{page.text}"
    if _FULL_WIDTH.search(text):
        text = text.translate(_NARROW)
    plain = _TAG.sub(" ", text)
    limit = read_at.astimezone(BEIJING).date() - _NEAR
    return _is_relative(plain) or _has_late_date(text, plain, limit)


def _is_relative(plain: str) -> bool:
    """Also where markup or spaces stand between a number and its unit."""
    for blank in _BLANKS:
        plain = plain.replace(blank, "")
    return is_relative("".join(plain.split()))


def _has_late_date(text: str, plain: str, limit: date) -> bool:
    """Whether any date, however written, may lie on `limit` or later. `plain`: without markup."""
    is_late = _late_years(text, limit)
    if is_late is None:  # a year of today alone: a heading over dates without one, perhaps
        parts = ((match[1] or match[3], match[2]) for match in _MONTH_DAY.finditer(plain))
        is_late = any(_is_from(limit, month, day) for month, day in parts)
    if is_late or any(_is_short(match, limit) for match in _short_from(limit.year).finditer(plain)):
        return True
    if any(_year_of(match[0]) >= limit.year for match in _NUMERALS.finditer(text)):
        return True
    start = datetime(limit.year, limit.month, limit.day, tzinfo=BEIJING).timestamp()
    return any(int(match[0][:10]) >= start for match in _EPOCH.finditer(text))


@lru_cache(maxsize=4)
def _years_from(year: int) -> re.Pattern[str]:
    """Years from that one on, as dates begin with them."""
    ends = "|".join(f"{one:02}" for one in range(year % 100, 100))
    return re.compile(rf"(?<!\d)20(?:{ends})(?=\D|[01]\d[0-3]\d(?!\d)|$)")


@lru_cache(maxsize=4)
def _short_from(year: int) -> re.Pattern[str]:
    ends = "|".join(f"{one:02}" for one in range(year % 100, 50))
    return re.compile(rf"(?<!\d)({ends})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d)")


def _late_years(text: str, limit: date) -> bool | None:
    """None: none is late for certain, but the year of `limit` stands alone somewhere."""
    alone: object = None
    for match in _years_from(limit.year).finditer(text):
        if int(match[0]) > limit.year:
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
