"""Reads the stored captures of a run again with today's readers, without one request."""

from __future__ import annotations

from collections.abc import Iterator

from checks.observation import Observation
from checks.subjects import Portal
from crawler.reading.observe import list_seen, page_seen
from crawler.scope import portal_hosts
from storage.capture import Capture, CaptureRole
from storage.run_store import RunStore


def readings_of(store: RunStore, portal: Portal) -> Iterator[Observation]:
    """PageSeen, LinksSeen and ListSeen as the crawl made them: a list page is read as a list and as a page."""
    hosts = portal_hosts(portal)
    lists: dict[str, list[Capture]] = {}
    for capture in store.captures(CaptureRole.COLUMN):
        lists.setdefault(capture.column_url, []).append(capture)
    for column_url, captures in lists.items():
        for capture in captures:
            yield from page_seen(capture, hosts)
        yield list_seen(column_url, tuple(captures), hosts)
    for capture in store.captures(CaptureRole.PAGE):
        yield from page_seen(capture, hosts)
