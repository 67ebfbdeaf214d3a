"""Posts of a feed: RSS, Atom, JSON Feed. A feed shows the newest posts only."""

from __future__ import annotations

import html
import io
import json
import re
import xml.sax
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser

from checks.observation import Clue, Post
from crawler.reading.post_row import MOST_ROWS, TooManyRows, Unreadable, post_of, values_of
from crawler.reading.written_dates import BEIJING

_TAG = re.compile(r"<[^<>]{0,2000}>")


def posts_of_xml(body: bytes, base: str) -> tuple[str, tuple[Post, ...], str]:
    """Format (rss or atom), posts, and what is broken in the feed ("" for a sound one)."""
    _refuse_entities(body)
    # Never the bytes themselves: feedparser takes those for the name of a file to open.
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    version = str(parsed.get("version") or "")
    is_broken = isinstance(parsed.get("bozo_exception"), xml.sax.SAXException)
    if not version or (is_broken and not parsed.entries):
        raise Unreadable(f"not a feed that can be read: {_why(parsed)}")
    if len(parsed.entries) > MOST_ROWS:
        raise TooManyRows
    posts = (_post(entry, base) for entry in parsed.entries)
    source_format = "atom" if version.startswith("atom") else "rss"
    return source_format, tuple(post for post in posts if post is not None), _why(parsed) if is_broken else ""


def posts_of_json(body: bytes, base: str) -> tuple[Post, ...]:
    """JSON Feed 1.x, or any list of records whose keys say what they hold."""
    try:
        told = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {str(error)[:120]}") from error
    records = _records(told)
    if records is None:
        raise Unreadable("JSON without a list of posts (items)")
    if len(records) > MOST_ROWS:
        raise TooManyRows
    posts = [_json_post(record, base) for record in records if isinstance(record, dict)]
    kept = tuple(post for post in posts if post is not None)
    if records and not kept:
        raise Unreadable("JSON whose records name no title, address or time")
    return kept


def _records(told: Any) -> list[Any] | None:
    if isinstance(told, list):
        return told
    if not isinstance(told, dict):
        return None
    for key in ("items", "posts", "articles", "entries", "data", "list", "rows"):
        inside = told.get(key)
        if isinstance(inside, list):
            return inside
        if isinstance(inside, dict) and (deeper := _records(inside)) is not None:
            return deeper
    return None


def _json_post(record: dict[str, Any], base: str) -> Post | None:
    values = {key: value for key, value in values_of(record).items() if not isinstance(value, dict | list)}
    if not values.get("title"):
        # Short posts have no title; what they begin with stands for it.
        values["title"] = str(record.get("content_text") or _plain(str(record.get("content_html") or "")))[:100]
    detail = "date_published"
    if not values.get("published_at") and record.get("date_modified"):
        values["published_at"], detail = record["date_modified"], "date_modified"
    return post_of(values, Clue.FEED, base=base, detail=detail)


def _post(entry: Any, base: str) -> Post | None:
    # Not entry.get: feedparser answers with `published` when asked for an `updated` that is not there.
    given = dict(entry.items())
    detail = next((key for key in ("published", "updated", "created") if given.get(key)), "")
    shown = str(given.get(detail) or "")
    values: dict[str, Any] = {
        "title": _plain(str(entry.get("title") or "")) or _plain(str(entry.get("summary") or ""))[:100],
        "url": entry.get("link") or "",
        "published_at": _in_beijing(shown),
    }
    return post_of(values, Clue.FEED, base=base, detail=detail, shown_date=shown)


def _in_beijing(shown: str) -> datetime | date | str:
    """RFC 822 dates as the clock of Beijing showed them; all other forms as they are, for the reader of dates.

    A time without a zone is Beijing's own. feedparser is not asked: it takes such a time for UTC, and
    2023年11月27日 for the first of the month.
    """
    if re.match(r"\s*\d{4}", shown):
        return shown
    try:
        moment = parsedate_to_datetime(shown)
        if ":" not in shown:
            return moment.date()
        # "CST" is China's own zone in feeds from China; the standard means Chicago's.
        is_local = moment.tzinfo is None or re.search(r"\bCST\s*$", shown)
        return moment.replace(tzinfo=None) if is_local else moment.astimezone(BEIJING).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return shown


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub("", text))).strip()


def _refuse_entities(body: bytes) -> None:
    """Entities of one's own are how a small file becomes a large one, or one with foreign content."""
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!entity".encode(encoding) in body.lower():
            raise Unreadable("the feed declares XML entities of its own")


def _why(parsed: Any) -> str:
    return str(parsed.get("bozo_exception") or "no feed element")[:120]
