"""Lists that stand as data in a script or are the answer of a list API: JSON, JavaScript arrays.

A member counts as a row when it has a title, an address and, nearly always, a date. Which field is which is told by
its name first and by what the values of all rows look like second, so that `{"aT":…,"aPd":…,"aU":…}` is read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from checks.observation import Clue, DateClue, ListRow
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document, clean
from crawler.reading.list_row import list_cell, url_clue
from crawler.reading.script_data import arrays_of_objects
from crawler.reading.written_dates import WrittenDate, first_date, from_epoch, only_date

_TITLE_NAMES = re.compile(
    r"^(?:show|doc|art(?:icle)?|info|news|content|link|list|sub|main|v_?|f_?)?_?(?:title|subject|biaoti|bt|t)\d?$|^aT$|^name$",
    re.IGNORECASE,
)
_URL_NAMES = re.compile(r"url|href|link|path|uri|^aU$", re.IGNORECASE)
_DATE_NAMES = (
    re.compile(r"(?:^|_)(?:pub|display_?pub|publish|rel|docrel|release|issue|open|show|fb)\w*|^aPd$", re.IGNORECASE),
    re.compile(r"date|time|riqi|shijian|^rq$|^sj$|created_at", re.IGNORECASE),
)
_NOT_PUBLICATION = re.compile(r"upd|modi|expire|end|dead|valid|effect|write|sign|off|gen|cw|birth|edit", re.IGNORECASE)
_PINNED_NAMES = re.compile(r"^(?:is_?)?(?:top|stick|zd|zhiding|settop|topstatus|istop)(?:_?status)?$", re.IGNORECASE)
_TOTAL = re.compile(
    r"[\"']?(?:total|totalRecord|recordCount|totalCount|totalElements|total_count|totalRows)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b"
)
_TAGS = re.compile(r"<[^>]{1,200}>")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_ADDRESS = re.compile(r"^(?:https?://|//|/|\./|\.\./)[^\s<>]{2,}|^[\w./-]+\.s?html?$")
_MAY_HOLD_ROWS = re.compile(r"\[\s*[\[{]|\.(?:push|unshift)\s*\(\s*\{")
_FEWEST_ROWS = 2
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|css|js|ico|mp4|mp3)(?:\?|$)", re.IGNORECASE)


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    best: tuple[float, tuple[ListRow, ...], str] | None = None
    for source in _sources(document):
        for members in arrays_of_objects(source):
            rows = _rows(members, document, hint)
            dated = sum(1 for row in rows if row.date is not None and row.date.clue is Clue.API)
            # Without dates it is a menu, an index of departments or a carousel far more often than a list.
            if dated < 1 or dated * 2 < len(rows) or (len(rows) < _FEWEST_ROWS and not _is_data_answer(document)):
                continue
            if best is None or len(rows) > best[0]:
                best = (len(rows), tuple(rows), source)
    if best is None:
        return None
    total = _TOTAL.search(best[2])
    where = "列表接口的回答" if _is_data_answer(document) else "页内脚本的数据"
    return FoundList("json", f"{where}中有 {len(best[1])} 行", best[1], total_stated=int(total[1]) if total else None)


def _is_data_answer(document: Document) -> bool:
    return document.text.lstrip()[:1] in ("{", "[")


def _sources(document: Document) -> Iterator[str]:
    if _is_data_answer(document):
        yield document.text
        return
    for script in document.scripts:
        if _MAY_HOLD_ROWS.search(script):
            yield script


def _rows(members: Sequence[dict[str, Any]], document: Document, hint: ColumnHint) -> list[ListRow]:
    flat = [_flatten(member) for member in members]
    title_key = _title_key(flat)
    url_key = _url_key(flat)
    if title_key is None or url_key is None:
        return []
    date_key = _date_key(flat)
    rows = []
    for member in flat:
        title = clean(_TAGS.sub("", str(member.get(title_key) or "")))
        url = document.link(_address(str(member.get(url_key) or "")))
        if not title or url is None:
            continue
        clue = _clue(member.get(date_key), date_key) if date_key else None
        pinned = any(
            _PINNED_NAMES.match(key) and str(value) in ("1", "True", "true", "是") for key, value in member.items()
        )
        rows.append(ListRow(title=title, url=url, date=clue or url_clue(url), pinned=pinned, page_url=document.url))
    return rows


def _flatten(member: dict[str, Any]) -> dict[str, Any]:
    """Nested objects one level deep under their own names; the member's own fields win."""
    flat: dict[str, Any] = {}
    for value in member.values():
        if isinstance(value, dict):
            for inner, one in value.items():
                flat.setdefault(inner, one)
    flat.update({key: value for key, value in member.items() if not isinstance(value, dict)})
    return flat


def _filled(flat: Sequence[dict[str, Any]], key: str) -> list[str]:
    return [str(member[key]) for member in flat if member.get(key) not in (None, "", [], {})]


def _keys(flat: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for member in flat[:5] for key in member))


def _title_key(flat: Sequence[dict[str, Any]]) -> str | None:
    keys = [key for key in _keys(flat) if any(_CJK.search(value) for value in _filled(flat, key)[:5])]
    named = [key for key in keys if _TITLE_NAMES.match(key)]
    named.sort(key=lambda key: (key.lower() == "name", len(key)))
    if named:
        return named[0]
    usable = [key for key in keys if all(len(value) < 200 for value in _filled(flat, key))]
    # The most telling field: different in every row, and the longest of those.
    return max(usable, key=lambda key: (len(set(_filled(flat, key))), sum(map(len, _filled(flat, key)))), default=None)


def _url_key(flat: Sequence[dict[str, Any]]) -> str | None:
    def pages(key: str) -> int:
        return sum(1 for value in _filled(flat, key) if _ADDRESS.match(_address(value)) and not _IMAGE.search(value))

    keys = [key for key in _keys(flat) if pages(key) * 2 > len(flat)]
    named = [key for key in keys if _URL_NAMES.search(key)]
    named.sort(
        key=lambda key: (
            bool(re.search(r"relation|img|pic|cover|file|thumb|site|domain", key, re.IGNORECASE)),
            len(key),
        )
    )
    return next(iter(named or keys), None)


def _address(value: str) -> str:
    """The address in a field; UCAP keeps one per device: {"pc":"/a/b.html"}."""
    if value.startswith("{"):
        try:
            by_device = json.loads(value)
        except ValueError:
            return value
        if isinstance(by_device, dict):
            return str(by_device.get("pc") or next(iter(by_device.values()), ""))
    return value


def _date_key(flat: Sequence[dict[str, Any]]) -> str | None:
    keys = [
        key
        for key in _keys(flat)
        if sum(1 for value in _filled(flat, key) if _read_date(value, key) is not None) * 2 > len(flat)
    ]
    ranked = sorted(keys, key=_date_standing)
    return ranked[0] if ranked and _date_standing(ranked[0]) < 9 else None


def _date_standing(key: str) -> int:
    if _NOT_PUBLICATION.search(key) and not _DATE_NAMES[0].search(key):
        return 5
    if _DATE_NAMES[0].search(key):
        return 0 if not re.search(r"timestamp|stamp", key, re.IGNORECASE) else 1
    return 2 if _DATE_NAMES[1].search(key) else 4


def _read_date(value: str, key: str) -> WrittenDate | None:
    value = clean(value)
    if len(value) > 40:
        return None
    written = only_date(value) or first_date(value)
    if written is None and value.isdigit() and len(value) in (10, 13) and any(one.search(key) for one in _DATE_NAMES):
        written = from_epoch(value)
    return written


def _clue(value: Any, key: str) -> DateClue | None:
    written = _read_date(str(value), key) if value not in (None, "") else None
    return list_cell(written, key, Clue.API) if written is not None else None
