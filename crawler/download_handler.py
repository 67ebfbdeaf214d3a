"""Scrapy's way to the network: every connection goes to an address that NameResolver gave and the guard let pass.

Names and IP literals alike are resolved and judged here before anything is opened, and the connection pool asks the
same resolver, so no second look-up can answer differently. Nothing is read beyond the limits of the request.
Certificates are not verified: a portal with an expired one is still to be audited, and we send no secrets.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Request, Response

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed, how_it_ended
from crawler.name_resolver import NameResolver
from crawler.network_limits import CONNECT_SECONDS, MAX_BYTES, PAGE_SECONDS, lenient_tls

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.crawl_run import CrawlRun

CHUNK = 65_536


class GuardedDownloadHandler(BaseDownloadHandler):
    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._run: CrawlRun = crawler.spider.run  # type: ignore[union-attr]  # our spiders carry their run
        self._session: aiohttp.ClientSession | None = None

    async def download_request(self, request: Request) -> Response:
        run = self._run
        run.refuse_when_stopping()
        host = yarl.URL(request.url, encoded=True).host or ""
        resolution = await run.resolver.addresses(host)
        if resolution.ended is not FetchEnd.ANSWERED:
            raise LookFailed(resolution.ended, resolution.detail)
        async with run.pace.turn(host, resolution.addresses):
            run.refuse_when_stopping()
            try:
                async with asyncio.timeout(request.meta.get("seconds", PAGE_SECONDS)) as limit:
                    run.in_flight.add(limit)
                    try:
                        return await self._exchange(request, host)
                    finally:
                        run.in_flight.discard(limit)
            except Exception as error:
                run.refuse_when_stopping()
                raise LookFailed(*how_it_ended(error)) from error

    async def _exchange(self, request: Request, host: str) -> Response:
        session = self._session or self._new_session()
        self._run.health.asked()
        async with session.request(
            request.method,
            yarl.URL(request.url, encoded=True),
            data=request.body or None,
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in _pairs(request.headers)],
            allow_redirects=False,
        ) as answer:
            if answer.status < 200:  # nobody asked for another protocol, and what only announces is no answer
                raise LookFailed(FetchEnd.BAD_ANSWER, f"status {answer.status}")
            retry_after = answer.headers.get("Retry-After")
            self._run.pace.answered(host, answer.status, retry_after)
            body, flags = await _body(answer, request)
            self._run.health.received(len(body))
            request.meta["headers_received"] = answer.raw_headers  # Scrapy changes the case and order of names
            headers = Headers()
            for name, value in answer.raw_headers:
                headers.appendlist(name, value)
            return Response(request.url, answer.status, headers, body, flags, request)

    def _new_session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=_PinnedResolver(self._run.resolver),
            use_dns_cache=False,
            ssl=lenient_tls(),
            limit=0,  # how many at once is decided per host by Politeness
            keepalive_timeout=10,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=32_768,
            max_field_size=32_768,
            trust_env=False,
        )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


class _PinnedResolver(AbstractResolver):
    def __init__(self, resolver: NameResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        resolution = await self._resolver.addresses(host)
        if resolution.ended is not FetchEnd.ANSWERED:
            raise LookFailed(resolution.ended, resolution.detail)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in resolution.addresses
        ]

    async def close(self) -> None:
        """The resolver belongs to the run."""


async def _body(answer: aiohttp.ClientResponse, request: Request) -> tuple[bytes, list[str]]:
    """Within the limits of the request: after `enough` bytes we stop, beyond `max_bytes` the look fails."""
    if request.method == "HEAD":
        return b"", []
    enough: int | None = request.meta.get("enough")
    most: int = request.meta.get("max_bytes", MAX_BYTES)
    parts: list[bytes] = []
    size = 0
    try:
        async for chunk in answer.content.iter_chunked(CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if enough is not None and size >= enough:
                answer.close()
                return b"".join(parts), ["stopped"]
            if size > most:
                answer.close()
                raise LookFailed(FetchEnd.TOO_LARGE, f"more than {most} bytes")
    except (aiohttp.ClientPayloadError, ConnectionError):
        body = b"".join(parts)
        # A wrong Content-Length is common behind gateways; browsers show such a page when its end has come.
        if b"</html>" in body[-400:].lower() or "max_bytes" in request.meta:
            return body, ["incomplete"]
        raise
    return b"".join(parts), []


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in headers.items() for value in values]
