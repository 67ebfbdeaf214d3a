"""The portal from its home pages outwards: every page in scope within stated bounds, nearest to a home page first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from checks.observation import FetchEnd, LinkKind, LinksSeen, PageSeen
from crawler.host_queues import HostQueues
from crawler.looking import OPENING_SECONDS, Look
from crawler.politeness import workers_per_host
from crawler.scope import host_key, is_file
from crawler.second_looks import HARD_ENDS, HARD_STATUSES, seconds_until_next, wants_another_look
from crawler.walk import Walk

WALKED = frozenset({LinkKind.PAGE, LinkKind.FRAME})
# A home page that leads nowhere is drawn by script.
FEWEST_HOME_LINKS = 5


@dataclass(slots=True)
class PageWork:
    url: str
    depth: int
    is_home: bool = False
    looks: int = 0


class PortalWalk(Walk):
    name = "portal_walk"

    async def walk(self) -> None:
        limits = self.run.plan.limits
        per_host = workers_per_host(self.run.rules)
        self._queues: HostQueues[PageWork] = HostQueues(self._do, per_host, self.run.mistake)
        self._left = limits.pages
        sites = self.run.plan.sites
        self._found = set(sites)
        self.run.plan_looks((PageSeen.KIND, url) for url in sites)
        for url in sites:
            self._queues.put(host_key(url), PageWork(url, 0, is_home=True))
        # What the columns' pages link to is one click away from what people look at first.
        self._go_on([target.url for target in self.run.targets.values() if target.kind in WALKED], 1)
        await self.until_done(self._queues)
        if self.earlier is not None and not self.earlier.done():
            await asyncio.wait((self.earlier,))
            self._go_on([target.url for target in self.run.targets.values() if target.kind in WALKED], 1)
            await self.until_done(self._queues)

    async def _do(self, work: PageWork) -> None:
        if self.run.is_stopping:
            return
        stored = self.run.recall.page(work.url) if work.looks == 0 else None
        if stored is not None:
            # It has its place, whatever else was found first this time.
            self._left -= not work.is_home
        elif not work.is_home and work.looks == 0:
            if self.left_to_silence(PageSeen.KIND, work.url):
                return
            if self._left <= 0:
                self.run.leave_out(PageSeen.KIND, work.url, f"more than {self.run.plan.limits.pages} pages in the walk")
                return
            # Counted here and not when a link is found: a large site must not take the places of the others.
            self._left -= 1
        look = self.recalled(stored)
        if look is not None:
            work.looks = look.fetch.attempts - 1
        elif work.is_home:
            look = await self.look(work.url, self.run.earlier.page(work.url), seconds=OPENING_SECONDS)
        else:
            look = await self.look(work.url, self.run.earlier.page(work.url), inside=self.run.walked)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return
        work.looks += 1
        if self._look_again(work, look):
            wait = seconds_until_next(self.run, work.url, look, work.looks)
            self._queues.put(host_key(work.url), work, later=wait)
            return
        self.run.health.target_done(host_key(work.url), look.fetch)
        page, links = self.read_page(work.url, look, work.looks)
        await self.tell(page, links)
        if work.is_home and not page.fetch.has_page:
            self.run.health.unreachable.append(work.url)
        if work.is_home and page.fetch.has_page and len(_pages_of(links)) < FEWEST_HOME_LINKS:
            links = await self._rendered_home(work) or links
        if page.fetch.has_page:
            self._go_on(_pages_of(links), work.depth + 1)
        self.run.look_done(host_key(work.url))

    def _look_again(self, work: PageWork, look: Look) -> bool:
        """A home page as often as it takes; another page once more, unless it is gone: that the link probe confirms."""
        if work.is_home:
            return wants_another_look(self.run, look, work.looks)
        is_gone = look.fetch.status in HARD_STATUSES or look.fetch.ended in HARD_ENDS
        if work.looks >= 2 or is_gone or self.run.health.is_silent(host_key(work.url)):
            return False
        return wants_another_look(self.run, look, work.looks)

    async def _rendered_home(self, work: PageWork) -> LinksSeen | None:
        look = await self.rendered(work.url)
        if look is None or not look.fetch.has_page:
            return None
        page, links = self.read_page(work.url, look, work.looks)
        await self.tell(page, links)
        return links

    def _go_on(self, urls: list[str], depth: int) -> None:
        planned = []
        for url in urls:
            if url in self._found or url in self.run.pages:
                continue
            self._found.add(url)
            if self.run.walked.outside(url) or is_file(url):
                continue
            planned.append((PageSeen.KIND, url))
            why = self._why_not(url, depth)
            if why is not None:
                self.run.leave_out(PageSeen.KIND, url, why)
                continue
            self._queues.put(host_key(url), PageWork(url, depth), first=self.run.recall.has(PageSeen, url))
        self.run.plan_looks(planned)

    def _why_not(self, url: str, depth: int) -> str | None:
        limits = self.run.plan.limits
        if depth > limits.depth:
            return f"more than {limits.depth} clicks from a home page"
        return self.run.walked.trap(url)


def _pages_of(links: LinksSeen) -> list[str]:
    return list(dict.fromkeys(link.url for link in links.links if link.kind in WALKED))
