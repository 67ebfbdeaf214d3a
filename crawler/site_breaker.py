"""A breaker per site: where most looks of late failed, the site is left alone for a while and then tried again.

The try is an address that has answered well before: a broken corner of a site is no broken site. A site that stays in
trouble is given up for the time being: its looks end as SITE_TROUBLED, unverified, and now and then one more try is
made, so that what is still to come is looked at when it has recovered. Hosts that never answered at all are the
affair of `run_health`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed
from crawler.politeness import TOO_MANY, TROUBLED, Politeness
from crawler.scope import host_key

log = logging.getLogger(__name__)

# Ten looks at 2 requests/s are five seconds of a restart or of a burst; fewer than half failing is a portal with
# broken pages, which is what we came for.
WINDOW = 20
FEWEST_LOOKS = 10
FAILING_SHARE = 0.5
# Before the tries: half a minute outlasts a restart, and all of them together hold up a night for seven minutes.
PAUSES = (30.0, 60.0, 120.0, 240.0)
PRIVATE_PAUSES = (0.3, 0.6, 1.2)
# Between the tries of a site that was given up.
GIVEN_UP = 300.0
PRIVATE_GIVEN_UP = 5.0
WHY_TROUBLED = "most looks at the site failed; it was left alone and had not recovered when tried again"
_NO_ANSWER = frozenset({FetchEnd.TIMEOUT, FetchEnd.REFUSED, FetchEnd.RESET, FetchEnd.UNREACHABLE})

# Asks one address; True for an answer of a site that works. Never raises for the outside world.
Try = Callable[[str], Awaitable[bool]]


@dataclass(slots=True)
class _Site:
    host: str
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))  # True: failed
    has_answered: bool = False
    good: str = ""  # an address that has answered well
    failed_tries: int = 0
    has_broken_corner: bool = False  # it was left alone once, and the first try showed that it works
    rests_until: float | None = None  # None: closed, everything is let through
    trying: asyncio.Lock = field(default_factory=asyncio.Lock)


class SiteBreakers:
    """One per run. Fed with every answer and failure of its looks, hop by hop."""

    def __init__(
        self,
        pace: Politeness,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pace = pace
        self._pause = pause  # waits; may raise when the run is stopped
        self._clock = clock
        self._sites: dict[str, _Site] = {}

    def is_resting(self, host: str) -> bool:
        site = self._sites.get(host)
        return site is not None and site.rests_until is not None

    def is_given_up(self, host: str) -> bool:
        """Whether the tries were in vain and the next one is not due yet."""
        site = self._sites.get(host)
        return site is not None and self._is_given_up(site)

    def answered(self, url: str, status: int) -> None:
        site = self._site(url)
        site.has_answered = True
        failed = _is_trouble(status)
        if not failed and not site.good:
            site.good = url
        self._note(site, failed)

    def failed(self, url: str, ended: FetchEnd) -> None:
        """A look that ended without an answer; what our own rules forbid is no failure of the site."""
        site = self._site(url)
        if ended in _NO_ANSWER and site.has_answered:
            self._pace.unanswered(urlsplit(url).hostname or "")
            self._note(site, True)

    async def let_through(self, url: str, ask: Try) -> None:
        """Returns when the site of this address may be asked. Raises LookFailed where it has been given up."""
        site = self._sites.get(host_key(url))
        if site is None or site.rests_until is None:
            return
        async with site.trying:  # the others wait behind the one that tries
            while site.rests_until is not None:
                if self._is_given_up(site):
                    raise LookFailed(FetchEnd.SITE_TROUBLED, WHY_TROUBLED)
                while (wait := site.rests_until - self._clock()) > 0:
                    await self._pause(wait)
                self._tried(site, await ask(site.good or url))

    def _tried(self, site: _Site, works: bool) -> None:
        if works:
            self._pace.recovered(urlsplit(f"//{site.host}").hostname or "")
            # Next time it is tried at once: broken pages must not cost a pause for every ten of them.
            site.has_broken_corner = not site.failed_tries
            site.rests_until = None
            site.failed_tries = 0
            site.recent.clear()
            log.info("%s works again", site.host)
            return
        site.failed_tries += 1
        pauses = (*self._pauses(site), GIVEN_UP if self._pauses(site) is PAUSES else PRIVATE_GIVEN_UP)
        site.rests_until = self._clock() + pauses[min(site.failed_tries, len(pauses) - 1)]

    def _note(self, site: _Site, failed: bool) -> None:
        if site.rests_until is not None:
            return  # looks that were under way already, and the tries
        site.recent.append(failed)
        if len(site.recent) < FEWEST_LOOKS:
            return
        if sum(site.recent) >= FAILING_SHARE * len(site.recent):
            site.rests_until = self._clock() + (0.0 if site.has_broken_corner else self._pauses(site)[0])
            log.warning("%s: %d of %d looks failed, left alone", site.host, sum(site.recent), len(site.recent))

    def _is_given_up(self, site: _Site) -> bool:
        if site.rests_until is None or site.failed_tries < len(self._pauses(site)):
            return False
        return self._clock() < site.rests_until

    def _pauses(self, site: _Site) -> tuple[float, ...]:
        name = urlsplit(f"//{site.host}").hostname or ""
        return PRIVATE_PAUSES if self._pace.is_unthrottled(name) else PAUSES

    def _site(self, url: str) -> _Site:
        host = host_key(url)
        site = self._sites.get(host)
        if site is None:
            site = self._sites[host] = _Site(host)
        return site


def _is_trouble(status: int) -> bool:
    return status == TOO_MANY or status in TROUBLED


def is_working(status: int) -> bool:
    """Whether an answer is one of a site that works, whatever it says about the page."""
    return not _is_trouble(status)
