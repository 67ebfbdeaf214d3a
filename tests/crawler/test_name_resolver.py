from __future__ import annotations

import asyncio
import time
from pathlib import Path
from socket import AF_INET, AF_INET6
from typing import Any

import pytest

from checks.observation import FetchEnd
from crawler import name_resolver
from crawler.name_resolver import NameResolver, parse_server
from crawler.network_rules import NetworkRules
from tests.crawler.dns_server import DnsServer, serve_dns

LOOPBACK = ("127.0.0.0/8", "::1/128")


def resolver_of(server: DnsServer, allow: tuple[str, ...] = LOOPBACK, **more: float) -> NameResolver:
    return NameResolver(NetworkRules(resolver=server.address, allow=allow), **more)  # type: ignore[arg-type]


async def test_both_families_ipv4_first() -> None:
    async with serve_dns({"a.example": ["127.0.0.2", "::1"]}) as server:
        answer = await resolver_of(server).addresses("A.example.")
    assert answer.addresses == ("127.0.0.2", "::1")
    assert answer.ended is FetchEnd.ANSWERED


async def test_only_the_family_asked_for() -> None:
    async with serve_dns({"a.example": ["127.0.0.2", "::1"], "four.example": ["127.0.0.2"]}) as server:
        resolver = resolver_of(server)
        assert (await resolver.addresses("a.example", (AF_INET6,))).addresses == ("::1",)
        assert (await resolver.addresses("a.example", (AF_INET,))).addresses == ("127.0.0.2",)
        nothing = await resolver.addresses("four.example", (AF_INET6,))
    assert (nothing.ended, nothing.detail) == (FetchEnd.NAME_UNKNOWN, "no-data")


@pytest.mark.parametrize(
    ("said", "ended", "detail"),
    [
        ("nxdomain", FetchEnd.NAME_UNKNOWN, "nxdomain"),
        ([], FetchEnd.NAME_UNKNOWN, "no-data"),
        ("servfail", FetchEnd.NAME_FAILED, "servfail"),
        ("silent", FetchEnd.NAME_FAILED, "timeout"),
    ],
)
async def test_why_there_is_no_address(said: str | list[str], ended: FetchEnd, detail: str) -> None:
    async with serve_dns({"x.example": said}) as server:
        answer = await resolver_of(server, question_seconds=1.0).addresses("x.example")
    assert answer.addresses == ()
    assert (answer.ended, answer.detail) == (ended, detail)


async def test_a_server_that_is_not_there_is_a_failure_of_the_resolver() -> None:
    rules = NetworkRules(resolver="127.0.0.1:9", allow=LOOPBACK)
    started = time.monotonic()
    answer = await NameResolver(rules, question_seconds=1.0).addresses("a.example")
    assert answer.ended is FetchEnd.NAME_FAILED
    assert time.monotonic() - started < 5


class DeadZone(dict[str, Any]):
    """Says nothing about any name, the root included."""

    def get(self, name: str, default: object = None) -> str:
        return "silent"


async def test_a_dead_resolver_is_asked_once_and_then_left_alone() -> None:
    now = [1000.0]
    async with serve_dns(DeadZone()) as server:
        rules = NetworkRules(resolver=server.address, allow=LOOPBACK)
        resolver = NameResolver(rules, question_seconds=0.4, clock=lambda: now[0])

        def is_down() -> bool:  # asked anew each time: the clock moves
            return resolver.is_down

        first = await resolver.addresses("a.example")
        assert (first.ended, first.detail) == (FetchEnd.NAME_FAILED, name_resolver.RESOLVER_DOWN)
        assert is_down()
        asked = len(server.asked)
        started = time.monotonic()
        for name in ("b.example", "c.example", "d.example"):
            assert (await resolver.addresses(name)).detail == name_resolver.RESOLVER_DOWN
        assert time.monotonic() - started < 0.2
        assert len(server.asked) == asked
        # Later it is asked again: a resolver may come back while a crawl goes on for hours.
        now[0] += 31
        assert not is_down()
        await resolver.addresses("e.example")
        assert len(server.asked) > asked


async def test_one_name_without_an_answer_is_no_dead_resolver() -> None:
    async with serve_dns({"a.example": "silent", "b.example": ["127.0.0.2"]}) as server:
        resolver = resolver_of(server, question_seconds=0.4)
        first = await resolver.addresses("a.example")
        assert (first.ended, first.detail) == (FetchEnd.NAME_FAILED, "timeout")
        assert not resolver.is_down
        assert (await resolver.addresses("b.example")).addresses == ("127.0.0.2",)


async def test_a_resolver_that_refuses_connections_is_a_dead_one() -> None:
    resolver = NameResolver(NetworkRules(resolver="127.0.0.1:9", allow=LOOPBACK), question_seconds=0.4)
    assert (await resolver.addresses("a.example")).detail == name_resolver.RESOLVER_DOWN
    assert resolver.is_down


async def test_an_answer_that_is_cut_off_is_fetched_over_tcp() -> None:
    async with serve_dns({"big.example": ["only-tcp", "127.0.0.3"]}) as server:
        answer = await resolver_of(server).addresses("big.example", (AF_INET,))
        transports = [transport for _, _, transport in server.asked]
    assert answer.addresses == ("127.0.0.3",)
    assert transports == ["udp", "tcp"]


async def test_refused_addresses_are_left_out() -> None:
    async with serve_dns({"mixed.example": ["127.0.0.1", "10.0.0.1"], "inner.example": ["10.0.0.1"]}) as server:
        resolver = resolver_of(server)
        mixed = await resolver.addresses("mixed.example")
        inner = await resolver.addresses("inner.example")
    assert mixed.addresses == ("127.0.0.1",)
    assert inner.addresses == ()
    assert (inner.ended, inner.detail) == (FetchEnd.PRIVATE_ADDRESS, "10.0.0.1 (private)")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "::1", "[::ffff:127.0.0.1]", "169.254.169.254"])
async def test_literals_are_judged_without_a_question(host: str) -> None:
    async with serve_dns({}) as server:
        answer = await resolver_of(server, allow=()).addresses(host)
    assert answer.ended is FetchEnd.PRIVATE_ADDRESS
    assert server.asked == []


async def test_an_answer_is_kept_for_a_bounded_time() -> None:
    now = [1000.0]
    async with serve_dns({"a.example": ["127.0.0.2"]}, ttl=86_400) as server:
        rules = NetworkRules(resolver=server.address, allow=LOOPBACK)
        resolver = NameResolver(rules, clock=lambda: now[0])
        for moment in (1000.0, 1299.0, 1301.0):
            now[0] = moment
            await resolver.addresses("a.example", (AF_INET,))
    assert len(server.asked) == 2


async def test_equal_questions_at_the_same_time_are_one() -> None:
    async with serve_dns({"a.example": ["127.0.0.2"]}) as server:
        resolver = resolver_of(server)
        await asyncio.gather(*(resolver.addresses("a.example", (AF_INET,)) for _ in range(20)))
    assert len(server.asked) == 1


async def test_a_changed_answer_is_judged_again() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    async with serve_dns({"rebind.example": lambda: next(answers)}) as server:
        resolver = resolver_of(server, shortest_cache_seconds=0.0)
        first = await resolver.addresses("rebind.example", (AF_INET,))
        second = await resolver.addresses("rebind.example", (AF_INET,))
    assert first.addresses == ("127.0.0.1",)
    assert second.ended is FetchEnd.PRIVATE_ADDRESS


async def test_chinese_names_are_asked_in_their_ascii_form() -> None:
    async with serve_dns({"xn--fiqs8s.example": ["127.0.0.2"]}) as server:
        answer = await resolver_of(server).addresses("中国.example", (AF_INET,))
    assert answer.addresses == ("127.0.0.2",)


@pytest.mark.parametrize("host", ["", "a..b", "x" * 64 + ".example"])
async def test_a_name_that_cannot_exist_is_not_asked(host: str) -> None:
    async with serve_dns({}) as server:
        answer = await resolver_of(server).addresses(host)
    assert answer.ended is FetchEnd.NAME_UNKNOWN
    assert server.asked == []


async def test_without_a_server_localhost_and_the_hosts_file_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.9 portal.example  www.portal.example # comment\n::1 six.example\n", encoding="utf-8")
    monkeypatch.setattr(name_resolver, "_HOSTS_FILE", hosts)
    resolver = NameResolver(NetworkRules(allow=LOOPBACK))
    assert (await resolver.addresses("localhost")).addresses == ("127.0.0.1", "::1")
    assert (await resolver.addresses("www.portal.example")).addresses == ("127.0.0.9",)
    assert (await resolver.addresses("six.example")).addresses == ("::1",)
    guarded = await NameResolver(NetworkRules()).addresses("localhost")
    assert guarded.ended is FetchEnd.PRIVATE_ADDRESS


async def test_with_a_server_the_hosts_file_does_not_count() -> None:
    async with serve_dns({"localhost": "nxdomain"}) as server:
        answer = await resolver_of(server).addresses("localhost")
    assert answer.ended is FetchEnd.NAME_UNKNOWN


def test_servers() -> None:
    assert parse_server("127.0.0.1:5353") == ("127.0.0.1", 5353)
    assert parse_server("127.0.0.1") == ("127.0.0.1", 53)
    assert parse_server("[::1]:5353") == ("::1", 5353)
    assert parse_server("::1") == ("::1", 53)
    for wrong in ("dns.example:53", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", ""):
        with pytest.raises(ValueError, match=r"\w"):
            parse_server(wrong)
