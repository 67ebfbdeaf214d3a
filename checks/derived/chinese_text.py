"""Chinese office prose made comparable: widths, spaces, traditional characters, numerals and days in words.

`plain` is for matching only; what is shown to people is always the page's own text.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# Only the characters that the grammars of this folder look for; a gate that serves a page in traditional characters
# must not turn a given answer into a missing one.
_TRADITIONAL = str.maketrans(
    "條見採納徵會議問調結時間關於發佈讀無總計報説說眾單處屬實聽網項開辦個後進參與將對達體決證書複復為萬兩從緩佔區縣鎮鄉",
    "条见采纳征会议问调结时间关于发布读无总计报说说众单处属实听网项开办个后进参与将对达体决证书复复为万两从缓占区县镇乡",
)
_ENCLOSED = re.compile(r"[\u2460-\u24ff\u2776-\u2793]")  # ①: NFKC would make a bare figure of it
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad]")
_SPACE_BETWEEN_FIGURES = re.compile(r"(?<=\d)[^\S\n]+(?=\d)")
_SPACE = re.compile(r"[^\S\n]+")

DIGITS = "零〇一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000}

# A count as offices write it; "300余" is a count too, see `approximate`.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,8}|[零〇一二两三四五六七八九十百千万]{1,9})"

_DAY_IN_WORDS = re.compile(
    r"([二一][〇零Oo0九一二三四五六七八]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")


def plain(text: str) -> str:
    """NFKC, simplified, days in figures, no spaces but one between two figures; line ends are kept."""
    text = unicodedata.normalize("NFKC", _ENCLOSED.sub("、", text)).translate(_TRADITIONAL)
    text = _INVISIBLE.sub("", text).replace("○", "〇").replace("◯", "〇")  # a circle typed for the zero of 二〇三五
    text = _SPACE_BETWEEN_FIGURES.sub("\x00", text)
    text = _SPACE.sub("", text).replace("\x00", " ")
    return _DAY_IN_WORDS.sub(_in_figures, text)


def number(text: str) -> int | None:
    """The value of one NUMBER; None for a row of characters that is no number."""
    text = text.replace(",", "")
    if text.isdecimal():
        return int(text)
    text = text.replace("两", "二")
    if len(text) > 1 and all(sign in DIGITS for sign in text):
        return int("".join(str(_digit(sign)) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = _digit(sign)
        elif sign in _PLACES:
            section += (digit or 1) * _PLACES[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit or 1) * 10_000
            section = digit = 0
        else:
            return None
    return total + section + digit


def calendar_day(year: int, month: int, day: int) -> date | None:
    """None for a day that does not exist (2023年13月1日 stands on real pages)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_named(text: str) -> tuple[date, ...]:
    """Every full day that stands in a plain text, in order."""
    found = (calendar_day(*(int(part) for part in match.groups())) for match in _DAY.finditer(text))
    return tuple(day for day in found if day is not None)


def _digit(sign: str) -> int:
    return max(DIGITS.index(sign) - 1, 0)


def _in_figures(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    figures = "".join(str(_digit(sign)) if sign in DIGITS else "0" for sign in year)
    return f"{figures}年{number(month)}月{number(day)}日"
