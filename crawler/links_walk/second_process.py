"""A second process for the same walk: it looks at targets of unthrottled hosts and gives back their rows.

One process owns the frontier, the database and every host that is asked at a pace; the other one is handed addresses
of private hosts that may be asked without one. Between them runs a socket pair with pickled lists: both ends are ours.
Should the second process die, its targets go back to the first one, and the walk goes on alone.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import signal
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.context import ForkContext, SpawnContext
from typing import Any

from sqlalchemy.orm import Session

from crawler.crawl_run import CrawlRun
from crawler.host_queues import HostQueues
from crawler.lean_client import LeanClient
from crawler.links_walk.event_loop import run_on_fast_loop
from crawler.links_walk.target_look import Again, TargetLooks, TargetWork
from crawler.looking import Looker
from crawler.plan import CrawlPlan
from crawler.politeness import UNTHROTTLED_AT_ONCE
from crawler.scope import host_key
from storage.frontier import Done
from storage.run_store import RunStore

_LENGTH = struct.Struct("<I")
_END_SECONDS = 5.0
_GATHER_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Counted:
    """What the looks behind a message have cost."""

    requests: int
    bytes: int
    mistakes: int


class SecondProcess:
    """Started before there are threads or connections, because it is a copy of the first process."""

    def __init__(self, plan: CrawlPlan, *, read: bool = False) -> None:
        ours, theirs = socket.socketpair()
        can_fork = "fork" in multiprocessing.get_all_start_methods()
        context: ForkContext | SpawnContext = (
            multiprocessing.get_context("fork") if can_fork else multiprocessing.get_context("spawn")
        )
        self._socket = ours
        self._process = context.Process(target=_serve, args=(plan, read, theirs, ours), daemon=True)
        self._process.start()
        theirs.close()
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self, run_id: str, first_place: int) -> asyncio.StreamReader:
        """Tell it where its numbers begin; what comes back is read with `messages_of`."""
        reader, self._writer = await asyncio.open_connection(sock=self._socket)
        self._send((run_id, first_place))
        return reader

    def hand_over(self, works: list[TargetWork]) -> None:
        self._send([(work.number, work.url, work.follow, work.why, work.is_doubted) for work in works])

    def end(self) -> None:
        """It ends as soon as it finds nobody at the other end."""
        if self._writer is not None:
            self._writer.close()
        self._socket.close()
        self._process.join(_END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_END_SECONDS)

    def _send(self, message: Any) -> None:
        if self._writer is not None:
            _write(self._writer, message)


async def message_from(reader: asyncio.StreamReader) -> Any:
    """The next message; None when the other end has gone."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        return pickle.loads(await reader.readexactly(length))  # noqa: S301 -- written by our own other process
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def _write(writer: asyncio.StreamWriter, message: Any) -> None:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    writer.write(_LENGTH.pack(len(body)) + body)


def _serve(plan: CrawlPlan, read: bool, ours: socket.socket, theirs: socket.socket) -> None:
    theirs.close()  # else its end would never be seen
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process' affair
    run_on_fast_loop(_Server(plan, read).serve(ours))


class _Server:
    def __init__(self, plan: CrawlPlan, read: bool) -> None:
        self._plan = plan
        self._read = read
        self._ready: list[Done] = []
        self._again: list[tuple[TargetWork, float]] = []

    async def serve(self, ours: socket.socket) -> None:
        reader, self._writer = await asyncio.open_connection(sock=ours)
        beginning = await message_from(reader)
        if beginning is None:
            return
        run_id, first_place = beginning
        run = self._run = CrawlRun(self._plan, RunStore(Session(), run_id))  # it stores nothing itself
        client = LeanClient(run)
        self._looks = TargetLooks(run, Looker(run, client.download), first_place + 1, 2, read=self._read)
        self._queues: HostQueues[TargetWork] = HostQueues(self._do, UNTHROTTLED_AT_ONCE, run.mistake)
        try:
            while (message := await message_from(reader)) is not None:
                self._take(message)
        finally:
            run.stop()
            await self._queues.cancel()
            client.close()

    def _take(self, works: Iterable[tuple[int, str, bool, str, bool]]) -> None:
        for number, url, follow, why, is_doubted in works:
            self._queues.put(host_key(url), TargetWork(number, url, follow, why, is_doubted=is_doubted))

    async def _do(self, work: TargetWork) -> None:
        try:
            came = await self._looks.look_at(work)
        except Exception as error:
            came = self._looks.broken(work, error)
        if came is None:
            return
        if not self._ready and not self._again:
            # Everything that is done by then goes in one message.
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._tell)
        if isinstance(came, Again):
            # The first process waits for second looks: they must not fill the places of what can be asked now.
            self._again.append((work, came.seconds))
        else:
            self._ready.append(came)

    def _tell(self) -> None:
        health = self._run.health
        counted = Counted(health.requests, health.bytes, health.mistakes)
        health.requests = health.bytes = health.mistakes = 0
        if not self._writer.is_closing():  # the first process was stopped; what it did not get it asks for again
            _write(self._writer, (self._ready, self._again, counted))
        self._ready, self._again = [], []
