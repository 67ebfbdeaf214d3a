"""Dates as Chinese pages write them, read from a piece of text. Knows nothing of pages.

Own patterns: libraries read `12-01` as January 2012 and know neither 二〇二三年 nor `［12-01］`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
EARLIEST_YEAR = 1949  # documents of the People's Republic; anything before is history, not publication
LATEST_YEAR = 2100

_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／．－〔〕［］（）", "0123456789:/.-[][]()")
_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "０": 0,
    "元": 1,
}
_NUMERAL = "〇零○ＯO一二三四五六七八九"

_TIME = (
    r"(?:[\sT]{0,4}(?P<h>[01]?\d|2[0-3])\s?:\s?(?P<mi>[0-5]\d)(?:\s?:\s?(?P<s>[0-5]\d))?"
    r"(?:\.\d+)?(?P<tz>Z|[+-]\d{2}:?\d{2})?)?"
)
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_FULL = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})\s?(?:年\s?" + _MONTH + r"\s?月\s?" + _DAY + r"(?!\d)\s?[日号]?"
    r"|(?P<sep>[-/.—–])\s?" + _MONTH.replace("m>", "m2>") + r"\s?(?P=sep)\s?" + _DAY.replace("d>", "d2>")
    + r"(?!\d)日?)" + _TIME
)  # fmt: skip
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_CHINESE = re.compile(
    rf"(?P<y>[{_NUMERAL}]{{4}})年(?P<m>元|十[一二]?|[一二三四五六七八九])月"
    r"(?P<d>三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)
_YEARLESS = re.compile(
    r"[\[(【]?\s?(?:" + _MONTH + r"\s?(?:[-/.]|月)\s?" + _DAY + r"\s?[日号]?)\s?[\])】]?" + _TIME.replace("?P<tz>", "")
)
_SHORT_YEAR = re.compile(r"[\[(]?\s?(?P<y>[0-4]\d)(?P<sep>[-/.])" + _MONTH + "(?P=sep)" + _DAY + r"\s?[\])]?")
_DAY_THEN_MONTH = re.compile(_DAY + r"\s{0,2}/?\s?日?\s?(?P<y>(?:19|20)\d{2})\s?[-/.年]\s?" + _MONTH + "月?")
_MONTH_THEN_DAY = re.compile(r"(?P<y>(?:19|20)\d{2})\s?[-/.年]\s?" + _MONTH + r"月?\s" + _DAY + "日?")
_MONTH_DAY_THEN_YEAR = re.compile(_MONTH + "[-/.月]" + _DAY + r"日?\s(?P<y>(?:19|20)\d{2})年?")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NAMED_YEAR = r"(?P<y>(?:19|20)\d{2})(?!\d)"
_CLOCK = r"(?P<h>[01]?\d|2[0-3]):(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?"
_NAMED_MONTH = re.compile(
    rf"(?<![a-z])(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?{_MONTH_NAME}\s{_DAY}(?!\d)(?:,?\s|\s{_CLOCK}\s[A-Z]{{3,4}}\s){_NAMED_YEAR}",
    re.IGNORECASE,
)
_DAY_NAMED_MONTH = re.compile(
    rf"(?:(?<![a-z])(?:mon|tue|wed|thu|fri|sat|sun),\s)?(?<!\d){_DAY}[\s-]{_MONTH_NAME},?[\s-]{_NAMED_YEAR}",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:(?P<n>\d{1,3}|半|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])\s?个?(?P<unit>天|日|小时|分钟|秒钟?)(?:之|以)?前|刚刚|"
    r"(?P<word>今[天日]|昨[天日]|前天))(?:\s?(?P<h>\d{1,2}):(?P<mi>\d{2}))?"
)


_DIGIT_OR_WORD = re.compile(rf"\d|[{''.join(_DIGITS)}今昨前刚两半十]")
_WORDS_OF_DAYS = {"今": 0, "昨": 1, "前": 2}
_HOURS = {"小时": 1.0, "分钟": 1 / 60, "秒": 1 / 3600, "秒钟": 1 / 3600}
_BEFORE_A_VALUE = re.compile(r"[\s:：\[(（【】\])）|]*")
_GOES_ON = re.compile(r"[\d-]|\s?(?:[月日年天个元]|小时)")  # a number, a longer date, a duration
_SPAN = re.compile(r"\s?(?:至|到|起|前|[~～—]|-{1,2}\s?(?:\d{1,2}月|(?:19|20)\d\d))")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """`year` None where the text shows only month and day. `start`, `end`: the span in the text that was given."""

    year: int | None
    month: int
    day: int
    time: str
    text: str
    start: int
    end: int


def dates_in(text: str) -> list[WrittenDate]:
    """Every date with a year, in the order of the text. A run of eight digits counts only in `only_date`."""
    flat = text.translate(_FULL_WIDTH)
    found = [_full(match, text) for match in _FULL.finditer(flat)]
    if "年" in flat:
        found += [_chinese(match, text) for match in _CHINESE.finditer(flat)]
    if "20" in flat or "19" in flat:
        found += [_named(match, text) for one in (_NAMED_MONTH, _DAY_NAMED_MONTH) for match in one.finditer(flat)]
    found.sort(key=lambda one: one.start if one else -1)
    return [one for one in found if one is not None]


def first_date(text: str) -> WrittenDate | None:
    found = dates_in(text)
    return found[0] if found else None


def may_be_date(text: str) -> bool:
    """Whether a text has anything that a date is written with; far cheaper than looking for one."""
    return _DIGIT_OR_WORD.search(text) is not None


def only_date(text: str, today: date | None = None) -> WrittenDate | None:
    """The date of a text that is nothing but a date (a list cell): year-less and split forms count here.

    `today` is the day of the look in Beijing, for 昨天 and 3天前; without it those are not read, and without its time
    (a datetime in Beijing) neither are 3小时前 and 刚刚 shortly after midnight.
    """
    flat = text.translate(_FULL_WIDTH).strip(" []()【】|·•-,，。;；、\t\n")
    if not flat or len(flat) > 40 or not may_be_date(flat):
        return None
    found = _only(flat, today)
    return None if found is None else replace(found, text=" ".join(text.split())[:60], start=0, end=len(text))


def date_after_label(text: str, start: int, today: date | None = None) -> WrittenDate | None:
    """The date that begins at `start` of a text, where a label ends: short years, year-less and relative forms count
    here as in `only_date`, because the label says that a date follows. Nothing where it is one end of a span of days.
    """
    flat = text.translate(_FULL_WIDTH)
    gap = _BEFORE_A_VALUE.match(flat, start)
    start = gap.end() if gap else start
    for pattern in (_FULL, _CHINESE, _SHORT_YEAR, _AGO, _YEARLESS):
        match = pattern.match(flat, start)
        if match is None or (pattern is not _FULL and _GOES_ON.match(flat, match.end())):
            continue
        if starts_span(flat, match.end()):
            return None
        found = _only(match[0].strip(" []()【】"), today)
        if found is not None:
            return replace(
                found, text=text[match.start() : match.end()].strip()[:60], start=match.start(), end=match.end()
            )
    return None


def _only(flat: str, today: date | None) -> WrittenDate | None:
    if match := _FULL.fullmatch(flat):
        return _full(match, flat)
    for pattern in (_COMPACT, _DAY_THEN_MONTH, _MONTH_THEN_DAY, _MONTH_DAY_THEN_YEAR):
        if match := pattern.fullmatch(flat):
            return _checked(int(match["y"]), int(match["m"]), int(match["d"]), "", flat, 0, 0)
    if match := _NAMED_MONTH.fullmatch(flat) or _DAY_NAMED_MONTH.fullmatch(flat):
        return _named(match, flat)
    if match := _SHORT_YEAR.fullmatch(flat):
        return _checked(2000 + int(match["y"]), int(match["m"]), int(match["d"]), "", flat, 0, 0)
    if match := _YEARLESS.fullmatch(flat):
        return _checked(None, int(match["m"]), int(match["d"]), _time(match), flat, 0, 0)
    if match := _CHINESE.fullmatch(flat):
        return _chinese(match, flat)
    if today is not None and (match := _AGO.fullmatch(flat)):
        return _ago(match, today, flat)
    return None


def compact_date(text: str) -> WrittenDate | None:
    """The first run of exactly eight digits that is a date."""
    for match in _COMPACT.finditer(text.translate(_FULL_WIDTH)):
        found = _checked(int(match["y"]), int(match["m"]), int(match["d"]), "", match[0], *match.span())
        if found:
            return found
    return None


def from_epoch(value: str | int) -> WrittenDate | None:
    """A Unix time in seconds or milliseconds, as the day in Beijing."""
    try:
        number = int(value)
    except ValueError:
        return None
    seconds = number // 1000 if number > 10**11 else number
    if not 10**8 < seconds < 4 * 10**9:
        return None
    moment = datetime.fromtimestamp(seconds, BEIJING)
    return WrittenDate(moment.year, moment.month, moment.day, f"{moment:%H:%M:%S}", str(value), 0, len(str(value)))


def _full(match: re.Match[str], text: str) -> WrittenDate | None:
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    written = _checked(
        int(match["y"]), int(month), int(day), _time(match), text[match.start() : match.end()].strip(), *match.span()
    )
    if written is not None and match["tz"] and written.time:
        return _in_beijing(written, match["tz"])
    return written


def _in_beijing(written: WrittenDate, zone: str) -> WrittenDate:
    offset = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    moment = datetime.fromisoformat(
        f"{written.year:04}-{written.month:02}-{written.day:02}T{written.time}{offset}"
    ).astimezone(BEIJING)
    time = f"{moment:%H:%M:%S}" if written.time.count(":") == 2 else f"{moment:%H:%M}"
    return WrittenDate(moment.year, moment.month, moment.day, time, written.text, written.start, written.end)


def _time(match: re.Match[str]) -> str:
    if not match["h"]:
        return ""
    seconds = f":{match['s']}" if match["s"] else ""
    return f"{int(match['h']):02}:{match['mi']}{seconds}"


def _chinese(match: re.Match[str], text: str) -> WrittenDate | None:
    year = int("".join(str(_DIGITS[one]) for one in match["y"]))
    month, day = _small_numeral(match["m"]), _small_numeral(match["d"])
    return _checked(year, month, day, "", text[match.start() : match.end()], *match.span())


def _named(match: re.Match[str], text: str) -> WrittenDate | None:
    """Dec 5, 2023 — 5 Dec 2023 — Tue Dec 05 09:10:11 CST 2023 (as Java prints it)."""
    month = _MONTH_NAMES.index(match["name"][:3].lower()) + 1
    written = text[match.start() : match.end()]
    return _checked(int(match["y"]), month, int(match["d"]), "", written, *match.span())


def _small_numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _ago(match: re.Match[str], today: date, text: str) -> WrittenDate | None:
    unit = match["unit"] or ""
    amount = 0.5 if match["n"] == "半" else float(_number(match["n"])) if match["n"] else 0.0
    if unit in _HOURS:
        if not isinstance(today, datetime):
            return None  # hours and minutes can reach back over midnight
        moment = today - timedelta(hours=amount * _HOURS[unit])
        return _checked(moment.year, moment.month, moment.day, "", text, 0, len(text))
    days = int(amount) if unit else _WORDS_OF_DAYS[match["word"][0]] if match["word"] else 0
    day = today - timedelta(days=days)
    time = f"{int(match['h']):02}:{match['mi']}" if match["h"] and int(match["h"]) < 24 else ""
    return _checked(day.year, day.month, day.day, time, text, 0, len(text))


def starts_span(text: str, end: int) -> bool:
    """Whether a date that ends at `end` goes on: 12月6日至8日, 12月6日起. That is a period, no publication."""
    return _SPAN.match(text, end) is not None


def is_relative(text: str) -> bool:
    """Whether a date was written against the moment of the look: 昨天, 3小时前."""
    return _AGO.search(text) is not None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _small_numeral(text.replace("两", "二"))


def _checked(year: int | None, month: int, day: int, time: str, text: str, start: int, end: int) -> WrittenDate | None:
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    return WrittenDate(year, month, day, time, text.strip()[:60], start, end)
