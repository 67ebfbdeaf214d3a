"""One FetchEnd for every way a look can fail: our own refusals, and every exception of the libraries below us.

A test walks the exception classes of the libraries and fails when one is not mapped.
"""

from __future__ import annotations

import errno
import re
import ssl
import sys

from checks.observation import FetchEnd


class LookFailed(Exception):
    """A look that ended without an answer, for a reason we already know by name."""

    def __init__(self, ended: FetchEnd, detail: str = "") -> None:
        super().__init__(f"{ended}: {detail}" if detail else str(ended))
        self.ended = ended
        self.detail = detail


_BY_ERRNO: dict[int, FetchEnd] = {
    errno.ECONNREFUSED: FetchEnd.REFUSED,
    errno.ECONNRESET: FetchEnd.RESET,
    errno.ECONNABORTED: FetchEnd.RESET,
    errno.EPIPE: FetchEnd.RESET,
    errno.ENOTCONN: FetchEnd.RESET,
    errno.ESHUTDOWN: FetchEnd.RESET,
    errno.ETIMEDOUT: FetchEnd.TIMEOUT,
    errno.ENETUNREACH: FetchEnd.UNREACHABLE,
    errno.EHOSTUNREACH: FetchEnd.UNREACHABLE,
    errno.ENETDOWN: FetchEnd.UNREACHABLE,
    errno.EHOSTDOWN: FetchEnd.UNREACHABLE,
    errno.EADDRNOTAVAIL: FetchEnd.UNREACHABLE,
    errno.EAFNOSUPPORT: FetchEnd.UNREACHABLE,
    errno.EACCES: FetchEnd.UNREACHABLE,
    errno.EPERM: FetchEnd.UNREACHABLE,
}

# First match counts, so a class stands before the classes it is derived from. Libraries by name: importing them costs
# a second, and what was never imported raises nothing.
_BY_NAME: tuple[tuple[str, str, FetchEnd], ...] = (
    ("scrapy.exceptions", "DownloadTimeoutError", FetchEnd.TIMEOUT),
    ("scrapy.exceptions", "CannotResolveHostError", FetchEnd.NAME_FAILED),
    ("scrapy.exceptions", "DownloadConnectionRefusedError", FetchEnd.REFUSED),
    ("scrapy.exceptions", "DownloadCancelledError", FetchEnd.TOO_LARGE),
    ("scrapy.exceptions", "StopDownload", FetchEnd.TOO_LARGE),
    ("scrapy.exceptions", "DownloadFailedError", FetchEnd.RESET),
    ("scrapy.exceptions", "ResponseDataLossError", FetchEnd.RESET),
    ("scrapy.exceptions", "UnsupportedURLSchemeError", FetchEnd.SCHEME),
    ("scrapy.exceptions", "NotSupported", FetchEnd.SCHEME),
    ("scrapy.exceptions", "IgnoreRequest", FetchEnd.ROBOTS),
    ("aiohttp", "ClientConnectorDNSError", FetchEnd.NAME_FAILED),
    ("aiohttp", "ClientSSLError", FetchEnd.TLS),
    ("aiohttp", "ServerFingerprintMismatch", FetchEnd.TLS),
    ("ssl", "SSLError", FetchEnd.TLS),
    ("builtins", "TimeoutError", FetchEnd.TIMEOUT),
    ("aiohttp", "ServerTimeoutError", FetchEnd.TIMEOUT),
    ("aiohttp", "NonHttpUrlClientError", FetchEnd.SCHEME),
    ("aiohttp", "InvalidURL", FetchEnd.SCHEME),
    ("aiohttp", "TooManyRedirects", FetchEnd.REDIRECT_LOOP),
    ("aiohttp", "RedirectClientError", FetchEnd.REDIRECT_LOOP),
    ("aiohttp.http_exceptions", "ContentEncodingError", FetchEnd.BAD_ANSWER),
    # A body that stops before its announced end: the connection went, not the answer's form.
    ("aiohttp.http_exceptions", "ContentLengthError", FetchEnd.RESET),
    ("aiohttp.http_exceptions", "TransferEncodingError", FetchEnd.RESET),
    ("aiohttp", "ClientPayloadError", FetchEnd.RESET),
    ("aiohttp", "ServerDisconnectedError", FetchEnd.RESET),
    ("aiohttp", "ClientResponseError", FetchEnd.BAD_ANSWER),
    ("aiohttp.http_exceptions", "HttpProcessingError", FetchEnd.BAD_ANSWER),
    ("httptools", "HttpParserError", FetchEnd.BAD_ANSWER),
    ("httptools", "HttpParserUpgrade", FetchEnd.BAD_ANSWER),
    ("zlib", "error", FetchEnd.BAD_ANSWER),
    ("builtins", "EOFError", FetchEnd.RESET),
    ("builtins", "ConnectionRefusedError", FetchEnd.REFUSED),
    ("builtins", "ConnectionError", FetchEnd.RESET),
    ("aiohttp", "ClientConnectorError", FetchEnd.UNREACHABLE),
    ("aiohttp", "ClientConnectionError", FetchEnd.RESET),
    ("aiohttp", "ClientError", FetchEnd.BAD_ANSWER),
)


def how_it_ended(error: BaseException) -> tuple[FetchEnd, str]:
    """The end and a short detail for people. UNMAPPED keeps the name of the class, so that it can be mapped next."""
    if isinstance(error, LookFailed):
        return error.ended, error.detail
    inner = _our_refusal_inside(error)
    if inner is not None:
        return inner.ended, inner.detail
    detail = f"{type(error).__name__}: {error}"[:200]
    if _is_a(error, "aiohttp", "ClientPayloadError") and "encoding" in str(error).lower():
        return _payload_end(error), detail
    is_tls = isinstance(error, ssl.SSLError) or _is_a(error, "aiohttp", "ClientSSLError")
    if isinstance(error, OSError) and not is_tls:
        by_number = _by_number(error)
        if by_number is not None:
            return by_number, detail
    for module, name, ended in _BY_NAME:
        if _is_a(error, module, name):
            return ended, detail
    return FetchEnd.UNMAPPED, detail


def _is_a(error: BaseException, module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))


def _our_refusal_inside(error: BaseException) -> LookFailed | None:
    """aiohttp wraps what our resolver raises; the reason must not be lost on the way."""
    seen = 0
    inner: BaseException | None = error
    while inner is not None and seen < 6:
        if isinstance(inner, LookFailed):
            return inner
        inner = inner.__cause__ or inner.__context__
        seen += 1
    return None


def _payload_end(error: BaseException) -> FetchEnd:
    """Broken compression and a broken chunk both come as payload errors; only the text tells them apart."""
    text = str(error).lower()
    return FetchEnd.BAD_ANSWER if "content-encoding" in text or "decod" in text else FetchEnd.RESET


def _by_number(error: OSError) -> FetchEnd | None:
    if error.errno in _BY_ERRNO:
        return _BY_ERRNO[error.errno]
    # Several addresses were tried and failed differently: a refusal says most, then a time-out.
    tried = {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(getattr(error, "os_error", error)))}
    ends = {_BY_ERRNO[number] for number in tried if number in _BY_ERRNO}
    for ended in (FetchEnd.REFUSED, FetchEnd.RESET, FetchEnd.TIMEOUT, FetchEnd.UNREACHABLE):
        if ended in ends:
            return ended
    return None
