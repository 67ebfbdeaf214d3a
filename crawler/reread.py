"""Reads the stored captures of a run again with today's readers, without one request."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from checks.observation import LinksSeen, ListSeen, Observation, PageSeen
from checks.subjects import Portal
from crawler.reading.observe import list_seen, page_seen
from crawler.reading.shared_boxes import without_shared_boxes
from crawler.scope import portal_hosts
from storage.capture import Capture, CaptureRole
from storage.run_store import RunStore


def readings_of(store: RunStore, portal: Portal) -> Iterator[Observation]:
    """PageSeen, LinksSeen and ListSeen as the crawl made them: a list page is read as a list and as a page."""
    hosts = portal_hosts(portal)
    lists: dict[str, list[Capture]] = {}
    for capture in store.captures(CaptureRole.COLUMN):
        lists.setdefault(capture.column_url, []).append(capture)
    unproven: list[ListSeen] = []
    for column_url, captures in lists.items():
        for page, links in list_pages_as_pages(captures, hosts):
            yield page
            yield links
        seen = list_seen(column_url, tuple(captures), hosts)
        if seen.unproven:
            unproven.append(seen)
        yield seen
    yield from without_shared_boxes(unproven)
    for capture in store.captures(CaptureRole.PAGE):
        yield from page_seen(capture, hosts)


def list_pages_as_pages(
    captures: Iterable[Capture],
    hosts: Collection[str],
    known: Callable[[Capture], tuple[PageSeen, LinksSeen] | None] = lambda _: None,
) -> Iterator[tuple[PageSeen, LinksSeen]]:
    """List pages are pages of the portal too; what a script fetches its rows from is none.

    Once per address: of a plain and a rendered look the later one counts, as everywhere. `known` gives what need not
    be read again.
    """
    for capture in captures:
        if not capture.body or _WHOLE_PAGE.search(capture.body[:4096]):
            yield known(capture) or page_seen(capture, hosts)


_WHOLE_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
