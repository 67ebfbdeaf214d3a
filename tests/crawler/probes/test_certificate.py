"""Handshakes with servers on loopback whose certificates are made here."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from checks.observation import CertificateSeen, FetchEnd, LinkProbed, PageSeen
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from crawler.probes import certificate
from crawler.probes.certificate import covers, look_at_certificate
from tests.crawler.crawling import crawled, registry_text
from tests.crawler.dns_server import serve_dns
from tests.crawler.loopback_site import serve
from tests.crawler.portal_server import page

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HOST = "www.qinglan.example"


@dataclass
class Issued:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issue(
    name: str,
    by: Issued | None = None,
    *,
    names: tuple[str, ...] = (),
    days: tuple[int, int] = (-10, 90),
    is_authority: bool = False,
) -> Issued:
    """By itself when `by` is None."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if names:
        general = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    if by and not is_authority:
        place = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://127.0.0.1:9/ca.crt")
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    return Issued(builder.sign((by or Issued(None, key)).key, hashes.SHA256()), key)  # type: ignore[arg-type]


ROOT = issue("Shili Root", is_authority=True)
MIDDLE = issue("Shili TLS CA", ROOT, is_authority=True)


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The trust store of this machine: our root alone."""
    store = tmp_path / "roots.pem"
    store.write_bytes(ROOT.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    certificate._roots_known.cache_clear()
    yield
    certificate._roots_known.cache_clear()


@asynccontextmanager
async def tls_server(folder: Path, own: Issued, *also: Issued) -> AsyncIterator[int]:
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(each.pem for each in (own, *also)))
    key.write_bytes(
        own.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def looked(port: int, host: str = HOST) -> CertificateSeen:
    async with serve_dns({HOST: ["127.0.0.1"], "qinglan.example": ["127.0.0.1"]}) as dns:
        resolver = NameResolver(NetworkRules(resolver=dns.address, allow=("127.0.0.0/8",)))
        return await look_at_certificate("http://site.example/", f"https://{host}:{port}/", resolver)


async def test_a_whole_chain(tmp_path: Path) -> None:
    own = issue("own", MIDDLE, names=(HOST, "qinglan.example"))
    async with tls_server(tmp_path, own, MIDDLE) as port:
        seen = await looked(port)
    assert (seen.fetch.ended, seen.errors, seen.covers_host, seen.roots_known) == (FetchEnd.ANSWERED, (), True, 1)
    assert [each.subject for each in seen.chain] == ["CN=own", "CN=Shili TLS CA"]
    assert seen.chain[0].names == (HOST, "qinglan.example")
    assert seen.chain[0].says_where_its_issuer_is
    assert (seen.url, seen.host, seen.port) == ("http://site.example/", HOST, port)


@pytest.mark.parametrize(
    ("own", "also", "codes"),
    [
        (lambda: issue("own", MIDDLE, names=(HOST,), days=(-90, -5)), (MIDDLE,), {10}),
        (lambda: issue("own", MIDDLE, names=(HOST,), days=(5, 90)), (MIDDLE,), {9}),
        (lambda: issue("own", MIDDLE, names=(HOST,)), (), {20, 21}),
        (lambda: issue("own", names=(HOST,)), (), {18}),
        (lambda: issue("own", issue("Other Root", is_authority=True), names=(HOST,)), (), {20, 21}),
    ],
    ids=["expired", "not yet valid", "incomplete", "self-signed", "unknown issuer"],
)
async def test_errors_are_noted_and_the_handshake_goes_on(tmp_path, own, also, codes) -> None:
    async with tls_server(tmp_path, own(), *also) as port:
        seen = await looked(port)
    assert seen.fetch.ended is FetchEnd.ANSWERED
    assert {code for code, _ in seen.errors} == codes
    assert seen.covers_host is True


async def test_expired_and_without_its_chain(tmp_path: Path) -> None:
    async with tls_server(tmp_path, issue("own", MIDDLE, names=("else.example",), days=(-90, -5))) as port:
        seen = await looked(port)
    assert {20, 10} <= {code for code, _ in seen.errors}
    assert seen.covers_host is False
    assert seen.chain[0].not_after < seen.observed_at


async def test_a_root_that_nobody_here_knows(tmp_path: Path) -> None:
    other = issue("Other Root", is_authority=True)
    async with tls_server(tmp_path, issue("own", other, names=(HOST,)), other) as port:
        seen = await looked(port)
    assert (19, 1) in seen.errors


async def test_no_trust_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    certificate._roots_known.cache_clear()
    async with tls_server(tmp_path, issue("own", MIDDLE, names=(HOST,)), MIDDLE) as port:
        seen = await looked(port)
    assert (seen.fetch.ended, seen.roots_known) == (FetchEnd.ANSWERED, 0)


async def test_names_of_addresses(tmp_path: Path) -> None:
    async with tls_server(tmp_path, issue("own", MIDDLE, names=("127.0.0.1",)), MIDDLE) as port:
        assert (await looked(port, "127.0.0.1")).covers_host is True
        assert (await looked(port)).covers_host is False


async def test_a_common_name_covers_nothing(tmp_path: Path) -> None:
    async with tls_server(tmp_path, issue(HOST, MIDDLE), MIDDLE) as port:
        assert (await looked(port)).covers_host is False


async def test_servers_that_speak_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "HANDSHAKE_SECONDS", 0.5)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    ends = []
    for handle in (answer, hang_up, wait):
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        async with server:
            ends.append((await looked(server.sockets[0].getsockname()[1])).fetch.ended)
    assert ends == [FetchEnd.TLS, FetchEnd.RESET, FetchEnd.TIMEOUT]


async def test_private_addresses_are_refused() -> None:
    seen = await look_at_certificate("https://a.example/", "https://127.0.0.1:1/", NameResolver(NetworkRules()))
    assert seen.fetch.ended is FetchEnd.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    ("name", "host", "covered"),
    [
        ("www.a.gov.cn", "WWW.a.gov.cn", True),
        ("*.a.gov.cn", "www.a.gov.cn", True),
        ("*.a.gov.cn", "a.gov.cn", False),
        ("*.a.gov.cn", "x.www.a.gov.cn", False),
        ("*.cn", "gov.cn", False),
        ("*", "a", False),
        ("w*.a.gov.cn", "www.a.gov.cn", False),
        ("::1", "::1", True),
        ("*.0.0.1", "127.0.0.1", False),
    ],
)
def test_which_names_cover_which_hosts(name: str, host: str, covered: bool) -> None:
    assert covers(name, host) is covered


def tls_context(folder: Path, own: Issued) -> ssl.SSLContext:
    (folder / "own.pem").write_bytes(own.pem)
    (folder / "own.key").write_bytes(
        own.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "own.key")
    return context


async def test_a_crawl_reads_a_site_with_a_bad_certificate_and_says_so(tmp_path: Path) -> None:
    own = issue("own", names=("127.0.0.1",), days=(-90, -5))
    async with serve({"/": page("首页", "/a.html"), "/a.html": page("文章")}, tls=tls_context(tmp_path, own)) as site:
        run = await crawled(tmp_path, registry_text(f"{site.url}/"))
    seen = run.last(CertificateSeen, f"{site.url}/")
    assert {code for code, _ in seen.errors} == {18, 10}
    assert run.last(PageSeen, f"{site.url}/").fetch.has_page
    assert run.last(LinkProbed, f"{site.url}/a.html").fetch.status == 200
    assert run.open_looks == []


async def test_a_site_that_sends_its_visitors_to_https_is_looked_at_there(tmp_path: Path) -> None:
    own = issue("own", names=("127.0.0.1",))
    async with serve({"/": page("首页")}, tls=tls_context(tmp_path, own)) as secure:

        async def send_on(_: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(f"{secure.url}/")

        async with serve({"/": send_on}) as plain:
            run = await crawled(tmp_path, registry_text(f"{plain.url}/"))
    seen = run.last(CertificateSeen, f"{plain.url}/")
    assert (seen.port, seen.covers_host) == (secure.port, True)


async def test_a_site_without_https_is_not_looked_at(tmp_path: Path) -> None:
    async with serve({"/": page("首页")}) as plain:
        run = await crawled(tmp_path, registry_text(f"{plain.url}/"))
    assert run.all(CertificateSeen) == []
