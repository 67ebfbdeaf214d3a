"""The only way our browser has to the network: a forward proxy on loopback that resolves, pins and refuses.

Intercepting requests inside the browser cannot stop a name that changes its address between two questions. Here the
name is resolved once per connection, the address is judged, and exactly that address is connected to. What the
browser does inside a TLS tunnel stays hidden: there only the connection is guarded, bounded and counted.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from crawler.pinned_connection import CONNECT_SECONDS, Connected, NotConnected, close_quietly, connect
from crawler.politeness import Politeness
from crawler.proxy_message import MessageHead, host_and_port

log = logging.getLogger(__name__)

_HEAD_BYTES = 65_536  # nginx and Apache refuse request heads far below this
_CHUNK = 65_536
_MOST_CONNECTIONS = 256  # Chromium itself opens at most 32 to a proxy per profile by default
_KEPT_FAILURES = 1_000
_CLIENT_HELLO = b"\x16\x03"  # every TLS connection begins so (RFC 8446, 5.1)


@dataclass(frozen=True, slots=True)
class ProxyLimits:
    """Bounds of one connection, both directions together."""

    bytes: int = 30_000_000
    seconds: float = 120.0
    idle_seconds: float = 30.0


@dataclass(slots=True)
class ProxyCounts:
    requests: int = 0  # plain HTTP requests passed on
    tunnels: int = 0
    refused: int = 0
    failed: int = 0
    received: int = 0  # bytes from the servers


class BrowserProxy:
    """An async context manager. Who uses it needs `username` and `password`, made anew each time."""

    username = "browser"

    def __init__(
        self,
        rules: NetworkRules,
        resolver: NameResolver | None = None,
        limits: ProxyLimits | None = None,
        *,
        pace: Politeness | None = None,
    ) -> None:
        self.password = secrets.token_urlsafe(24)
        self.mark = secrets.token_urlsafe(12)  # header value that tells our own error answers from the portal's
        self.counts = ProxyCounts()
        self._resolver = resolver or NameResolver(rules)
        self._limits = limits or ProxyLimits()
        self._pace = pace or Politeness(rules)
        self._failures: OrderedDict[tuple[str, int], NotConnected] = OrderedDict()
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, limit=_HEAD_BYTES)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        if self._open:
            await asyncio.wait(tuple(self._open), timeout=5)
        if self._server is not None:
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("the proxy is not running: use `async with`")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def last_failure(self, url: str) -> NotConnected | None:
        """Why the latest connection to the host and port of this URL failed; None when it did not."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return self._failures.get(((parts.hostname or "").lower(), port))

    async def spaced(self, host: str) -> None:
        """Returns when the host may be asked again. Raises LookFailed when the run is stopped meanwhile."""
        addresses = (await self._resolver.addresses(host)).addresses
        if addresses:  # without one nobody is asked
            await self._pace.spaced(host, addresses)

    def learn(self, host: str, status: int, retry_after: str | None) -> None:
        """An answer to the browser slows us down as one to a walk does."""
        self._pace.answered(host, status, retry_after)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        try:
            if task is None:
                return
            self._open.add(task)
            if len(self._open) > _MOST_CONNECTIONS:
                return
            await asyncio.wait_for(self._serve(reader, writer), self._limits.seconds)
        except asyncio.CancelledError:
            # Only `__aexit__` cancels, and it waits for us: to end quietly is what it wants.
            pass
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as error:
            log.debug("browser proxy: connection ended: %s", error)
        finally:
            if task is not None:
                self._open.discard(task)
            await close_quietly(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for is_second in (False, True):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self._limits.idle_seconds)
            request = MessageHead.parse(head)
            if self._is_our_browser(request):
                method, target = request.method_and_target()
                if method == b"CONNECT":
                    await self._tunnel(reader, writer, *host_and_port(target, 443))
                else:
                    await self._forward(reader, writer, request, method, target)
                return
            if is_second or request.value(b"content-length") not in (b"", b"0"):
                return
            # The browser asks again on the same connection once it has been told to say who it is.
            await self._answer(writer, 407, b'Proxy-Authenticate: Basic realm="xunjian"\r\n')

    def _is_our_browser(self, request: MessageHead) -> bool:
        expected = base64.b64encode(f"{self.username}:{self.password}".encode())
        kind, _, said = request.value(b"proxy-authorization").partition(b" ")
        return kind.lower() == b"basic" and hmac.compare_digest(said.strip(), expected)

    async def _connect(self, host: str, port: int) -> Connected | NotConnected:
        try:
            await self.spaced(host)
        except LookFailed as stopped:
            return NotConnected(stopped.ended, stopped.detail)
        reached = await connect(self._resolver, host, port, seconds=CONNECT_SECONDS)
        key = (host, port)
        self._failures.pop(key, None)
        if isinstance(reached, NotConnected):
            self._note_failure(host, port, reached)
        return reached

    def _note_failure(self, host: str, port: int, failure: NotConnected) -> None:
        self._failures[host, port] = failure
        while len(self._failures) > _KEPT_FAILURES:
            self._failures.popitem(last=False)
        if failure.ended is FetchEnd.PRIVATE_ADDRESS:
            self.counts.refused += 1
        else:
            self.counts.failed += 1

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
        reached = await self._connect(host, port)
        if isinstance(reached, NotConnected):
            await self._refuse(writer, reached)
            return
        try:
            self.counts.tunnels += 1
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            first = await asyncio.wait_for(reader.readexactly(len(_CLIENT_HELLO)), self._limits.idle_seconds)
            if first != _CLIENT_HELLO:
                # Browsers also tunnel ws:// like this; nothing but TLS has a reason to be hidden from us.
                self._note_failure(host, port, NotConnected(FetchEnd.SCHEME, "not TLS inside a tunnel"))
                return
            reached.writer.write(first)
            budget = _Budget(self._limits.bytes)
            up = asyncio.ensure_future(self._pump(reader, reached.writer, budget))
            down = asyncio.ensure_future(self._pump(reached.reader, writer, budget, received=True))
            try:
                await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
                # A side that has said all may still be waiting for the rest of the other's.
                await asyncio.wait((up, down), timeout=self._limits.idle_seconds if not budget.is_spent else 0)
            finally:
                up.cancel()
                down.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
            if budget.is_spent:
                self._note_failure(host, port, NotConnected(FetchEnd.TOO_LARGE, f"{self._limits.bytes} bytes"))
        finally:
            await close_quietly(reached.writer)

    async def _forward(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        request: MessageHead,
        method: bytes,
        target: bytes,
    ) -> None:
        scheme, _, rest = target.partition(b"://")
        authority, slash, path = rest.partition(b"/")
        if scheme.lower() != b"http" or not authority:
            await self._refuse(writer, NotConnected(FetchEnd.SCHEME, scheme[:20].decode("ascii", "replace")))
            return
        if request.value(b"upgrade") or request.value(b"transfer-encoding"):
            await self._refuse(writer, NotConnected(FetchEnd.SCHEME, "websocket or body of unknown length"))
            return
        host, port = host_and_port(authority.rpartition(b"@")[2], 80)
        length = int(request.value(b"content-length") or b"0")
        if not 0 <= length <= self._limits.bytes:
            await self._refuse(writer, NotConnected(FetchEnd.TOO_LARGE, "request body"))
            return
        reached = await self._connect(host, port)
        if isinstance(reached, NotConnected):
            await self._refuse(writer, reached)
            return
        try:
            self.counts.requests += 1
            reached.writer.write(request.rewritten(method + b" " + slash + path + b" HTTP/1.1"))
            if length:
                reached.writer.write(await asyncio.wait_for(reader.readexactly(length), self._limits.idle_seconds))
            await reached.writer.drain()
            failure = await self._relay_answer(reader, writer, reached, host)
            if failure is not None:
                # Noted first: when the browser has read our answer it asks for the reason.
                self._note_failure(host, port, failure)
                if failure.ended is not FetchEnd.TOO_LARGE:
                    await self._refuse(writer, failure)
        finally:
            await close_quietly(reached.writer)

    async def _relay_answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reached: Connected, host: str
    ) -> NotConnected | None:
        """Passes one answer on; the failure when there is none, or it grows too large.

        One connection, one request: the next one may go to another host.
        """
        try:
            head = await self._answer_head(reached.reader)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            ended = FetchEnd.TIMEOUT if isinstance(error, TimeoutError) else FetchEnd.RESET
            if isinstance(error, asyncio.LimitOverrunError):
                ended = FetchEnd.BAD_ANSWER
            return NotConnected(ended, type(error).__name__)
        if not head.startswith(b"HTTP/1."):
            return NotConnected(FetchEnd.BAD_ANSWER, "not HTTP")
        parsed = MessageHead.parse(head)
        if head[9:12].isdigit():
            self.learn(host, int(head[9:12]), parsed.value(b"retry-after").decode("latin-1"))
        writer.write(parsed.rewritten(parsed.lines[0]))
        await writer.drain()
        budget = _Budget(self._limits.bytes)
        down = asyncio.ensure_future(self._pump(reached.reader, writer, budget, received=True))
        gone = asyncio.ensure_future(reader.read(1))  # the browser closes when it has all, or has given up
        try:
            await asyncio.wait((down, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            down.cancel()
            gone.cancel()
            await asyncio.gather(down, gone, return_exceptions=True)
        if budget.is_spent:
            return NotConnected(FetchEnd.TOO_LARGE, f"{self._limits.bytes} bytes")
        return None

    async def _answer_head(self, reader: asyncio.StreamReader) -> bytes:
        while True:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self._limits.idle_seconds)
            # 100 and 103 only announce; the answer follows.
            if not (head.startswith(b"HTTP/1.") and head[9:10] == b"1"):
                return head

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        budget: _Budget,
        received: bool = False,
    ) -> None:
        with suppress(OSError, TimeoutError):
            while data := await asyncio.wait_for(reader.read(_CHUNK), self._limits.idle_seconds):
                if received:
                    self.counts.received += len(data)
                if not budget.take(len(data)):
                    return
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()

    async def _refuse(self, writer: asyncio.StreamWriter, failure: NotConnected) -> None:
        # The page could read this header, but it learns nothing: the value is new in every session.
        await self._answer(writer, 502, f"X-Refused: {self.mark} {failure.ended}\r\n".encode())

    async def _answer(self, writer: asyncio.StreamWriter, status: int, header: bytes) -> None:
        keep = b"keep-alive" if status == 407 else b"close"
        writer.write(b"HTTP/1.1 %d Refused\r\n%sContent-Length: 0\r\nConnection: %s\r\n\r\n" % (status, header, keep))
        with suppress(OSError):
            await writer.drain()
            if status != 407 and writer.can_write_eof():
                writer.write_eof()
                await asyncio.sleep(0.05)  # closing at once would let the kernel drop what the browser has not read


class _Budget:
    def __init__(self, size: int) -> None:
        self._left = size

    @property
    def is_spent(self) -> bool:
        return self._left < 0

    def take(self, size: int) -> bool:
        self._left -= size
        return self._left >= 0
