"""The fast way to the network keeps every duty of the ordinary one, whatever the other side does."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from checks.observation import Fetch, FetchEnd
from crawler.crawl_run import CrawlRun
from crawler.lean_client import LeanClient
from crawler.looking import Ask, Look, Looker
from crawler.network_limits import MAX_BYTES
from crawler.network_rules import NetworkRules
from storage.run_store import RunStore
from tests.crawler.dns_server import serve_dns
from tests.crawler.portal_server import Answer, Asked, PortalServer, Route
from xunjian.links_step import plan_of, registry_of

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@asynccontextmanager
async def looking(home: str, **rules: object) -> AsyncIterator[tuple[Looker, CrawlRun]]:
    network = NetworkRules(**{"requests_per_second": 0, "allow": ("127.0.0.1/32",), **rules})  # type: ignore[arg-type]
    run = CrawlRun(plan_of(registry_of(home, network)), RunStore(Session(), ""))
    client = LeanClient(run)
    try:
        yield Looker(run, client.download), run
    finally:
        client.close()


async def seen(answer: Answer | bytes, **look: object) -> Look:
    route = Answer(raw=answer) if isinstance(answer, bytes) else answer
    with PortalServer({"/x": route}) as server:
        async with looking(server.url) as (looker, _):
            return await looker.look(f"{server.url}/x", **{"seconds": 3.0, **look})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "ended"),
    [
        (OK + b"Content-Length: 500\r\n\r\nshort", FetchEnd.RESET),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", FetchEnd.RESET),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", FetchEnd.BAD_ANSWER),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", FetchEnd.BAD_ANSWER),
        (b"hello, this is no HTTP at all\r\n", FetchEnd.BAD_ANSWER),
        (b"", FetchEnd.RESET),
        (OK + b"X-Flood: " + b"x" * 200_000 + b"\r\n\r\n", FetchEnd.BAD_ANSWER),
        (OK + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n", FetchEnd.BAD_ANSWER),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", FetchEnd.BAD_ANSWER),
    ],
)
async def test_a_lying_server_is_one_look_with_its_name(raw: bytes, ended: FetchEnd) -> None:
    assert (await seen(raw)).fetch.ended is ended


@pytest.mark.parametrize(
    "raw",
    [
        OK + b"Content-Length: 5\r\n\r\nhello",
        OK + b"\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 5\r\n\r\nhello",
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello", mtime=0),
        OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"hello"),
        OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"hello", wbits=-15),
    ],
)
async def test_every_honest_way_to_send_a_body(raw: bytes) -> None:
    look = await seen(raw)
    assert (look.fetch.ended, look.fetch.status, look.body) == (FetchEnd.ANSWERED, 200, b"hello")


async def test_a_page_cut_off_behind_its_end_is_a_page() -> None:
    look = await seen(OK + b"Content-Length: 500\r\n\r\n<html>text</html>\r\n")
    assert (look.fetch.has_page, look.fetch.detail) == (True, "incomplete")


@pytest.mark.parametrize("packed", [False, True])
async def test_too_much_is_not_read(packed: bool) -> None:
    body = b"0" * (MAX_BYTES + 100_000)
    sent = gzip.compress(body) if packed else body
    head = OK + (b"Content-Encoding: gzip\r\n" if packed else b"") + b"\r\n"
    assert (await seen(head + sent)).fetch.ended is FetchEnd.TOO_LARGE


async def test_reading_stops_when_it_is_enough() -> None:
    look = await seen(OK + b"\r\n" + b"x" * 3_000_000, enough=2_048)
    assert look.fetch.has_page
    assert 2_048 <= len(look.body) < 1_000_000


@pytest.mark.parametrize(("length", "flags"), [(2_048, ()), (2_047, ()), (3_000, ()), (3_000_000, ("stopped",))])
async def test_a_body_that_has_come_whole_was_not_stopped(length: int, flags: tuple[str, ...]) -> None:
    """Else every small file would cost a connection of its own."""
    with PortalServer({"/x": Answer(raw=OK + b"Content-Length: %d\r\n\r\n" % length + b"x" * length)}) as server:
        run = CrawlRun(
            plan_of(registry_of(server.url, NetworkRules(requests_per_second=0, allow=("127.0.0.1/32",)))),
            RunStore(Session(), ""),
        )
        client = LeanClient(run)
        try:
            answer = await client.download(Ask(f"{server.url}/x", enough=2_048))
        finally:
            client.close()
    assert (answer.flags, len(answer.body) == length) == (flags, not flags)


async def test_a_slow_answer_ends_in_time() -> None:
    assert (await seen(Answer("late", wait=2.0), seconds=0.2)).fetch.ended is FetchEnd.TIMEOUT


async def test_head_and_the_next_request_on_the_same_connection() -> None:
    with PortalServer({"/x": Answer("body")}) as server:
        async with looking(server.url) as (looker, run):
            fetches = [(await looker.look(f"{server.url}/x", method=method)).fetch for method in ("HEAD", "GET", "GET")]
    assert [(fetch.status, fetch.size) for fetch in fetches] == [(200, None), (200, 4), (200, 4)]
    assert run.health.requests == 4  # robots.txt is the first


async def test_a_kept_connection_that_the_server_closed_is_no_failure() -> None:
    def closing(_: Asked) -> Answer:
        return Answer("body", headers={"Connection": "close"})

    with PortalServer({"/x": closing, "/y": Answer(raw=OK + b"Content-Length: 4\r\n\r\nbody")}) as server:
        async with looking(server.url) as (looker, _):
            for path in ("/x", "/y", "/x", "/y", "/y"):
                assert (await looker.look(f"{server.url}{path}")).fetch.status == 200


async def test_redirects_robots_and_the_guard_hold() -> None:
    routes: dict[str, Route] = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /secret", content_type="text/plain"),
        "/r": Answer("", 302, {"Location": "/x"}),
        "/to-secret": Answer("", 302, {"Location": "/secret/1"}),
        "/x": Answer("here"),
    }
    with PortalServer(routes) as server, PortalServer({}, "127.0.0.2") as inner:
        server.routes["/inner"] = Answer("", 302, {"Location": f"{inner.url}/"})
        server.routes["/meta"] = Answer("", 302, {"Location": "http://169.254.169.254/latest"})
        async with looking(server.url) as (looker, _):
            ends: dict[str, Fetch] = {}
            for path in ("/r", "/secret/1", "/to-secret", "/inner", "/meta"):
                ends[path] = (await looker.look(server.url + path)).fetch
        assert inner.log == []
    assert ends["/r"].has_page
    assert len(ends["/r"].hops) == 1
    assert ends["/secret/1"].ended is ends["/to-secret"].ended is FetchEnd.ROBOTS
    assert ends["/inner"].ended is ends["/meta"].ended is FetchEnd.PRIVATE_ADDRESS
    assert not [path for path in server.paths() if "secret/" in path]


async def test_a_name_that_changes_its_address_is_judged_before_every_connection() -> None:
    with PortalServer({"/x": Answer("here", headers={"Connection": "close"})}) as server:
        async with serve_dns({"portal.example": ["127.0.0.1"]}) as dns:
            home = f"http://portal.example:{server.port}"
            async with looking(home, resolver=dns.address, allow=(), requests_per_second=50) as (looker, _):
                fetch = (await looker.look(f"{home}/x")).fetch
            assert fetch.ended is FetchEnd.PRIVATE_ADDRESS
            assert server.log == []


async def test_throttled_hosts_keep_their_pace_on_the_fast_way(tmp_path: Path) -> None:
    with PortalServer({"/x": Answer("here")}) as server:
        async with looking(server.url, requests_per_second=20) as (looker, _):
            for _ in range(4):
                await looker.look(f"{server.url}/x")
        times = [asked.at for asked in server.log]
    assert all(later - earlier >= 0.045 for earlier, later in pairwise(times))
