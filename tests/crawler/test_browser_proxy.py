"""The loopback proxy, asked over plain sockets the way a browser asks it."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from checks.observation import FetchEnd
from crawler.browser_proxy import BrowserProxy, ProxyLimits
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from tests.crawler.dns_server import serve_dns
from tests.crawler.loopback_site import serve

RULES = NetworkRules(requests_per_second=0, allow=("127.0.0.1/32",))


@asynccontextmanager
async def counting_server(address: str) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A bare TCP server: its port and what each connection said first."""
    said: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.append(await reader.read(2))
        writer.close()

    server = await asyncio.start_server(take, address, 0)
    try:
        yield server.sockets[0].getsockname()[1], said
    finally:
        server.close()
        await server.wait_closed()


async def ask(proxy: BrowserProxy, request: str, *, password: str | None = None, body: bytes = b"") -> bytes:
    """The whole answer to one request; `request` without its last blank line."""
    port = int(proxy.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    token = base64.b64encode(f"{proxy.username}:{password or proxy.password}".encode()).decode()
    head = f"{request}\r\nProxy-Authorization: Basic {token}\r\n\r\n"
    writer.write(head.encode("latin-1") + body)
    try:
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()


def get(url: str, *more: str) -> str:
    return "\r\n".join((f"GET {url} HTTP/1.1", "Host: any", *more))


async def test_a_page_comes_through_unchanged() -> None:
    seen: list[dict[str, str]] = []

    async def page(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(body=b"\xd6\xd0", headers={"X-Name": "v"}, content_type="text/html")

    async with serve({"/a": page}) as site, BrowserProxy(RULES) as proxy:
        answer = await ask(proxy, get(f"{site.url}/a?b=1", "Accept: text/html", "Proxy-Connection: keep-alive"))
        counts = proxy.counts
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"X-Name: v" in answer
    assert answer.endswith(b"\r\n\r\n\xd6\xd0")
    assert site.requests == ["GET /a?b=1"]
    assert seen[0]["Accept"] == "text/html"
    assert not [name for name in seen[0] if name.lower().startswith("proxy-")]
    assert (counts.requests, counts.refused) == (1, 0)


async def test_a_form_is_sent_on() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    async with serve({"/post": echo}) as site, BrowserProxy(RULES) as proxy:
        head = f"POST {site.url}/post HTTP/1.1\r\nHost: any\r\nContent-Length: 5"
        answer = await ask(proxy, head, body=b"a=b&c")
    assert answer.endswith(b"a=b&c")


async def test_only_our_own_browser_may_use_it() -> None:
    limits = ProxyLimits(idle_seconds=0.5)
    async with serve({"/": "here"}) as site, BrowserProxy(RULES, limits=limits) as proxy:
        answer = await ask(proxy, get(site.url + "/"), password="guessed")
        assert answer.startswith(b"HTTP/1.1 407")
    assert site.requests == []


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "0.0.0.0", "[64:ff9b::7f00:1]"]
)
async def test_refused_addresses_get_no_connection(host: str) -> None:
    async with counting_server("127.0.0.2") as (port, said), BrowserProxy(RULES) as proxy:
        for request in (get(f"http://{host}:{port}/"), f"CONNECT {host}:{port} HTTP/1.1\r\nHost: any"):
            answer = await ask(proxy, request)
            assert answer.startswith(b"HTTP/1.1 502")
            assert f"X-Refused: {proxy.mark} private-address".encode() in answer
        failure = proxy.last_failure(f"http://{host}:{port}/")
        assert proxy.counts.refused == 2
    assert failure is not None
    assert failure.ended is FetchEnd.PRIVATE_ADDRESS
    assert said == []


async def test_a_name_that_changes_its_address_is_judged_each_time() -> None:
    answers = iter([["127.0.0.1"]] * 4 + [["127.0.0.2"]] * 50)  # A and AAAA, for the pace and for the way
    async with (
        serve({"/": "here"}) as site,
        counting_server("127.0.0.2") as (_, said),
        serve_dns({"rebind.example": lambda: next(answers)}) as dns_server,
    ):
        rules = NetworkRules(requests_per_second=0, resolver=dns_server.address, allow=RULES.allow)
        resolver = NameResolver(rules, shortest_cache_seconds=0.0)
        async with BrowserProxy(rules, resolver) as proxy:
            url = f"http://rebind.example:{site.port}/"
            first = await ask(proxy, get(url))
            second = await ask(proxy, get(url))
    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 502")
    assert said == []


async def test_a_tunnel_is_for_tls_only() -> None:
    async with counting_server("127.0.0.1") as (port, said), BrowserProxy(RULES) as proxy:
        head = f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: any"
        refused = await ask(proxy, head, body=b"GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
        passed = await ask(proxy, head, body=b"\x16\x03\x01hello")
        tunnels = proxy.counts.tunnels
    assert refused == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert passed == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert said == [b"", b"\x16\x03"]
    assert tunnels == 2


@pytest.mark.parametrize(
    ("request_head", "ended"),
    [
        ("GET ftp://127.0.0.1/ HTTP/1.1\r\nHost: any", FetchEnd.SCHEME),
        ("GET /relative HTTP/1.1\r\nHost: any", FetchEnd.SCHEME),
        ("GET http://127.0.0.1/ HTTP/1.1\r\nUpgrade: websocket\r\nHost: any", FetchEnd.SCHEME),
        ("POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: any", FetchEnd.SCHEME),
        ("POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: 99999999999\r\nHost: any", FetchEnd.TOO_LARGE),
    ],
)
async def test_requests_that_are_none_of_a_page(request_head: str, ended: FetchEnd) -> None:
    async with BrowserProxy(RULES) as proxy:
        answer = await ask(proxy, request_head)
    assert f" {ended}\r\n".encode() in answer


@pytest.mark.parametrize("garbage", [b"\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 70_000, b"CONNECT :x HTTP/1.1\r\n\r\n"])
async def test_garbage_ends_the_connection_and_nothing_else(garbage: bytes) -> None:
    async with serve({"/": "here"}) as site, BrowserProxy(RULES) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.url.rpartition(":")[2]))
        writer.write(garbage)
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 10)
        writer.close()
        assert (await ask(proxy, get(site.url + "/"))).endswith(b"here")


async def test_what_is_too_large_is_cut_off_and_noted() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 10_000)

    async with serve({"/": endless}) as site, BrowserProxy(RULES, limits=ProxyLimits(bytes=100_000)) as proxy:
        answer = await ask(proxy, get(site.url + "/"))
        failure = proxy.last_failure(site.url)
    assert len(answer) < 200_000
    assert failure is not None
    assert failure.ended is FetchEnd.TOO_LARGE


async def test_a_server_that_says_nothing_is_left_in_time() -> None:
    async def silent(request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with serve({"/": silent}) as site, BrowserProxy(RULES, limits=ProxyLimits(idle_seconds=0.5)) as proxy:
        started = time.monotonic()
        answer = await ask(proxy, get(site.url + "/"))
        failure = proxy.last_failure(site.url)
    assert answer.startswith(b"HTTP/1.1 502")
    assert time.monotonic() - started < 10
    assert failure is not None
    assert failure.ended is FetchEnd.TIMEOUT


async def test_what_is_not_http_is_a_bad_answer() -> None:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    async with server, BrowserProxy(RULES) as proxy:
        answer = await ask(proxy, get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))
    assert b"bad-answer" in answer


async def test_requests_to_one_host_keep_their_distance() -> None:
    rules = NetworkRules(requests_per_second=5, allow=RULES.allow)
    async with serve({"/": "here"}) as site, BrowserProxy(rules) as proxy:
        started = time.monotonic()
        await asyncio.gather(*(ask(proxy, get(site.url + "/")) for _ in range(4)))
        took = time.monotonic() - started
    assert took >= 0.6


async def test_ports_are_free_again_afterwards() -> None:
    async with BrowserProxy(RULES) as proxy:
        port = int(proxy.url.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
