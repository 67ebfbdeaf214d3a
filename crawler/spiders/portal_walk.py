"""The portal from its home pages outwards: every page in scope within stated bounds, nearest to a home page first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice

from checks.observation import FetchEnd, LinkKind, LinksSeen, PageSeen
from crawler.host_queues import HostQueues
from crawler.looking import OPENING_SECONDS, Look
from crawler.politeness import workers_per_host
from crawler.scope import host_key, is_file
from crawler.second_looks import HARD_ENDS, HARD_STATUSES, seconds_until_next, wants_another_look
from crawler.walk import LULL_SECONDS, Walk

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
        self._queues: HostQueues[PageWork] = HostQueues(self._do, per_host, self.run.mistake, self._until_ours)
        self._left = limits.pages
        sites = self.run.plan.sites
        self._found = set(sites)
        self.run.plan_looks((PageSeen.KIND, url) for url in sites)
        for url in sites:
            self._queues.put(host_key(url), PageWork(url, 0, is_home=True))
        self._own: set[str] = set()  # targets that were met first by this walk, which knows how far away they are
        self._met = 0  # targets of the run that were looked through
        self._take_news()
        self.run.phases.begin(self.name, self._queues, self.lull, self._take_news)
        news = asyncio.create_task(self._until_columns_end())
        try:
            while not news.done():
                await self.until_done(self._queues)
                await asyncio.wait((news,), timeout=LULL_SECONDS)
            await news
            await self.until_done(self._queues)
        finally:
            news.cancel()
            await asyncio.gather(news, return_exceptions=True)

    async def _until_columns_end(self) -> None:
        while not (self.run.is_stopping or self.run.phases.have_ended_before(self.name)):
            await asyncio.sleep(LULL_SECONDS)
            self._take_news()

    def _take_news(self) -> None:
        """What the columns' pages link to is one click away from what people look at first."""
        found = [target.url for target in islice(self.run.targets.values(), self._met, None) if target.kind in WALKED]
        self._met = len(self.run.targets)
        self._go_on([url for url in found if url not in self._own], 1)

    async def _until_ours(self, host: str) -> None:
        await self.run.phases.until_free(self.name, host, lambda: self.run.is_stopping)

    def only_waits(self, queues: HostQueues[PageWork]) -> bool:
        self._take_news()
        return self.run.phases.is_quiet_before(self.name) and super().only_waits(queues)

    def read_page(self, url: str, look: Look, attempts: int = 1) -> tuple[PageSeen, LinksSeen]:
        known = len(self.run.targets)
        page, links = super().read_page(url, look, attempts)
        self._own.update(islice(self.run.targets, known, None))
        return page, links

    async def _do(self, work: PageWork) -> None:
        if self.run.is_stopping:
            return
        is_had = work.url in self.run.pages or work.url in self.run.column_pages
        if is_had and not work.is_home and not work.looks:
            return  # a column has had it while it waited here, or waits for a second look at it
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
        if page.fetch.has_page:
            # Before anybody else sees the targets: the link probe would ask for what is going to be walked.
            self._go_on(_pages_of(links), work.depth + 1)
        await self.tell(page, links)
        if work.is_home and not page.fetch.has_page:
            self.run.health.unreachable.append(work.url)
        if work.is_home and page.fetch.has_page and len(_pages_of(links)) < FEWEST_HOME_LINKS:
            await self._rendered_home(work)
        self.run.look_done(host_key(work.url))

    def _look_again(self, work: PageWork, look: Look) -> bool:
        """A home page as often as it takes; another page once more, unless it is gone: that the link probe confirms."""
        if work.is_home:
            return wants_another_look(self.run, look, work.looks)
        is_gone = look.fetch.status in HARD_STATUSES or look.fetch.ended in HARD_ENDS
        if work.looks >= 2 or is_gone or self.run.health.is_silent(host_key(work.url)):
            return False
        return wants_another_look(self.run, look, work.looks)

    async def _rendered_home(self, work: PageWork) -> None:
        look = await self.rendered(work.url)
        if look is None or not look.fetch.has_page:
            return
        page, links = self.read_page(work.url, look, work.looks)
        self._go_on(_pages_of(links), work.depth + 1)
        await self.tell(page, links)

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
