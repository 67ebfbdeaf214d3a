"""Opens a TCP connection to an address the guard let pass, and names the ways in which that fails."""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from socket import AddressFamily

from checks.observation import FetchEnd
from crawler.name_resolver import BOTH_FAMILIES, NameResolver

CONNECT_SECONDS = 10.0  # three SYN of Linux (1 + 2 + 4 s) fit in
_MOST_TRIES = 4  # addresses of one host that are tried one after the other
_NO_WAY = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EADDRNOTAVAIL,
    errno.ENETDOWN,
    errno.EHOSTDOWN,
    errno.EAFNOSUPPORT,
}


@dataclass(frozen=True, slots=True)
class Connected:
    address: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(frozen=True, slots=True)
class NotConnected:
    ended: FetchEnd
    detail: str = ""


async def connect(
    resolver: NameResolver,
    host: str,
    port: int,
    families: Iterable[AddressFamily] = BOTH_FAMILIES,
    seconds: float = CONNECT_SECONDS,
) -> Connected | NotConnected:
    """The first address of the host that takes a connection. All of it within `seconds`."""
    resolution = await resolver.addresses(host, families)
    if not resolution.addresses:
        return NotConnected(resolution.ended, resolution.detail)
    deadline = asyncio.get_running_loop().time() + seconds
    tries = resolution.addresses[:_MOST_TRIES]
    failure = NotConnected(FetchEnd.TIMEOUT)
    for number, address in enumerate(tries):
        left = deadline - asyncio.get_running_loop().time()
        # One silent address must not use up the time of those behind it.
        share = left / (len(tries) - number)
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), max(share, 0.05))
        except (OSError, TimeoutError) as error:
            failure = NotConnected(how_it_failed(error), f"{address}: {error}".strip(": "))
        else:
            return Connected(address, reader, writer)
    return failure


def how_it_failed(error: BaseException) -> FetchEnd:
    """The end that an exception of sockets, streams or TLS means."""
    if isinstance(error, ssl.SSLError):
        return FetchEnd.TLS
    if isinstance(error, TimeoutError):
        return FetchEnd.TIMEOUT
    if isinstance(error, ConnectionRefusedError):
        return FetchEnd.REFUSED
    if isinstance(error, ConnectionError | asyncio.IncompleteReadError | EOFError):
        return FetchEnd.RESET
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        return FetchEnd.UNREACHABLE
    return FetchEnd.UNMAPPED


async def close_quietly(writer: asyncio.StreamWriter) -> None:
    """Closes at once; what was not sent yet is dropped, and a broken connection is no trouble any more."""
    writer.transport.abort()
    with suppress(OSError, TimeoutError, ssl.SSLError):
        await asyncio.wait_for(writer.wait_closed(), 1)
