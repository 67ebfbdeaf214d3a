"""Real Scrapy fetches, in a process of their own because a Twisted reactor cannot be started twice."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.crawler.dns_server import serve_dns

ROOT = Path(__file__).resolve().parent.parent.parent

FETCH = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from crawler.network_rules import NetworkRules
from crawler.scrapy_resolver import RULES_SETTING, ScrapyResolver, install_for_scrapy

told = json.loads(sys.argv[1])
rules = NetworkRules(resolver=told["resolver"], allow=tuple(told["allow"]))
results = {}

class Fetching(scrapy.Spider):
    name = "fetching"

    async def start(self):
        if told["by_hand"]:
            self.resolver = install_for_scrapy(rules)
        else:
            from twisted.internet import reactor
            self.resolver = reactor.nameResolver
        for url in told["urls"]:
            yield scrapy.Request(url, callback=self.answered, errback=self.failed)

    def answered(self, response):
        results[response.request.meta.get("redirect_urls", [response.url])[0]] = response.text

    def failed(self, failure):
        from urllib.parse import urlsplit
        last = self.resolver.last(urlsplit(failure.request.url).hostname)
        first = failure.request.meta.get("redirect_urls", [failure.request.url])[0]
        results[first] = f"{type(failure.value).__name__}: {last.ended if last else None}"

settings = {"LOG_ENABLED": False, "RETRY_ENABLED": False, "HTTPPROXY_ENABLED": False}
if not told["by_hand"]:
    settings |= {"TWISTED_DNS_RESOLVER": ScrapyResolver, RULES_SETTING: rules}
process = AsyncCrawlerProcess(settings)
process.crawl(Fetching)
process.start()
print(json.dumps(results))
"""


@asynccontextmanager
async def pages() -> AsyncIterator[tuple[int, list[str]]]:
    """A server on both loopback families: its port and the Host headers it saw."""
    seen: list[str] = []

    async def page(request: web.Request) -> web.Response:
        seen.append(request.headers["Host"])
        if request.path == "/away":
            raise web.HTTPFound(request.query["to"])
        return web.Response(text="here")

    app = web.Application()
    app.router.add_get("/{tail:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        four = web.TCPSite(runner, "127.0.0.1", 0)
        await four.start()
        port: int = runner.addresses[0][1]
        await web.TCPSite(runner, "::1", port).start()
        yield port, seen
    finally:
        await runner.cleanup()


async def fetch(urls: list[str], resolver: str, allow: list[str], by_hand: bool) -> dict[str, str]:
    told = json.dumps({"urls": urls, "resolver": resolver, "allow": allow, "by_hand": by_hand})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FETCH, told, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
    found: dict[str, str] = json.loads(out)
    return found


@pytest.mark.parametrize("by_hand", [False, True])
async def test_names_and_literals_go_where_the_guard_lets_them(by_hand: bool) -> None:
    zone = {
        "portal.example": ["127.0.0.1"],
        "six.example": ["::1"],
        "inner.example": ["10.0.0.1"],
        "sf.example": "servfail",
    }
    async with pages() as (port, seen), serve_dns(zone) as dns_server:  # type: ignore[arg-type]
        allowed = [f"http://{host}:{port}/" for host in ("portal.example", "127.0.0.1", "six.example", "[::1]")]
        refused = {
            f"http://inner.example:{port}/": "private-address",
            f"http://10.0.0.1:{port}/": "private-address",
            f"http://[fd00::1]:{port}/": "private-address",
            f"http://gone.example:{port}/": "name-unknown",
            f"http://sf.example:{port}/": "name-failed",
            f"http://portal.example:{port}/away?to=http://169.254.169.254/": "private-address",
        }
        allow = ["127.0.0.0/8", "::1/128"]
        found = await fetch(allowed + list(refused), dns_server.address, allow, by_hand)
    assert {url: found[url] for url in allowed} == dict.fromkeys(allowed, "here")
    for url, ended in refused.items():
        assert found[url].endswith(f": {ended}"), url
    assert f"portal.example:{port}" in seen


async def test_without_permission_no_connection_is_made() -> None:
    async with pages() as (port, seen), serve_dns({"portal.example": ["127.0.0.1", "::1"]}) as dns_server:
        urls = [
            f"http://{host}:{port}/"
            for host in ("portal.example", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433")
        ]
        found = await fetch(urls, dns_server.address, [], by_hand=False)
    assert sorted(found) == sorted(urls)
    assert all("private-address" in said or "name-unknown" in said for said in found.values()), found
    assert seen == []
