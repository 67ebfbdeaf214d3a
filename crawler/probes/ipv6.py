"""Climbs the IPv6 ladder of one site: AAAA record, TCP, an answer, and what IPv4 answers beside it.

Every address is judged by the guard and pinned: the name is put into the request, the connection goes to the address.
A machine without a way to IPv6 says so and tries nothing. IPv4 is asked twice, because a page that differs from
itself proves nothing when it differs over IPv6.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from socket import AF_INET, AF_INET6
from urllib.parse import urlsplit

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from checks.observation import Fetch, FetchEnd, Hop, HostAnswer, HostProbed
from checks.personal_numbers import mask_text
from crawler.fetch_outcome import how_it_ended
from crawler.looking import user_agent
from crawler.name_resolver import NO_DATA, NameResolver, Resolution
from crawler.network_rules import NetworkRules
from crawler.pinned_connection import NotConnected, close_quietly, connect_to
from crawler.politeness import Politeness
from crawler.reading.document import Document
from crawler.target_url import normalise

ANSWER_SECONDS = 20.0  # a home page that takes longer than 15 s counts as not opening (standards, 1.2)
_PROBE_SECONDS = 150.0
_MOST_BYTES = 1_000_000  # the title stands at the beginning
_MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GLOBAL = ipaddress.IPv6Network("2000::/3")


async def probe_ipv6(
    network: NetworkRules, url: str, *, resolver: NameResolver | None = None, pace: Politeness | None = None
) -> HostProbed:
    """Never raises for what a resolver, a host or this machine's network does. `pace`: of the run, when there is one.

    Raises LookFailed when the run is stopped while it waits for its turn.
    """
    parts = urlsplit(url)
    site = _Site(
        url,
        parts.hostname or "",
        parts.port or (443 if parts.scheme == "https" else 80),
        resolver or NameResolver(network),
        network,
        pace or Politeness(network),
    )
    seen = HostProbed(
        url=url,
        observed_at=datetime.now(UTC),
        fetch=Fetch(ended=FetchEnd.TIMEOUT, detail=f"{_PROBE_SECONDS:g} s"),
        host=site.host,
        port=site.port,
        names=Fetch(ended=FetchEnd.TIMEOUT),
    )
    addresses = (await site.resolver.addresses(site.host)).addresses
    try:
        async with site.pace.alone(site.host, addresses) if addresses else nullcontext():
            async with asyncio.timeout(_PROBE_SECONDS):
                return await _climb(site, seen)
    except TimeoutError:
        return seen


@dataclass(frozen=True, slots=True)
class _Site:
    url: str
    host: str
    port: int
    resolver: NameResolver
    network: NetworkRules
    pace: Politeness


async def _climb(site: _Site, seen: HostProbed) -> HostProbed:
    six, four = await asyncio.gather(
        site.resolver.addresses(site.host, (AF_INET6,)), site.resolver.addresses(site.host, (AF_INET,))
    )
    names = _names(six, four)
    seen = replace(seen, fetch=names, names=names, aaaa=six.addresses)
    if not six.addresses:
        return seen
    if not has_ipv6_route(six.addresses, site.port):
        return replace(seen, fetch=Fetch(ended=FetchEnd.NO_IPV6_ROUTE))
    seen = replace(seen, has_ipv6_route=True)
    if four.addresses:
        first = await _answer(site, four.addresses)
        seen = replace(seen, v4=first, v4_again=await _answer(site, four.addresses))
    reached = await connect_to(six.addresses, site.port)
    if isinstance(reached, NotConnected):
        failed = Fetch(ended=reached.ended, detail=reached.detail)
        return replace(seen, fetch=failed, tcp_open=False, v6=HostAnswer(address=six.addresses[0], fetch=failed))
    await close_quietly(reached.writer)
    v6 = await _answer(site, (reached.address,))
    return replace(seen, fetch=v6.fetch, tcp_open=True, v6=v6)


def _names(six: Resolution, four: Resolution) -> Fetch:
    """How the question for AAAA ended. Servers that call a name unknown which has an A record mean "no record"."""
    if six.ended is FetchEnd.NAME_UNKNOWN and four.ended in (FetchEnd.ANSWERED, FetchEnd.PRIVATE_ADDRESS):
        return Fetch(ended=FetchEnd.NAME_UNKNOWN, detail=NO_DATA)
    return Fetch(ended=six.ended, detail=six.detail)


def has_ipv6_route(addresses: tuple[str, ...], port: int) -> bool:
    """Whether this machine would send packets to one of these addresses; nothing is sent to find out."""
    for address in addresses:
        try:
            with socket.socket(AF_INET6, socket.SOCK_DGRAM) as probe:
                probe.connect((address, port))
                ours = ipaddress.IPv6Address(probe.getsockname()[0].partition("%")[0])
        except (OSError, ValueError):
            continue
        # A private source address reaches no public one, whatever the routing table says.
        if ipaddress.IPv6Address(address) not in _GLOBAL or ours in _GLOBAL:
            return True
    return False


async def _answer(site: _Site, addresses: tuple[str, ...]) -> HostAnswer:
    """The home page from the first address that takes a connection; redirects inside the host are followed."""
    address = addresses[0]
    hops: list[Hop] = []
    url = site.url
    try:
        async with asyncio.timeout(ANSWER_SECONDS) as limit, _client(site, addresses) as client:
            while True:
                await _in_its_turn(site, addresses, limit)
                async with client.get(yarl.URL(url, encoded=True), allow_redirects=False) as answer:
                    address = _peer(answer) or address
                    target = normalise(answer.headers.get("Location", ""), url)
                    leads_on = answer.status in _REDIRECTS and target is not None
                    if leads_on:
                        hops.append(Hop(url, answer.status, target or ""))
                        if len(hops) > _MOST_HOPS:
                            loop = Fetch(ended=FetchEnd.REDIRECT_LOOP, final_url=url, hops=tuple(hops))
                            return HostAnswer(address=address, fetch=loop)
                        if _same_host(target or "", site.host):
                            url = target or url
                            continue
                    return await _read(answer, address, url, tuple(hops))
    except Exception as error:  # whatever the client raises is an answer that did not come
        ended, detail = how_it_ended(error)
        failed = Fetch(ended=ended, detail=detail, final_url=url, hops=tuple(hops))
        return HostAnswer(address=address, fetch=failed)


async def _in_its_turn(site: _Site, addresses: tuple[str, ...], limit: asyncio.Timeout) -> None:
    """What we wait for by ourselves is none of the host's time."""
    loop = asyncio.get_running_loop()
    left = (limit.when() or 0.0) - loop.time()
    limit.reschedule(None)
    await site.pace.spaced(site.host, addresses)
    limit.reschedule(loop.time() + left)


async def _read(answer: aiohttp.ClientResponse, address: str, url: str, hops: tuple[Hop, ...]) -> HostAnswer:
    body = b""
    async for chunk in answer.content.iter_chunked(65_536):
        body += chunk
        if len(body) >= _MOST_BYTES:
            break
    content_type = answer.headers.get("Content-Type", "")
    document = Document.parse(body, url, content_type)
    fetch = Fetch(
        ended=FetchEnd.ANSWERED,
        status=answer.status,
        final_url=url,
        hops=hops,
        content_type=answer.content_type,
        charset=answer.charset or "",
        size=len(body),
    )
    return HostAnswer(address=address, fetch=fetch, title=mask_text(document.site_title[:300]))


def _client(site: _Site, addresses: tuple[str, ...]) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=_Pinned(addresses), use_dns_cache=False, ssl=_lenient_tls(), force_close=True
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        headers={
            "User-Agent": user_agent(site.network.user_agent_contact),
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        max_line_size=32_768,
        max_field_size=32_768,
        trust_env=False,
    )


class _Pinned(AbstractResolver):
    """Whatever name is asked for, these addresses are meant: the guard has let them pass."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=AF_INET6 if ":" in address else AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


def _lenient_tls() -> ssl.SSLContext:
    """Certificates are another check's question; here only the way over IPv6 is asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Portals with old servers are still portals.
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def _same_host(url: str, host: str) -> bool:
    return (urlsplit(url).hostname or "").lower() == host.lower()


def _peer(answer: aiohttp.ClientResponse) -> str:
    connection = answer.connection
    peer = connection.transport.get_extra_info("peername") if connection and connection.transport else None
    return str(peer[0]) if peer else ""
