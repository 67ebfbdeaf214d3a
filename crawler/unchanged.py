"""Asking a server whether a page is still what an earlier run had: when that may be done, with which words, of whom.

RFC 9110, 8.8 and 13.1. What would mislead is not used: dates too near to the look that got them, weak tags alone,
answers that came by a redirect (cookie gates send one), that were cut off, or that were no page. A host that calls an
invented page unchanged is never asked so again in the run.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from checks.observation import Fetch, FetchEnd

# RFC 9110, 8.8.2.2: a date of change proves something once it lies a minute behind the answer.
LEAST_AGE = timedelta(seconds=60)
# However often a server says "unchanged": after a month the page is had again whole.
MOST_AGE = timedelta(days=30)
# Nobody can have these; RFC 9110 was not thought of in 1994, and no page of a portal is older.
INVENTED = {"If-None-Match": '"xunjian-has-never-had-this"', "If-Modified-Since": "Tue, 15 Nov 1994 08:12:31 GMT"}
MOST_TAG, MOST_DATE = 200, 60  # characters; longer ones are not kept


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run had of an address, and when."""

    fetch: Fetch
    at: datetime

    @property
    def since(self) -> datetime:
        """When its bytes came."""
        return self.fetch.unchanged_since or self.at


def conditions(known: Known, now: datetime) -> dict[str, str]:
    """Headers that ask for the page only if it has changed; {} where it has to be had whole."""
    fetch = known.fetch
    is_plain = fetch.ended is FetchEnd.ANSWERED and fetch.status == 200 and not fetch.detail
    if not is_plain or fetch.wall or fetch.hops or fetch.rendered or not fetch.size:
        return {}
    if not timedelta(0) <= now - known.since <= MOST_AGE:
        return {}
    changed = _moment(fetch.last_modified)
    is_dated = changed is not None and known.since - changed >= LEAST_AGE
    is_strong = bool(fetch.etag) and not fetch.etag.startswith("W/")
    if not is_dated and not is_strong:
        return {}
    headers = {"If-None-Match": fetch.etag} if fetch.etag else {}
    return headers | ({"If-Modified-Since": fetch.last_modified} if is_dated else {})


def is_same_tag(asked: Fetch, answered: str) -> bool:
    """Whether the tag of a 304 is the one that was asked for; none at all says nothing against it."""
    return not answered or not asked.etag or answered.removeprefix("W/") == asked.etag.removeprefix("W/")


@dataclass(slots=True)
class Comparers:
    """Hosts that are known to compare, or not to. One question per host and run."""

    _known: dict[str, bool] = field(default_factory=dict)
    _asked: dict[str, asyncio.Lock] = field(default_factory=dict)

    def lock(self, host: str) -> asyncio.Lock:
        return self._asked.setdefault(host, asyncio.Lock())

    def compares(self, host: str) -> bool | None:
        return self._known.get(host)

    def learn(self, host: str, status: int) -> bool | None:
        """From the answer to an invented question; None where it says neither."""
        if status in (200, 304):
            self._known[host] = status == 200
        return self._known.get(host)

    def doubt(self, host: str) -> None:
        self._known[host] = False


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
