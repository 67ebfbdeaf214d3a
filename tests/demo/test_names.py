"""The demo's DNS server, asked as a resolver asks: over UDP and over TCP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import dns.asyncquery
import dns.flags
import dns.message
import dns.rcode
import pytest

from xunjian.demo.names import NameServer, Zone
from xunjian.demo.server import PORTAL_FOLDER

LOOPBACK = "127.0.0.1"


@pytest.fixture
async def server() -> AsyncIterator[NameServer]:
    server = NameServer(Zone.load(PORTAL_FOLDER / "zone.yaml"))
    await server.start()
    yield server
    await server.close()


async def ask(server: NameServer, name: str, kind: str) -> dns.message.Message:
    query = dns.message.make_query(name, kind)
    return await dns.asyncquery.udp(query, LOOPBACK, port=server.port, timeout=5)


async def test_a_and_aaaa_of_a_known_name(server):
    for kind, address in (("A", "127.0.0.1"), ("AAAA", "::1")):
        answer = await ask(server, "WWW.lanxi.gov.example", kind)
        assert answer.rcode() == dns.rcode.NOERROR
        assert [item.to_text() for rrset in answer.answer for item in rrset] == [address]


async def test_a_name_without_aaaa_exists_and_has_no_data(server):
    answer = await ask(server, "jyj.lanxi.gov.example", "AAAA")
    assert answer.rcode() == dns.rcode.NOERROR
    assert answer.answer == []


async def test_a_name_outside_the_zone_does_not_exist(server):
    assert (await ask(server, "qy.lanxi.gov.example", "A")).rcode() == dns.rcode.NXDOMAIN


async def test_tcp_gives_the_same_answer(server):
    query = dns.message.make_query("fgj.lanxi.gov.example", "A")
    answer = await dns.asyncquery.tcp(query, LOOPBACK, port=server.port, timeout=5)
    assert [item.to_text() for rrset in answer.answer for item in rrset] == ["127.0.0.1"]


def test_noise_is_dropped():
    assert Zone({}).answer_wire(b"\x00\x01 not a message") is None
