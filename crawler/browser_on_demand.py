"""The run's one browser: started when the first page needs it, never when nobody wants it or the machine has none."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from checks.observation import FetchEnd
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from crawler.politeness import Politeness
from crawler.robots import RobotsRules

if TYPE_CHECKING:
    from crawler.sessions.browser import BrowserSession

log = logging.getLogger(__name__)


class BrowserOnDemand:
    def __init__(
        self, rules: NetworkRules, resolver: NameResolver, robots: RobotsRules, pace: Politeness, *, wanted: bool
    ) -> None:
        self._rules = rules
        self._resolver = resolver
        self._robots = robots
        self._pace = pace
        self._stack = AsyncExitStack()
        self._session: BrowserSession | None = None
        self._lock = asyncio.Lock()
        self.why_not = "" if wanted else "the run was asked to do without a browser"

    async def session(self) -> BrowserSession | None:
        """None: there is no browser for this run; `why_not` says why."""
        async with self._lock:
            if self._session is None and not self.why_not:
                await self._start()
            return self._session

    async def _start(self) -> None:
        # Playwright takes a third of a second to import: only for runs that use it.
        from crawler.sessions.browser import find_browser

        if find_browser() is None:
            self.why_not = "no browser was found on this machine"
            return
        try:
            self._session = await self._stack.enter_async_context(self._new_session())
        except Exception as error:  # a browser that does not start is a look we cannot make, not the end of the run
            log.warning("browser did not start: %s", error)
            self.why_not = f"the browser did not start: {type(error).__name__}"

    def _new_session(self) -> BrowserSession:
        from crawler.sessions.browser import BrowserSession

        return BrowserSession(self._rules, resolver=self._resolver, permit=self._permit, pace=self._pace)

    async def _permit(self, url: str) -> FetchEnd | None:
        """robots.txt counts for the browser too. The walks have read it for every host a browser is sent to."""
        return FetchEnd.ROBOTS if self._robots.known_refusal(url) else None

    async def close(self) -> None:
        self._session = None
        self.why_not = self.why_not or "the run has ended"
        await self._stack.aclose()
