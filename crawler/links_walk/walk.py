"""The walk: what is known waits in the database, hosts take turns, what comes of a target brings the next ones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from crawler.crawl_run import CrawlRun, Progress
from crawler.host_queues import HostQueues
from crawler.lean_client import LeanClient
from crawler.links_walk.follow_rule import FollowRule
from crawler.links_walk.page_places import PlaceMemo
from crawler.links_walk.target_look import Again, TargetLooks, TargetWork
from crawler.looking import Looker
from crawler.politeness import UNTHROTTLED_AT_ONCE
from crawler.scope import host_key
from storage.frontier import Done, Frontier

# Given out and not done: enough that a slow host does not keep the others waiting.
_MOST_OUT = 20_000


class LinksWalk:
    def __init__(
        self, run: CrawlRun, frontier: Frontier, most_pages: int | None, progress: Progress | None = None
    ) -> None:
        self._run = run
        self._frontier = frontier
        self._follow = FollowRule(run.hosts, most_pages)
        self._progress = progress
        self._out = 0
        self._news = asyncio.Event()

    async def walk(self, starts: Iterable[str]) -> None:
        """Until nothing waits any more, or the run is stopped. Raises StorageFailed."""
        run, frontier = self._run, self._frontier
        self._follow.replay((number, url) for number, url, _ in frontier.targets())
        for url in starts:
            frontier.add(url)
        client = LeanClient(run)
        looker = Looker(run, client.download)
        self._looks = TargetLooks(run, looker, PlaceMemo(first=frontier.next_place))
        per_host = UNTHROTTLED_AT_ONCE if run.rules.requests_per_second == 0 else 1
        queues: HostQueues[TargetWork] = HostQueues(self._do, per_host, run.mistake)
        self._queues = queues
        try:
            while not run.is_stopping:
                while self._out < _MOST_OUT and (taken := frontier.take()) is not None:
                    number, url = taken
                    self._out += 1
                    queues.put(host_key(url), TargetWork(number, url, *self._follow.decide(number, url)))
                if not self._out:
                    break
                self._news.clear()
                await self._news.wait()
            await queues.join()
        finally:
            await queues.cancel()
            client.close()
            frontier.flush()

    async def _do(self, work: TargetWork) -> None:
        try:
            came = await self._looks.look_at(work)
        except Exception as error:
            came = self._looks.broken(work, error)
        if isinstance(came, Again):
            self._queues.put(host_key(work.url), work, later=came.seconds)
        elif came is not None:
            self._finish(came)

    def _finish(self, done: Done) -> None:
        self._frontier.finish(done)
        self._out -= 1
        if self._progress is not None:
            self._progress(self._frontier.done, self._frontier.known, host_key(done.observation["url"]))
        self._news.set()
