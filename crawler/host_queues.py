"""Work per host: hosts take turns, a slow one holds up nobody else, and work can come back later without blocking."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from storage.base import StorageFailed

T = TypeVar("T")

# Over all hosts, those that only wait for their turn included: hosts at a pace must not keep each other waiting. How
# many requests are under way is Politeness' affair; this keeps a page of ten thousand foreign hosts from resolving
# all their names at once.
ALL_AT_ONCE = 1_024


class HostQueues(Generic[T]):
    """`handle` does one piece of work. What it raises is a mistake of ours: it costs that piece, is told to `mistake`,
    and the rest goes on; only a store that takes nothing any more ends the walk.

    `hold` returns when a host may be worked for.
    `per_host` is an upper bound of workers; how often a host is really asked is Politeness' affair.
    """

    def __init__(
        self,
        handle: Callable[[T], Awaitable[None]],
        per_host: int,
        mistake: Callable[[Exception], None],
        hold: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._open: Counter[str] = Counter()  # work that has not been done, also what comes later
        self._handle = handle
        self._mistake = mistake
        self._hold = hold
        self._per_host = per_host
        self._waiting: dict[str, deque[T]] = {}
        self._working: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._all = asyncio.Semaphore(ALL_AT_ONCE)
        self._idle = asyncio.Event()
        self._idle.set()
        self._broken: BaseException | None = None
        self._closed = False

    def put(self, host: str, work: T, *, later: float = 0.0, first: bool = False) -> None:
        """`first`: before all that waits for this host."""
        if self._closed:
            return
        self._idle.clear()
        self._open[host] += 1
        if later > 0:
            self._put_later(host, work, later)
        else:
            self._put_now(host, work, first)

    def _put_now(self, host: str, work: T, first: bool = False) -> None:
        waiting = self._waiting.setdefault(host, deque())
        waiting.insert(0 if first else len(waiting), work)
        if self._working.get(host, 0) < self._per_host:
            self._working[host] = self._working.get(host, 0) + 1
            task = asyncio.create_task(self._worker(host))
            self._tasks.add(task)
            task.add_done_callback(self._worker_done)

    def hosts(self) -> tuple[str, ...]:
        """Hosts that there is work for."""
        return tuple(host for host, count in self._open.items() if count)

    def is_busy(self, host: str) -> bool:
        """Whether there is work for the host that is under way or waits, other than for its time."""
        return bool(self._waiting.get(host)) or self._working.get(host, 0) > 0

    def has_only_later(self) -> bool:
        """Whether nothing is under way or waiting, and what is left comes later."""
        return not self._tasks

    async def join(self) -> None:
        """Until no work is left, also none that comes later."""
        await self._idle.wait()
        if self._broken is not None:
            raise self._broken

    def close(self) -> None:
        """Forget all work that has not begun, and take no more."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._waiting.clear()
        self._tell_when_idle()

    async def cancel(self) -> None:
        """Also ends the work under way."""
        self.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _put_later(self, host: str, work: T, seconds: float) -> None:
        def now() -> None:
            self._timers.discard(timer)
            self._put_now(host, work)

        timer = asyncio.get_running_loop().call_later(seconds, now)
        self._timers.add(timer)

    async def _worker(self, host: str) -> None:
        try:
            while queue := self._waiting.get(host):
                if self._hold is not None:
                    await self._hold(host)
                    if not (queue := self._waiting.get(host)):
                        break
                work = queue.popleft()
                async with self._all:
                    await self._do(work)
                self._open[host] -= 1
        finally:
            self._working[host] -= 1

    async def _do(self, work: T) -> None:
        try:
            await self._handle(work)
        except StorageFailed:
            raise
        except Exception as error:
            self._mistake(error)

    def _worker_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = self._broken or error
            self.close()
        self._tell_when_idle()

    def _tell_when_idle(self) -> None:
        if not self._tasks and not self._timers and not any(self._waiting.values()):
            self._waiting.clear()
            self._idle.set()
