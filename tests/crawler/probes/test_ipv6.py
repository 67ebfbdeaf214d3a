"""The IPv6 ladder on loopback: every rung broken once, with a real DNS server and real HTTP servers."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from checks.observation import FetchEnd, HostProbed
from crawler.network_rules import NetworkRules
from crawler.probes import ipv6
from crawler.probes.ipv6 import has_ipv6_route, probe_ipv6
from tests.crawler.dns_server import Said, serve_dns
from tests.crawler.loopback_site import Answer, serve

ALLOW = ("127.0.0.0/8", "::1/128")
BOTH = ("127.0.0.1", "::1")
HOME = "<html><head><title> 示例县  人民政府 </title></head></html>"


def has_loopback6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True


pytestmark = pytest.mark.skipif(not has_loopback6(), reason="this machine has no IPv6 loopback")


async def probe(
    said: Said, pages: dict[str, Answer], hosts: tuple[str, ...] = BOTH, allow: tuple[str, ...] = ALLOW
) -> tuple[HostProbed, list[str]]:
    async with serve(pages, hosts=hosts) as site, serve_dns({"www.example": said}) as dns_server:
        rules = NetworkRules(requests_per_second=0, resolver=dns_server.address, allow=allow)
        return await probe_ipv6(rules, f"http://www.example:{site.port}/"), site.hosts


async def test_a_site_that_answers_the_same_over_both() -> None:
    seen, hosts = await probe([*BOTH], {"/": HOME})
    assert (seen.host, seen.aaaa, seen.has_ipv6_route, seen.tcp_open) == ("www.example", ("::1",), True, True)
    assert seen.names.ended is FetchEnd.ANSWERED
    assert seen.v4 is not None
    assert seen.v6 is not None
    assert seen.v4_again is not None
    assert [answer.address for answer in (seen.v4, seen.v6, seen.v4_again)] == ["127.0.0.1", "::1", "127.0.0.1"]
    assert {answer.title for answer in (seen.v4, seen.v6, seen.v4_again)} == {"示例县 人民政府"}
    assert {answer.fetch.status for answer in (seen.v4, seen.v6, seen.v4_again)} == {200}
    assert set(hosts) == {f"www.example:{seen.port}"}, "the name is asked for, the address is connected to"
    assert len(hosts) == 3


@pytest.mark.parametrize(
    ("said", "ended", "detail"),
    [
        (["127.0.0.1"], FetchEnd.NAME_UNKNOWN, "no-data"),
        ("nxdomain", FetchEnd.NAME_UNKNOWN, "nxdomain"),
        ("servfail", FetchEnd.NAME_FAILED, "servfail"),
        (["127.0.0.1", "fd00::9"], FetchEnd.PRIVATE_ADDRESS, "fd00::9 (private)"),
    ],
)
async def test_no_usable_aaaa_record(said: Said, ended: FetchEnd, detail: str) -> None:
    seen, hosts = await probe(said, {"/": HOME})
    assert hosts == []
    assert (seen.names.ended, seen.names.detail) == (ended, detail)
    assert (seen.aaaa, seen.tcp_open, seen.v6) == ((), None, None)


async def test_nothing_is_touched_without_permission() -> None:
    seen, hosts = await probe([*BOTH], {"/": HOME}, allow=())
    assert seen.names.ended is FetchEnd.PRIVATE_ADDRESS
    assert (seen.v4, seen.v6, hosts) == (None, None, [])


async def test_a_closed_port() -> None:
    seen, _ = await probe([*BOTH], {"/": HOME}, hosts=("127.0.0.1",))
    assert (seen.has_ipv6_route, seen.tcp_open) == (True, False)
    assert seen.v6 is not None
    assert seen.v6.fetch.ended is FetchEnd.REFUSED


async def test_another_answer_over_ipv6() -> None:
    async def by_family(request: web.Request) -> web.Response:
        if request.remote == "::1":
            return web.Response(status=403, text="<title>Forbidden</title>", content_type="text/html")
        return web.Response(text=HOME, content_type="text/html")

    seen, _ = await probe([*BOTH], {"/": by_family})
    assert seen.v4 is not None
    assert seen.v6 is not None
    assert (seen.v4.fetch.status, seen.v6.fetch.status, seen.v6.title) == (200, 403, "Forbidden")


async def test_redirects_inside_the_host_only() -> None:
    async def away(request: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/latest")

    async def inside(request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently("/index.html")

    seen, _ = await probe([*BOTH], {"/": inside, "/index.html": HOME})
    assert seen.v6 is not None
    assert (seen.v6.fetch.status, [hop.status for hop in seen.v6.fetch.hops]) == (200, [301])
    seen, _ = await probe([*BOTH], {"/": away})
    assert seen.v6 is not None
    assert seen.v6.fetch.status == 302
    assert [hop.location for hop in seen.v6.fetch.hops] == ["http://169.254.169.254/latest"]


async def test_a_redirect_loop() -> None:
    async def loop(request: web.Request) -> web.Response:
        raise web.HTTPFound("/")

    seen, _ = await probe([*BOTH], {"/": loop})
    assert seen.v6 is not None
    assert seen.v6.fetch.ended is FetchEnd.REDIRECT_LOOP


async def test_a_machine_without_a_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipv6, "has_ipv6_route", lambda addresses, port: False)
    seen, hosts = await probe([*BOTH], {"/": HOME})
    assert seen.aaaa == ("::1",)
    assert (seen.has_ipv6_route, seen.tcp_open, seen.v6) == (False, None, None)
    assert seen.fetch.ended is FetchEnd.NO_IPV6_ROUTE
    assert hosts == [], "there is nothing to compare"


def test_routes() -> None:
    assert has_ipv6_route(("::1",), 80)
    assert not has_ipv6_route((), 80)


async def test_https_with_the_name_in_the_handshake(tmp_path: Path) -> None:
    named: list[str | None] = []
    context = own_certificate(tmp_path)
    context.sni_callback = lambda tls, name, _: named.append(name)
    async with (
        serve({"/": HOME}, hosts=BOTH, tls=context) as site,
        serve_dns({"www.example": [*BOTH]}) as dns_server,
    ):
        rules = NetworkRules(requests_per_second=0, resolver=dns_server.address, allow=ALLOW)
        seen = await probe_ipv6(rules, f"https://www.example:{site.port}/")
    assert seen.v6 is not None
    assert seen.v6.fetch.status == 200
    assert set(named) == {"www.example"}


def own_certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("::1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
