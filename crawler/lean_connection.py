"""One connection to one address: a request at a time, its answer read within bounds.

Plain asyncio below httptools (llhttp): what a client for every purpose does per request costs more than the rest of
a link check. The bounds are those of the ordinary download handler: never more than `most` bytes of a body after
unpacking, never more than `MOST_HEADER_BYTES` before it, never more than `_WIRE_SHARE` times `most` over the wire; time
is kept by the caller.
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field
from typing import Any

import httptools

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed

# Chromium takes 256 KB, nginx sends 8; this is four times the longest single line that is taken elsewhere.
MOST_HEADER_BYTES = 131_072
# Chunks of few bytes cost more than they carry; endless trailers, chunk names and packed nothing carry none at all.
_WIRE_SHARE = 2
_PACKED = frozenset({b"gzip", b"x-gzip", b"deflate"})


@dataclass(slots=True)
class Received:
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    flags: tuple[str, ...] = ()


class LeanConnection(asyncio.Protocol):
    """Callbacks of asyncio and httptools beside `exchange`, the one thing a caller uses."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Received] | None = None
        self.is_open = False
        self.idle_since = 0.0
        self.got_bytes = False  # whether the exchange under way has had any answer at all

    def exchange(self, request: bytes, is_head: bool, enough: int | None, most: int) -> asyncio.Future[Received]:
        """Send a request; the future gives the answer or raises what went wrong."""
        if self._transport is None:
            raise ConnectionResetError("the connection was never made")
        self._parser: Any = httptools.HttpResponseParser(self)
        self._is_head = is_head
        self._enough = enough
        self._most = most
        self._received = Received()
        self._parts: list[bytes] = []
        self._size = 0
        self._header_bytes = 0
        self._wire_bytes = 0
        self._in_body = False
        self._unpack: Any = None
        self._until_close = True
        self._left: int | None = None  # of the body as it is sent, where the server told its length
        self.got_bytes = False
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiter

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # -- asyncio -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a TCP connection
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # nobody asked for this: the connection cannot be trusted any more
            return
        self.got_bytes = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:
            self._fail(error.__context__ or error)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(LookFailed(FetchEnd.BAD_ANSWER, f"{type(error).__name__}: {error}"[:200]))
        else:
            self._wire_bytes += len(data)
            if self._wire_bytes > _WIRE_SHARE * self._most:
                self._fail(LookFailed(FetchEnd.TOO_LARGE, f"more than {_WIRE_SHARE * self._most} bytes on the wire"))
            if not self._in_body and self._waiter is not None:
                self._header_bytes += len(data)
                if self._header_bytes > MOST_HEADER_BYTES:
                    self._fail(LookFailed(FetchEnd.BAD_ANSWER, f"more than {MOST_HEADER_BYTES} bytes of headers"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._waiter is None or self._waiter.done():
            return
        if self._in_body and exc is None and self._until_close:
            self._finish()
        elif self._in_body and b"</html>" in b"".join(self._parts)[-400:].lower():
            # A wrong Content-Length is common behind gateways; browsers show such a page when its end has come.
            self._finish("incomplete")
        else:
            self._fail(exc or ConnectionResetError("closed before the answer was complete"))

    # -- httptools -----------------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_body:  # a trailer says nothing that we ask for
            self._received.headers.append((name, value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 100:
            raise LookFailed(FetchEnd.BAD_ANSWER, f"status {status}")
        if status < 200:
            return
        self._received.status = status
        self._in_body = True
        for name, value in self._received.headers:
            lowered = name.lower()
            if lowered in (b"content-length", b"transfer-encoding"):
                self._until_close = False
                if lowered == b"content-length" and value.isdigit() and len(value) < 16:
                    self._left = int(value)
            elif lowered == b"content-encoding" and value.strip().lower() in _PACKED:
                self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
        if self._is_head:
            self._finish()

    def on_body(self, body: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            return
        if self._left is not None:
            self._left -= len(body)
        if self._unpack is not None:
            body = self._unpacked(body)
        self._parts.append(body)
        self._size += len(body)
        if self._enough is not None and self._size >= self._enough:
            if self._left == 0 and self._size <= self._most:
                return  # all of it has come: its end is told next, and the connection stays good
            self._finish("stopped")
            self.close()
        elif self._size > self._most:
            self._fail(LookFailed(FetchEnd.TOO_LARGE, f"more than {self._most} bytes"))

    def on_message_complete(self) -> None:
        if self._received.status == 0:  # 1xx: the answer itself is still to come
            self._received.headers.clear()
        elif self._waiter is not None and not self._waiter.done():
            keep = self._parser.should_keep_alive()
            self._finish()
            if not keep:
                self.close()

    def _unpacked(self, body: bytes) -> bytes:
        if self._unpack.eof:
            return b""  # what stands behind the packed page is no part of it; zlib would keep all of it
        room = self._most - self._size + 1
        try:
            return self._unpack.decompress(body, room)  # type: ignore[no-any-return]  # zlib gives bytes
        except zlib.error:
            if self._parts:
                raise
            # Some servers call it deflate and leave the header of zlib out.
            self._unpack = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._unpack.decompress(body, room)  # type: ignore[no-any-return]

    def _finish(self, *flags: str) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            self._received.body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            self._received.flags = flags
            waiter.set_result(self._received)

    def _fail(self, error: BaseException) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)
        self.close()
