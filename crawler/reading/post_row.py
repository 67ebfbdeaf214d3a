"""One post out of named values, whichever file they came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from checks.observation import Clue, DateClue, Post
from checks.personal_numbers import mask_text
from crawler.reading.written_dates import WrittenDate, first_date, from_epoch, only_date
from crawler.target_url import normalise

MOST_ROWS = 100_000  # an account that posts ten times a day fills this in 27 years
_LONGEST_TITLE = 300
_LONGEST_VALUE = 2_000

# Headings as exports of the platforms and of offices write them, in their NFKC form without blanks and brackets.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "标题", "文章标题", "内容标题", "作品标题", "推文标题", "图文标题", "信息标题", "题目", "名称",
        "文章名称", "作品名称", "视频标题", "内容", "正文", "微博内容", "微博正文", "作品描述", "content", "name",
        "headline",
    ),
    "url": (
        "url", "link", "链接", "网址", "地址", "文章链接", "内容链接", "作品链接", "视频链接", "推文链接", "原文链接",
        "文章地址", "链接地址", "内容url", "文章url", "contenturl", "permalink", "external_url", "href",
    ),
    "published_at": (
        "published_at", "published", "publishedat", "publishtime", "publish_time", "publishdate", "pubdate",
        "pub_date", "date_published", "发布时间", "发布日期", "发表时间", "发表日期", "发文时间", "发文日期",
        "推送时间", "推送日期", "群发时间", "刊发时间", "发送时间", "date", "datetime", "time", "日期", "时间",
        "更新时间",
    ),
    "original": ("original", "is_original", "isoriginal", "是否原创", "原创", "原创标识", "原创标记", "是否为原创"),
    "repost_of": (
        "repost_of", "repostof", "转载来源", "转载自", "转自", "转发自", "转发来源", "转载出处", "原文来源",
    ),
}  # fmt: skip
_YES = {"是", "原创", "y", "yes", "true", "1", "√", "✓", "t", "1.0"}
_NO = {"否", "不是", "非原创", "转载", "转发", "n", "no", "false", "0", "×", "x", "f", "0.0"}
_NO_POST = re.compile(r"^(?:合计|总计|小计|共计|备注|说明|注|填表人|填报人|审核人|统计时间)(?:[:：\s].*)?$")
_EXCEL_START = date(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119: no other number of a date column lies in between
_EPOCH_SECONDS = (631_152_000, 4_102_444_800)  # 1990 to 2100


class Unreadable(Exception):
    """The file cannot be read as posts; its text says what is wrong with it."""


class TooManyRows(Exception):
    """More rows than any account has."""


def columns_of(headings: list[Any]) -> dict[str, int]:
    """Field → column number for a row that may be the heading row; {} when it names no field."""
    names = [_heading(cell) for cell in headings]
    found: dict[str, int] = {}
    for field, known in _HEADINGS.items():
        ranked = [
            (known.index(name), at) for at, name in enumerate(names) if name in known and at not in found.values()
        ]
        if ranked:
            found[field] = min(ranked)[1]
    return found


def values_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record whose keys are headings."""
    keys = list(record)
    return {field: record[keys[at]] for field, at in columns_of(keys).items()}


def post_of(
    values: Mapping[str, Any], clue: Clue, *, base: str = "", detail: str = "", shown_date: str = ""
) -> Post | None:
    """None for a row that is no post: nothing in it, or a line below the table."""
    title = _title(values.get("title"))
    url = normalise(_text(values.get("url")), base or None) or ""
    published_at = date_clue(values.get("published_at"), clue, detail, shown_date)
    if not title and not url:
        return None
    if published_at is None and not url and _NO_POST.match(title):
        return None
    return Post(
        title=title,
        url=url,
        published_at=published_at,
        original=_yes_or_no(values.get("original")),
        repost_of=mask_text(_text(values.get("repost_of")))[:_LONGEST_TITLE],
    )


def date_clue(value: Any, clue: Clue, detail: str = "", shown: str = "") -> DateClue | None:
    """The day in Beijing that a cell or a field of a feed means; None when it means none."""
    shown = (shown or _text(value))[:60]
    written = _written(value, shown)
    if written is None:
        return None
    year, month, day, time = written
    return DateClue(clue=clue, text=shown, year=year, month=month, day=day, time=time, detail=detail)


def _written(value: Any, shown: str) -> tuple[int | None, int, int, str] | None:
    if isinstance(value, datetime):
        return value.year, value.month, value.day, value.strftime("%H:%M:%S")
    if isinstance(value, date):
        return value.year, value.month, value.day, ""
    if isinstance(value, bool) or value is None:
        return None
    number = _number(value)
    if number is not None:
        return _from_number(number)
    found = only_date(shown) or first_date(shown)
    return _parts(found)


def _from_number(number: float) -> tuple[int | None, int, int, str] | None:
    """A day of Excel, a Unix time, or a date written as 20231201."""
    if _EXCEL_DAYS[0] <= number <= _EXCEL_DAYS[1]:
        moment = datetime.combine(_EXCEL_START, datetime.min.time()) + timedelta(seconds=round(number * 86_400))
        time = moment.strftime("%H:%M:%S") if number % 1 else ""
        return moment.year, moment.month, moment.day, time
    for factor in (1, 1000):
        if _EPOCH_SECONDS[0] <= number / factor <= _EPOCH_SECONDS[1]:
            return _parts(from_epoch(int(number // factor)))
    return _parts(only_date(str(int(number)))) if number == int(number) else None


def _parts(written: WrittenDate | None) -> tuple[int | None, int, int, str] | None:
    return None if written is None else (written.year, written.month, written.day, written.time)


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e15 else None
    text = str(value).strip()
    return float(text) if re.fullmatch(r"\d{5}(?:\.\d{1,12})?|\d{10}|\d{13}", text) else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return re.sub(r"\s+", " ", str(value)[:_LONGEST_VALUE]).strip()


def _title(value: Any) -> str:
    return mask_text(_text(value))[:_LONGEST_TITLE]


def _yes_or_no(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    said = unicodedata.normalize("NFKC", _text(value)).lower()
    return True if said in _YES else False if said in _NO else None


def _heading(cell: Any) -> str:
    flat = unicodedata.normalize("NFKC", str(cell if cell is not None else ""))[:60].lower()
    flat = re.sub(r"[(\[【].*?[)\]】]|[\s:*\"'\ufeff]", "", flat)
    return flat
