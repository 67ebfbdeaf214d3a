"""What all walks have in common: a run to work for, and observations that flow to the pipeline while work goes on.

A walk is an async spider: `start()` gives the observations, the requests go through Scrapy's downloader one by one
as `crawler.looking` asks for them. Started by `scrapy crawl NAME -a registry=FILE [-a db=URL]` a walk makes its own
run; `crawler.crawl.run_crawl` hands in the run that its walks share.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy.exceptions import CloseSpider

from checks.observation import FetchEnd, LinksSeen, Observation, PageSeen
from crawler.crawl_run import CrawlRun
from crawler.host_queues import HostQueues
from crawler.looking import Answer, Ask, Look, Looker
from crawler.reading.observe import page_seen
from crawler.rendering import rendered_look
from crawler.run_health import WHY_SILENT
from crawler.scope import host_key
from crawler.standalone import StandaloneRun
from crawler.unchanged import Known
from storage.capture import Capture, CaptureRole

# Observations that wait for the store; a full queue slows the walk down instead of filling the memory.
MOST_WAITING = 200
LULL_SECONDS = 0.25  # between two looks at whether a walk only waits for hosts that do not answer

_BODIES_NOT_KEPT = ("image/", "video/", "audio/", "font/", "application/")
_BODIES_KEPT = ("application/xhtml+xml", "application/xml", "application/json", "application/javascript")


class Walk(scrapy.Spider):
    """`lull` is told when nobody need wait for the walk any more."""

    def __init__(
        self,
        registry: str = "",
        db: str = "",
        run: CrawlRun | None = None,
        lull: asyncio.Event | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.lull = lull or asyncio.Event()
        self._own_run = StandaloneRun(registry, db) if run is None else None
        self.run: CrawlRun = run or self._own_run.run  # type: ignore[union-attr]  # one of the two is there
        self._told: asyncio.Queue[Observation | None] = asyncio.Queue(MOST_WAITING)
        self.looker: Looker

    async def walk(self) -> None:
        """The work itself; says what it sees with `tell`."""
        raise NotImplementedError

    async def tell(self, *seen: Observation) -> None:
        for observation in seen:
            await self._told.put(observation)

    async def start(self) -> AsyncIterator[Any]:
        log = self.run.exchanges
        self.looker = Looker(self.run, self._download if log is None else log.recorded(self._download))
        work = asyncio.create_task(self._work())
        try:
            while (seen := await self._told.get()) is not None:
                yield seen
            await work
            # Scrapy would notice the end only at its next heartbeat, five seconds later.
            raise CloseSpider("finished")
        finally:
            if not work.done():
                self.run.stop()
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    async def closed(self, reason: str) -> None:
        if self._own_run is not None:
            await self._own_run.end()

    async def until_done(self, queues: HostQueues[Any]) -> None:
        """Until all work is done, or the run is stopped and what was under way has ended.

        `lull` is set when the others need not wait any more.
        """
        done = asyncio.create_task(queues.join())
        stopped = asyncio.create_task(self.run.stopped())
        try:
            while not (done.done() or stopped.done()):
                wait = None if self.lull.is_set() else LULL_SECONDS
                await asyncio.wait((done, stopped), timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                if self.only_waits(queues):
                    self.lull.set()
            if self.run.is_stopping:
                queues.close()
            await done
        finally:
            stopped.cancel()
            if not done.done():
                await queues.cancel()
                done.cancel()

    def only_waits(self, queues: HostQueues[Any]) -> bool:
        """Whether all that is left is work for hosts that have not answered so far, or are left alone for a while."""
        run = self.run
        return all(run.health.is_doubtful(host) or run.breakers.is_resting(host) for host in queues.hosts())

    def left_to_silence(self, kind: str, url: str) -> bool:
        """Whether this look is left out because its host answers nobody; its row says so."""
        if not self.run.health.is_silent(host_key(url)):
            return False
        self.run.leave_out(kind, url, WHY_SILENT, FetchEnd.HOST_SILENT)
        return True

    def recalled(self, capture: Capture | None) -> Look | None:
        """The look that this run had before it was cut off."""
        if capture is None:
            return None
        self.run.health.looked(capture.fetch)
        return Look(capture.fetch, capture.body, capture.observed_at, capture=capture)

    async def rendered(self, url: str) -> Look | None:
        """The page as a browser draws it, asked for once in a run."""
        return self.recalled(self.run.recall.page(url, rendered=True)) or await rendered_look(self.run, url)

    async def look(self, url: str, earlier: Capture | None, **how: Any) -> Look:
        """A look at what the last run may have had: not sent again where it is unchanged."""
        known = None
        if earlier is not None and self.run.earlier.may_be_compared(earlier):
            known = Known(earlier.fetch, earlier.observed_at)
        look = await self.looker.look(url, known=known, **how)
        if look.is_unchanged and earlier is not None:
            look = replace(look, body=earlier.body)
        return replace(look, earlier=earlier)

    def keep(
        self, look: Look, attempts: int, *, url: str, role: CaptureRole, page_index: int = 0, **where: str
    ) -> Capture:
        """Store a look, unless it is stored already. `where`: column_url and request, as the store takes them."""
        if look.capture is not None:
            return look.capture
        fetch = replace(look.fetch, attempts=attempts)
        if look.is_unchanged and look.earlier is not None:
            return self.run.store.take_over(look.earlier, fetch=fetch, page_index=page_index, observed_at=look.at)
        return self.run.store.keep(
            url=url,
            role=role,
            page_index=page_index,
            body=look.body if role is CaptureRole.ACCOUNT or is_text(look.fetch.content_type) else b"",
            fetch=fetch,
            observed_at=look.at,
            earlier=look.earlier,
            **where,
        )

    def known_readings(self, capture: Capture) -> tuple[PageSeen, LinksSeen] | None:
        """What this run or the last one read from the same bytes."""
        return self.run.recall.readings(capture) or self.run.earlier.readings(capture)

    def read_page(self, url: str, look: Look, attempts: int = 1) -> tuple[PageSeen, LinksSeen]:
        """Store the look and read it; what a page links to becomes a target."""
        capture = self.keep(look, attempts, url=url, role=CaptureRole.PAGE)
        page, links = self.known_readings(capture) or page_seen(capture, self.run.hosts)
        self.run.note_page(page, links)
        return page, links

    async def _download(self, ask: Ask) -> Answer:
        """Through Scrapy's engine: its middlewares and our handler do the work."""
        meta: dict[str, object] = {"verbatim_url": True, "enough": ask.enough}
        if ask.most is not None:
            meta["max_bytes"] = ask.most
        if ask.seconds is not None:
            meta["seconds"] = ask.seconds
        request = scrapy.Request(ask.url, method=ask.method, headers=ask.headers, body=ask.body, meta=meta)
        response = await self.crawler.engine.download_async(request)
        return Answer(response.status, request.meta["headers_received"], response.body, response.flags)

    async def _work(self) -> None:
        try:
            await self.walk()
        finally:
            await self._told.put(None)


def is_text(content_type: str) -> bool:
    """Whether a body can be read as a page; a film or an archive is not kept."""
    return content_type.startswith(_BODIES_KEPT) or not content_type.startswith(_BODIES_NOT_KEPT)
