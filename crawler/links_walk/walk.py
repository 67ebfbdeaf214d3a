"""The walk: what is known waits in the database, hosts take turns, what comes of a target brings the next ones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from crawler.crawl_run import CrawlRun, Progress
from crawler.host_queues import HostQueues
from crawler.lean_client import LeanClient
from crawler.links_walk.follow_rule import FollowRule
from crawler.links_walk.host_habits import hosts_that_answer_anything
from crawler.links_walk.second_process import SecondProcess, message_from
from crawler.links_walk.site_certificates import look_at_certificates
from crawler.links_walk.target_look import Again, TargetLooks, TargetWork
from crawler.looking import Looker
from crawler.politeness import UNTHROTTLED_AT_ONCE, workers_per_host
from crawler.scope import host_key
from storage.frontier import Done, Frontier

# Given out and not done: enough that a slow host does not keep the others waiting.
_MOST_OUT = 20_000
# Of an unthrottled host that two processes share: enough to keep each busy until the next message, few enough that
# neither is left with a heap when the other has nothing more to do.
_MOST_SHARED = 4 * UNTHROTTLED_AT_ONCE
_MOST_HANDED = 12 * UNTHROTTLED_AT_ONCE


class LinksWalk:
    """`second`: a process that shares the work on unthrottled hosts, already started."""

    def __init__(
        self,
        run: CrawlRun,
        frontier: Frontier,
        most_pages: int | None,
        progress: Progress | None = None,
        second: SecondProcess | None = None,
        *,
        read: bool = False,
    ) -> None:
        self._run = run
        self._frontier = frontier
        self._follow = FollowRule(run.hosts, most_pages)
        self._progress = progress
        self._second = second
        self._read = read
        self._own: dict[int, TargetWork] = {}
        self._shared = 0  # of them on hosts that both processes may ask
        self._handed: dict[int, TargetWork] = {}
        self._put_back: list[TargetWork] = []
        self._doubted: frozenset[str] = frozenset()  # hosts that answer 200 for anything
        self._news = asyncio.Event()
        self._broken: Exception | None = None

    async def walk(self, starts: Iterable[str]) -> None:
        """Until nothing waits any more, or the run is stopped. Raises StorageFailed."""
        run, frontier = self._run, self._frontier
        self._follow.replay((number, url) for number, url, _ in frontier.targets())
        starts = tuple(starts)
        for url in starts:
            frontier.add(url)
        client = LeanClient(run)
        step = 1 if self._second is None else 2
        first = frontier.next_place + frontier.next_place % 2
        log = run.exchanges
        download = client.download if log is None else log.recorded(client.download, only_failures=True)
        looker = Looker(run, download)
        self._looks = TargetLooks(run, looker, first, step, read=self._read)
        self._doubted = await hosts_that_answer_anything(run, looker, starts)
        await look_at_certificates(run, starts)
        per_host = workers_per_host(run.rules)
        self._queues: HostQueues[TargetWork] = HostQueues(self._do, per_host, run.mistake)
        beside = [asyncio.create_task(self._tell_of_stop())]
        if self._second is not None:
            beside.append(asyncio.create_task(self._receive(self._second, first)))
        try:
            while not run.is_stopping:
                self._give_out()
                if not self._own and not self._handed:
                    break
                self._news.clear()
                await self._news.wait()
                if self._broken is not None:
                    raise self._broken
        finally:
            for task in beside:
                task.cancel()
            await self._queues.cancel()
            client.close()
            frontier.flush()

    def _give_out(self) -> None:
        handed: list[TargetWork] = []
        while len(self._own) + len(self._handed) + len(handed) < _MOST_OUT:
            work = self._next()
            if work is None:
                break
            host = host_key(work.url)
            if self._second is None or not self._is_shared(work.url):
                self._queue(work, host)
            elif self._shared < _MOST_SHARED:
                self._shared += 1
                work.holds_place = True
                self._queue(work, host)
            elif len(self._handed) + len(handed) < _MOST_HANDED:
                handed.append(work)
            else:
                self._put_back.append(work)
                break
        if handed and self._second is not None:
            self._handed.update((work.number, work) for work in handed)
            self._second.hand_over(handed)

    def _next(self) -> TargetWork | None:
        if self._put_back:
            return self._put_back.pop()
        taken = self._frontier.take()
        if taken is None:
            return None
        number, url = taken
        is_doubted = bool(self._doubted) and host_key(url) in self._doubted
        return TargetWork(number, url, *self._follow.decide(number, url), is_doubted=is_doubted)

    def _is_shared(self, url: str) -> bool:
        return self._run.pace.is_unthrottled(url.split("/", 3)[2].rpartition("@")[2].partition(":")[0])

    def _queue(self, work: TargetWork, host: str) -> None:
        self._own[work.number] = work
        self._queues.put(host, work)

    async def _do(self, work: TargetWork) -> None:
        try:
            try:
                came = await self._looks.look_at(work)
            except Exception as error:
                came = self._looks.broken(work, error)
            if isinstance(came, Again):
                self._look_again(work, came.seconds)
            elif came is not None:
                self._finish(came)
        except Exception as error:  # nothing can be stored any more: the walk ends with the reason
            self._broken = error
            self._news.set()

    def _look_again(self, work: TargetWork, seconds: float) -> None:
        """Later; until then it holds nobody's place."""
        self._give_back_place(work)
        self._own[work.number] = work
        self._queues.put(host_key(work.url), work, later=seconds)
        self._news.set()

    def _give_back_place(self, work: TargetWork) -> None:
        self._shared -= work.holds_place
        work.holds_place = False

    def _finish(self, done: Done) -> None:
        self._frontier.finish(done)
        work = self._own.pop(done.number, None)
        if work is None:
            self._handed.pop(done.number, None)
        else:
            self._give_back_place(work)
        if self._progress is not None:
            self._progress(self._frontier.done, self._frontier.known, host_key(done.observation["url"]))
        self._news.set()

    async def _receive(self, second: SecondProcess, first_place: int) -> None:
        reader = await second.connect(self._frontier.run_id, first_place)
        health = self._run.health
        while (message := await message_from(reader)) is not None:
            ready, again, counted = message
            health.requests += counted.requests
            health.bytes += counted.bytes
            health.mistakes += counted.mistakes
            try:
                for done in ready:
                    self._finish(done)
                for work, seconds in again:
                    self._handed.pop(work.number, None)
                    self._look_again(work, seconds)
            except Exception as error:
                self._broken = error
                self._news.set()
                return
        # It has died: what it had is asked for here.
        self._second = None
        self._put_back.extend(self._handed.values())
        self._handed.clear()
        self._news.set()

    async def _tell_of_stop(self) -> None:
        await self._run.stopped()
        self._news.set()
