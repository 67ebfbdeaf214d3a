"""The certificates that a host shows and what verifying them says. One handshake, no request.

Everything else goes on without verification (a portal with an expired certificate is still to be audited); here the
handshake goes through whatever verification finds, and every error is noted. Certificates that the host did not send
are not fetched from where it says they are: what visitors' browsers may fetch by themselves is no merit of the host.
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import AuthorityInformationAccessOID
from OpenSSL import SSL

from checks.observation import Certificate, CertificateSeen, Fetch, FetchEnd
from crawler.fetch_outcome import how_it_ended
from crawler.name_resolver import NameResolver
from crawler.pinned_connection import Connected, NotConnected, close_quietly, connect

HANDSHAKE_SECONDS = 15.0  # standards 1.2: what takes longer counts as not opening
_CHUNK = 16_384
_MOST_CERTIFICATES = 10  # of a chain; public ones have three or four
_MOST_NAMES = 200
_LONGEST_NAME = 253


async def look_at_certificate(site: str, origin: str, resolver: NameResolver) -> CertificateSeen:
    """`site`: the home page the look is about; `origin`: an https address of it. Never raises for the outside world."""
    parts = urlsplit(origin)
    host, port = parts.hostname or "", parts.port or 443
    begun = datetime.now(UTC)
    connected = await connect(resolver, host, port)
    if isinstance(connected, NotConnected):
        fetch = Fetch(ended=connected.ended, detail=connected.detail, final_url=origin)
        return CertificateSeen(url=site, observed_at=begun, fetch=fetch, host=host, port=port)
    errors: list[tuple[int, int]] = []
    try:
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            chain = await _handshake(connected, host, errors)
    except SSL.Error as error:
        fetch = Fetch(ended=FetchEnd.TLS, detail=_words(error), final_url=origin)
        return CertificateSeen(url=site, observed_at=begun, fetch=fetch, host=host, port=port)
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        ended, detail = how_it_ended(error)
        is_odd = isinstance(error, ValueError)  # a certificate that cannot be read
        fetch = Fetch(ended=FetchEnd.TLS if is_odd else ended, detail=detail, final_url=origin)
        return CertificateSeen(url=site, observed_at=begun, fetch=fetch, host=host, port=port)
    finally:
        await close_quietly(connected.writer)
    return CertificateSeen(
        url=site,
        observed_at=begun,
        fetch=Fetch(ended=FetchEnd.ANSWERED, final_url=origin),
        host=host,
        port=port,
        chain=chain,
        covers_host=any(covers(name, host) for name in chain[0].names) if chain else None,
        errors=tuple(dict.fromkeys(errors)),
        roots_known=_roots_known(),
    )


async def _handshake(connected: Connected, host: str, errors: list[tuple[int, int]]) -> tuple[Certificate, ...]:
    connection = SSL.Connection(_context(errors), None)
    connection.set_connect_state()
    if not _is_address(host):
        connection.set_tlsext_host_name(host.encode("ascii"))
    while True:
        try:
            connection.do_handshake()
        except SSL.WantReadError:
            await _send(connection, connected)
            received = await connected.reader.read(_CHUNK)
            if not received:
                raise EOFError("the connection ended during the handshake") from None
            connection.bio_write(received)
        else:
            break
    shown = connection.get_peer_cert_chain(as_cryptography=True) or []
    return tuple(_certificate(each) for each in shown[:_MOST_CERTIFICATES])


async def _send(connection: SSL.Connection, connected: Connected) -> None:
    while True:
        try:
            connected.writer.write(connection.bio_read(_CHUNK))
        except SSL.WantReadError:
            break
    await connected.writer.drain()


def _context(errors: list[tuple[int, int]]) -> SSL.Context:
    def note(_connection: SSL.Connection, _certificate: object, code: int, depth: int, fine: int) -> bool:
        if not fine:
            errors.append((code, depth))
        return True  # the handshake goes on: only what verification says is asked for

    context = SSL.Context(SSL.TLS_METHOD)
    # Old servers of small offices must be looked at too.
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    context.set_options(getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4))
    context.set_verify(SSL.VERIFY_PEER, note)
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        context.load_verify_locations(paths.cafile, paths.capath)
    return context


@lru_cache(maxsize=1)
def _roots_known() -> int:
    """Certificates in the trust store of this machine; a store without any makes every host look untrusted."""
    paths = ssl.get_default_verify_paths()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if paths.cafile:
        context.load_verify_locations(paths.cafile)
    known = int(context.cert_store_stats()["x509_ca"])
    return known or (sum(1 for _ in Path(paths.capath).glob("*.[0-9]")) if paths.capath else 0)


def _certificate(shown: x509.Certificate) -> Certificate:
    return Certificate(
        subject=shown.subject.rfc4514_string()[:500],
        issuer=shown.issuer.rfc4514_string()[:500],
        not_before=shown.not_valid_before_utc,
        not_after=shown.not_valid_after_utc,
        names=_names(shown),
        issued_by_itself=shown.subject == shown.issuer,
        says_where_its_issuer_is=_says_where_its_issuer_is(shown),
        sha256=shown.fingerprint(SHA256()).hex(),
    )


def _names(shown: x509.Certificate) -> tuple[str, ...]:
    """Names and addresses it was issued for. Browsers take no common name any more."""
    try:
        alternative = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    names = alternative.get_values_for_type(x509.DNSName)
    addresses = [str(address) for address in alternative.get_values_for_type(x509.IPAddress)]
    return tuple(name[:_LONGEST_NAME].lower() for name in (*names, *addresses)[:_MOST_NAMES])


def _says_where_its_issuer_is(shown: x509.Certificate) -> bool:
    try:
        access = shown.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(each.access_method == AuthorityInformationAccessOID.CA_ISSUERS for each in access)


def covers(name: str, host: str) -> bool:
    """RFC 6125: a star stands for one whole label, the leftmost; an address is meant literally."""
    host, name = host.lower().rstrip("."), name.lower().rstrip(".")
    if _is_address(host):
        return _is_address(name) and ip_address(name) == ip_address(host)
    if not name.startswith("*."):
        return name == host
    return "." in name[2:] and host.partition(".")[2] == name[2:]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _words(error: SSL.Error) -> str:
    reasons = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(reason[-1]) for reason in reasons if reason)[:200] or type(error).__name__
