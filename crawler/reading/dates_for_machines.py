"""Dates that a page carries for programs: meta tags, JSON-LD, data of its own scripts.

What equals the moment in which the page was made or fetched is no publication: some templates write the clock of the
server into PubDate. Such a date is kept as `generated`, which never says when something was published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from checks.observation import Clue, DateClue
from crawler.reading.document import Document
from crawler.reading.list_row import list_cell
from crawler.reading.written_dates import BEIJING, WrittenDate, compact_date, dates_in, first_date, from_epoch

_META_NAMES = frozenset((
    "pubdate", "publishdate", "publish_date", "publish-date", "publishtime", "publish_time", "publishedtime",
    "firstpublishedtime", "article:published_time", "og:published_time", "og:release_date", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.issued", "weibo:article:create_at", "releasedate", "apub:time",
))  # fmt: skip
_GENERATED = re.compile(
    r"(?:页面|文件|静态页|页)\S{0,4}(?:生成|发布)\S{0,3}(?:时间|日期)?|generat(?:ed|e time|etime)|"
    r"PAGE\s?CREATE|publish\s?time",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--(.{0,200}?)-->", re.DOTALL)
_SAID_TO_READERS = re.compile(r"页面\S{0,4}生成\S{0,3}[:：]\s?(.{8,30})")
# Best first. A key that holds several days belongs to a list of other articles.
_KEYS = (
    re.compile(
        r"""\b(?P<key>publish(?:ed)?_?(?:time|date|at)|pub_?(?:date|time)|release_?(?:time|date)|docreltime)["']?"""
        r"""\s*[:=]\s*["']?(?P<value>1\d{9}(?:\d{3})?\b|(?:19|20)\d\d[-/年][^"',;<}]{4,28})""",
        re.IGNORECASE,
    ),
    re.compile(
        r"""\b(?P<key>create_?(?:time|date|d_?at)|ct)["']?\s*[:=]\s*["']?"""
        r"""(?P<value>1\d{9}(?:\d{3})?\b|(?:19|20)\d\d[-/年][^"',;<}]{4,28})""",
        re.IGNORECASE,
    ),
)
_PARTS_OF_KEYS = ("ublish", "pub_", "pubtime", "pubdate", "elease", "docreltime", "create", " ct ", " ct=", '"ct"')
_LONGEST_SCRIPT = 200_000
# Clocks of server and crawler differ by minutes, and a page may be made some time before it is sent (caches).
_SAME_MOMENT = timedelta(minutes=5)
_DEEPEST = 4


def dates_for_machines(document: Document, shown: Collection[date]) -> Iterator[DateClue]:
    """Every such date. `shown`: days of publication that the page shows to readers; a date that one of them repeats is
    believed, also where it is the day of the look."""
    for clue in (*_from_metas(document), *_from_json_ld(document), *_from_scripts(document)):
        yield replace(clue, clue=Clue.GENERATED) if _is_moment_of_look(clue, document, shown) else clue


def _is_moment_of_look(clue: DateClue, document: Document, shown: Collection[date]) -> bool:
    if document.seen_at is None or not clue.time or clue.date is None or clue.date in shown:
        return False
    moment = datetime.fromisoformat(f"{clue.date}T{clue.time}").replace(tzinfo=BEIJING)
    return abs(moment.astimezone(UTC) - document.seen_at) <= _SAME_MOMENT


def _from_metas(document: Document) -> Iterator[DateClue]:
    generated: set[str] | None = None
    for name, content in document.metas:
        if name.lower() not in _META_NAMES or not content:
            continue
        written = first_date(content) or compact_date(content) or (from_epoch(content) if content.isdigit() else None)
        if written is None:
            continue
        clue = Clue.META
        if written.time.count(":") == 2:
            generated = _generation_times(document) if generated is None else generated
            clue = Clue.GENERATED if _moment(written) in generated else clue
        yield list_cell(written, name[:60], clue)


def _generation_times(document: Document) -> set[str]:
    said = [content for _, content in document.metas if _GENERATED.search(content)]
    said += [comment for comment in _COMMENT.findall(document.text) if _GENERATED.search(comment)]
    said += _SAID_TO_READERS.findall(document.text)
    return {_moment(written) for text in said for written in dates_in(text)}


def _moment(written: WrittenDate) -> str:
    return f"{written.year}-{written.month:02}-{written.day:02} {written.time}"


def _from_json_ld(document: Document) -> Iterator[DateClue]:
    if "ld+json" not in document.text:
        return
    for script in document.root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text)
        except (ValueError, RecursionError):
            continue
        for value in _published_values(data, 0):
            written = first_date(value)
            if written is not None:
                yield list_cell(written, "datePublished", Clue.JSON_LD)


def _published_values(data: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for one in data:
            yield from _published_values(one, depth + 1)
    elif isinstance(data, dict):
        value = data.get("datePublished") or data.get("pubDate")
        if isinstance(value, str):
            yield value
        for one in data.values():
            if isinstance(one, dict | list):
                yield from _published_values(one, depth + 1)


def _may_hold_key(script: str) -> bool:
    """Scripts are long and most hold no date: words are looked for before patterns."""
    lower = script.lower()
    return any(part in lower for part in _PARTS_OF_KEYS)


def _from_scripts(document: Document) -> Iterator[DateClue]:
    """The day that a script of the page holds for its one article; nothing where it holds several."""
    scripts = [one for one in document.scripts if len(one) <= _LONGEST_SCRIPT and _may_hold_key(one)]
    for keys in _KEYS:
        found: dict[date, DateClue] = {}
        for match in (match for script in scripts for match in keys.finditer(script)):
            value = match["value"]
            written = from_epoch(value) if value.isdigit() else first_date(value)
            if written is not None and written.year is not None:
                day = date(written.year, written.month, written.day)
                found.setdefault(day, list_cell(written, f"script: {match['key']}"[:60], Clue.API))
        if found:
            if len(found) == 1:
                yield from found.values()
            return
