"""Opens a TCP connection to an address the guard let pass, and names the ways in which that fails."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from socket import AddressFamily

from checks.observation import FetchEnd
from crawler.fetch_outcome import how_it_ended
from crawler.name_resolver import BOTH_FAMILIES, NameResolver

CONNECT_SECONDS = 10.0  # three SYN of Linux (1 + 2 + 4 s) fit in
_MOST_TRIES = 4  # addresses of one host that are tried one after the other


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
    return await connect_to(resolution.addresses, port, seconds)


async def connect_to(
    addresses: tuple[str, ...], port: int, seconds: float = CONNECT_SECONDS
) -> Connected | NotConnected:
    """The same for addresses that a NameResolver gave: none other may be handed in."""
    deadline = asyncio.get_running_loop().time() + seconds
    tries = addresses[:_MOST_TRIES]
    failure = NotConnected(FetchEnd.TIMEOUT)
    for number, address in enumerate(tries):
        left = deadline - asyncio.get_running_loop().time()
        # One silent address must not use up the time of those behind it.
        share = left / (len(tries) - number)
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), max(share, 0.05))
        except (OSError, TimeoutError) as error:
            failure = NotConnected(how_it_ended(error)[0], f"{address}: {error}".strip(": "))
        else:
            return Connected(address, reader, writer)
    return failure


async def close_quietly(writer: asyncio.StreamWriter) -> None:
    """Closes at once; what was not sent yet is dropped, and a broken connection is no trouble any more."""
    writer.transport.abort()
    with suppress(OSError, TimeoutError, ssl.SSLError):
        await asyncio.wait_for(writer.wait_closed(), 1)
