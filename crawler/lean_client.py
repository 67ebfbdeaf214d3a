"""The fast way to the network, with every duty of the ordinary one: guard, pinned addresses, politeness, bounds, stop.

Connections go to an address that NameResolver gave and are kept for the next request to the same origin. No task, no
session object and no header dictionary per request: on a loopback server that is most of the cost of a link check.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed, how_it_ended
from crawler.lean_connection import LeanConnection, Received
from crawler.looking import Answer, Ask
from crawler.name_resolver import Resolution
from crawler.network_limits import CONNECT_SECONDS, MAX_BYTES, PAGE_SECONDS, lenient_tls

if TYPE_CHECKING:
    from crawler.crawl_run import CrawlRun

KEEP_SECONDS = 10.0  # as the ordinary handler; servers drop idle connections after 5 to 75 s
_MOST_IDLE = 16  # connections kept for one origin; more are never at work at once
_MOST_HOSTS = 1_000  # resolutions and origins kept; a portal links to some hundred other hosts
# NameResolver keeps an answer for at least so long, so asking it again sooner gives the same.
_RESOLVED_SECONDS = 10.0
_MOST_TRIES = 4  # addresses of one host that are tried one after the other

Origin = tuple[str, str, int]  # scheme, host, port


class LeanClient:
    """Lives on one event loop, like the run it works for. `download` is what `Looker` asks through."""

    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._idle: dict[Origin, list[LeanConnection]] = {}
        self._resolved: dict[str, tuple[float, Resolution]] = {}
        self._tls: ssl.SSLContext | None = None
        self._loop = asyncio.get_running_loop()

    async def download(self, ask: Ask) -> Answer:
        """Raises LookFailed, by its name, for whatever the outside world does."""
        run = self._run
        run.refuse_when_stopping()
        try:
            origin, host_header, target = _parts_of(ask.url)
        except ValueError as error:
            raise LookFailed(FetchEnd.SCHEME, str(error)) from error
        host = origin[1]
        resolution = await self._resolution(host)
        async with run.pace.turn(host, resolution.addresses):
            run.refuse_when_stopping()
            try:
                async with asyncio.timeout(PAGE_SECONDS if ask.seconds is None else ask.seconds) as limit:
                    run.in_flight.add(limit)
                    try:
                        received = await self._exchange(ask, origin, resolution, _request(ask, host_header, target))
                    finally:
                        run.in_flight.discard(limit)
            except Exception as error:
                run.refuse_when_stopping()
                raise LookFailed(*how_it_ended(error)) from error
        answer = Answer(received.status, received.headers, received.body, received.flags)
        retry_after = answer.header(b"retry-after")
        run.pace.answered(host, answer.status, None if retry_after is None else retry_after.decode("latin-1"))
        run.health.received(len(answer.body))
        return answer

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def _exchange(self, ask: Ask, origin: Origin, resolution: Resolution, request: bytes) -> Received:
        self._run.health.asked()
        connection = self._kept(origin)
        if connection is not None:
            try:
                return await self._on(connection, origin, ask, request)
            except (ConnectionError, OSError):
                # The server may have closed a kept connection just as we wrote: then nothing has come back.
                if connection.got_bytes or ask.method == "POST":
                    raise
        return await self._on(await self._connect(origin, resolution), origin, ask, request)

    async def _on(self, connection: LeanConnection, origin: Origin, ask: Ask, request: bytes) -> Received:
        try:
            most = MAX_BYTES if ask.most is None else ask.most
            received = await connection.exchange(request, ask.method == "HEAD", ask.enough, most)
        except BaseException:
            connection.close()
            raise
        if connection.is_open:
            self._keep(origin, connection)
        return received

    def _kept(self, origin: Origin) -> LeanConnection | None:
        idle = self._idle.get(origin)
        oldest = self._loop.time() - KEEP_SECONDS
        while idle:
            connection = idle.pop()
            if connection.is_open and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _keep(self, origin: Origin, connection: LeanConnection) -> None:
        idle = self._idle.get(origin)
        if idle is None:
            if len(self._idle) >= _MOST_HOSTS:
                for other in self._idle.pop(next(iter(self._idle))):
                    other.close()
            idle = self._idle[origin] = []
        if len(idle) >= _MOST_IDLE:
            connection.close()
            return
        connection.idle_since = self._loop.time()
        idle.append(connection)

    async def _connect(self, origin: Origin, resolution: Resolution) -> LeanConnection:
        """To the first address that takes it. The name is not asked for again: the guard judged these addresses."""
        scheme, host, port = origin
        context = None
        if scheme == "https":
            context = self._tls = self._tls or lenient_tls()
        failure: Exception | None = None
        tries = resolution.addresses[:_MOST_TRIES]
        async with asyncio.timeout(CONNECT_SECONDS):
            for address in tries:
                try:
                    async with asyncio.timeout(CONNECT_SECONDS / len(tries)):
                        _, connection = await self._loop.create_connection(
                            LeanConnection, address, port, ssl=context, server_hostname=host if context else None
                        )
                        return connection
                except (OSError, TimeoutError) as error:
                    failure = error
        raise failure or ConnectionRefusedError("no address took the connection")

    async def _resolution(self, host: str) -> Resolution:
        now = self._loop.time()
        known = self._resolved.get(host)
        if known is not None and known[0] > now:
            return known[1]
        resolution = await self._run.resolver.addresses(host)
        if resolution.ended is not FetchEnd.ANSWERED:
            raise LookFailed(resolution.ended, resolution.detail)
        if len(self._resolved) >= _MOST_HOSTS:
            self._resolved.clear()
        self._resolved[host] = (now + _RESOLVED_SECONDS, resolution)
        return resolution


def _parts_of(url: str) -> tuple[Origin, str, str]:
    """Origin, the Host header, and what stands in the request line. Raises ValueError for what cannot be asked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an address that can be asked over http")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = f"{parts.path or '/'}?{parts.query}" if "?" in url else parts.path or "/"
    return (parts.scheme, parts.hostname, port), parts.netloc.rpartition("@")[2], target


def _request(ask: Ask, host: str, target: str) -> bytes:
    lines = [f"{ask.method} {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in ask.headers.items()]
    if ask.body:
        lines.append(f"Content-Length: {len(ask.body)}")
    if any("\r" in line or "\n" in line for line in lines):
        raise LookFailed(FetchEnd.BAD_ANSWER, "a line break where none may stand")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + ask.body
