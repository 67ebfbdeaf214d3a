"""The posts of a new-media account, from its feed (RSS, Atom, JSON Feed) or from an export (CSV, XLSX).

The format is told from the bytes, not from the file's name. What cannot be read is an observation (FILE_UNREADABLE),
never a mistake of the run and never "no posts".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from checks.observation import AccountPostsSeen, Fetch, FetchEnd, Post
from crawler.reading.export_posts import posts_of_table, posts_of_workbook
from crawler.reading.feed_posts import posts_of_json, posts_of_xml
from crawler.reading.post_row import MOST_ROWS, TooManyRows, Unreadable
from storage.capture import Capture

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_FEED_BYTES = 20_000_000  # feeds hold tens of posts; whole texts inside make a few MB


@dataclass(frozen=True, slots=True)
class _Read:
    source_format: str
    posts: tuple[Post, ...]
    is_feed: bool
    broken: str = ""  # what is wrong with a file that could be read in part


def account_posts_seen(account_key: str, source: str, capture: Capture) -> AccountPostsSeen:
    """Reads one capture; a pure function of it. `source` is the URL or path of the registry."""
    seen = AccountPostsSeen(
        url=source,
        observed_at=capture.observed_at,
        vantage=capture.vantage,
        fetch=capture.fetch,
        body_sha256=capture.body_sha256,
        account_key=account_key,
    )
    if not capture.fetch.has_page and capture.fetch.status is not None:
        return seen
    if capture.fetch.ended is not FetchEnd.ANSWERED:
        return seen
    try:
        read = _read(capture.body, _base(capture.fetch.final_url or source))
    except TooManyRows:
        ended = _could_not_read(capture.fetch, FetchEnd.TOO_LARGE, f"more than {MOST_ROWS} rows")
        return replace(seen, fetch=ended)
    except Unreadable as trouble:
        return replace(seen, fetch=_could_not_read(capture.fetch, FetchEnd.FILE_UNREADABLE, str(trouble)))
    days = [post.published_at.date if post.published_at else None for post in read.posts]
    return replace(
        seen,
        fetch=replace(capture.fetch, detail=f"broken: {read.broken}") if read.broken else capture.fetch,
        source_format=read.source_format,
        posts=read.posts,
        rows_without_date=sum(post.published_at is None for post in read.posts),
        complete_since=_complete_since(days) if read.is_feed else None,
    )


def _read(body: bytes, base: str) -> _Read:
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Unreadable("the file is empty")
    if body.startswith((_ZIP, _OLE)):
        return _Read("xlsx", posts_of_workbook(body), is_feed=False)
    if start.startswith((b"{", b"[")):
        return _Read("json", posts_of_json(_bounded(body), base), is_feed=True)
    if _is_markup(body, start):
        source_format, posts, broken = posts_of_xml(_bounded(body), base)
        return _Read(source_format, posts, is_feed=not broken, broken=broken)
    return _Read("csv", posts_of_table(body), is_feed=False)


def _base(place: str) -> str:
    """What relative addresses start from; a file of the auditor is no such place."""
    return place if place.startswith(("http://", "https://")) else ""


def _is_markup(body: bytes, start: bytes) -> bool:
    is_wide = body.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<"))
    if not is_wide and not start.startswith(b"<"):
        return False
    lower = start[:1000].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        raise Unreadable("a web page, not a feed or an export")
    return True


def _bounded(body: bytes) -> bytes:
    if len(body) > _MOST_FEED_BYTES:
        raise Unreadable(f"a feed of more than {_MOST_FEED_BYTES} bytes")
    return body


def _could_not_read(fetch: Fetch, ended: FetchEnd, detail: str) -> Fetch:
    return replace(fetch, ended=ended, status=None, detail=detail)


def _complete_since(days: list[date | None]) -> date | None:
    """A feed holds the newest posts without a gap: it is complete from its oldest. Not known if one is undated."""
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
