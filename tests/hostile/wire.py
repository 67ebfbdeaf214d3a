"""One connection to the lying server: what was asked, and the ways in which an answer can be given or withheld."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
_CHUNK = 65_536


@dataclass
class Wire:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes  # of the request
    port: int  # of the lying server itself
    canary: int  # port on which nobody may ever be asked

    @property
    def method(self) -> str:
        return self.head.partition(b" ")[0].decode("latin-1")

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1")

    @property
    def host(self) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"host":
                return value.strip().decode("latin-1").partition(":")[0].lower()
        return ""

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
        await self.writer.drain()

    async def drip(self, data: bytes, seconds: float) -> None:
        """A byte at a time."""
        for one in data:
            await self.send(bytes((one,)))
            await asyncio.sleep(seconds)

    async def forever(self, piece: bytes, pause: float = 0.0) -> None:
        """Until the other side hangs up; the server ends it with itself."""
        block = piece * max(1, _CHUNK // len(piece)) if not pause else piece
        while not self.writer.is_closing():
            await self.send(block)
            await asyncio.sleep(pause)

    async def page(self, html: str | bytes, *headers: bytes, status: bytes = b"200 OK") -> None:
        body = html.encode() if isinstance(html, str) else html
        kind = b"" if any(each.lower().startswith(b"content-type") for each in headers) else HTML
        extra = b"".join(each + b"\r\n" for each in headers)
        length = b"Content-Length: %d\r\n" % len(body)
        await self.send(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n" + kind + extra + length + b"\r\n" + body)

    async def redirect(self, location: str | bytes, *headers: bytes) -> None:
        target = location.encode() if isinstance(location, str) else location
        await self.page(b"", b"Location: " + target, *headers, status=b"302 Found")

    async def hang(self) -> None:
        await self.reader.read()  # until the other side gives up

    def reset(self) -> None:
        """RST in place of FIN."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Lie = Callable[[Wire], Awaitable[None]]


class Place(Enum):
    """Where on its host the lie stands; everything else there is honest."""

    PAGE = "page"  # /case.html, linked from an honest home page
    HOME = "home"
    ROBOTS = "robots.txt"
    COLUMN = "column"  # /case/ is a column of the registry
    FEED = "feed"  # /case.xml is the source of an account
    FILE = "file"  # /case.pdf, attached to an honest article
    MAP = "sitemap.xml"


@dataclass(frozen=True)
class Case:
    """`ends`: how the look at the lie may end (FetchEnd words); empty where the lie is about something else."""

    name: str
    lie: Lie
    ends: frozenset[str]
    place: Place = Place.PAGE

    @property
    def host(self) -> str:
        return f"{self.name}.lanxi.gov.example"

    @property
    def path(self) -> str:
        return {
            Place.PAGE: "/case.html",
            Place.HOME: "/",
            Place.ROBOTS: "/robots.txt",
            Place.COLUMN: "/case/",
            Place.FEED: "/case.xml",
            Place.FILE: "/case.pdf",
            Place.MAP: "/sitemap.xml",
        }[self.place]


def case(name: str, lie: Lie, *ends: str, place: Place = Place.PAGE) -> Case:
    return Case(name, lie, frozenset(ends), place)
