"""Real HTTP servers on loopback whose pages a test writes and whose requests it can read."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Answer = str | Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    url: str
    port: int
    requests: list[str] = field(default_factory=list)  # "GET /path?query" in the order they came
    hosts: list[str] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [line.partition(" ")[2].partition("?")[0] for line in self.requests]


@asynccontextmanager
async def serve(
    pages: Mapping[str, Answer],
    *,
    hosts: tuple[str, ...] = ("127.0.0.1",),
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> AsyncIterator[Site]:
    """`pages`: path → HTML, or a handler. Everything else is 404. All `hosts` on one port."""
    site = Site("", 0)

    async def answer(request: web.Request) -> web.StreamResponse:
        site.requests.append(f"{request.method} {request.path_qs}")
        site.hosts.append(request.host)
        page = pages.get(request.path)
        if page is None:
            raise web.HTTPNotFound
        if callable(page):
            return await page(request)
        return web.Response(text=page, content_type="text/html", charset="utf-8")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        for host in hosts:
            await web.TCPSite(runner, host, port, ssl_context=tls).start()
            port = port or runner.addresses[0][1]
        site.port = port
        site.url = f"{'https' if tls else 'http'}://{hosts[0]}:{port}"
        yield site
    finally:
        await runner.cleanup()
