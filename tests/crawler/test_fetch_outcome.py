from __future__ import annotations

import errno
import inspect
import ssl
import zlib
from typing import Any

import aiohttp
import httptools
import pytest
from aiohttp import http_exceptions
from aiohttp.client_reqrep import ConnectionKey
from scrapy import exceptions as scrapy_exceptions

from checks.observation import FetchEnd
from crawler.fetch_outcome import LookFailed, how_it_ended

# Exceptions of the libraries that no download of ours can raise, each with the reason.
NOT_ABOUT_A_DOWNLOAD = {
    "CloseSpider": "ends a spider",
    "ContractFail": "Scrapy's own contracts",
    "DontCloseSpider": "a signal to the engine",
    "DropItem": "about items",
    "NotConfigured": "a component switches itself off",
    "ScrapyDeprecationWarning": "a warning",
    "UsageError": "wrong use of the command line",
    "WSMessageTypeError": "about web sockets",
    "WSServerHandshakeError": "about web sockets",
    "WebSocketError": "about web sockets",
    "_InvalidOutput": "a mistake in a middleware",
    "BadContentDispositionHeader": "a warning about multipart bodies",
    "BadContentDispositionParam": "a warning about multipart bodies",
    "EofStream": "the normal end of a stream inside the library",
    "BadHttpMethod": "about requests a server gets",
    "PayloadEncodingError": "the base of the body's errors, never raised itself",
}


def library_exceptions() -> list[type[BaseException]]:
    found: dict[str, type[BaseException]] = {}
    for module in (aiohttp, aiohttp.client_exceptions, http_exceptions, scrapy_exceptions, httptools):
        for name, thing in inspect.getmembers(module, inspect.isclass):
            if issubclass(thing, BaseException) and thing.__module__.startswith(("aiohttp", "scrapy", "httptools")):
                found[name] = thing
    return [thing for name, thing in sorted(found.items()) if name not in NOT_ABOUT_A_DOWNLOAD]


@pytest.mark.parametrize("kind", library_exceptions(), ids=lambda kind: kind.__name__)
def test_every_exception_of_the_libraries_is_mapped(kind):
    error = kind.__new__(kind)  # their constructors want pieces of a connection
    error.args = ("broken",)
    ended, _ = how_it_ended(_printable(error))
    assert ended is not FetchEnd.UNMAPPED, f"map {kind.__module__}.{kind.__name__} in crawler/fetch_outcome.py"


def _printable(error: BaseException) -> BaseException:
    """The same class, with a text: __str__ of some needs attributes that only their constructor sets."""
    kind = type(error)
    plain: Any = type(kind.__name__, (kind,), {"__str__": lambda self: "broken", "errno": None})
    made: BaseException = plain.__new__(plain)
    return made


KEY = ConnectionKey("a.example", 80, False, False, None, None, None)


@pytest.mark.parametrize(
    ("error", "ended"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "refused")), FetchEnd.REFUSED),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.ENETUNREACH, "no route")), FetchEnd.UNREACHABLE),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.EHOSTUNREACH, "no host")), FetchEnd.UNREACHABLE),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.ETIMEDOUT, "slow")), FetchEnd.TIMEOUT),
        (
            aiohttp.ClientConnectorError(KEY, OSError("Multiple exceptions: [Errno 111] x, [Errno 101] y")),
            FetchEnd.REFUSED,
        ),
        (aiohttp.ClientOSError(errno.ECONNRESET, "reset"), FetchEnd.RESET),
        (aiohttp.ServerDisconnectedError(), FetchEnd.RESET),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "handshake")), FetchEnd.TLS),
        (aiohttp.ConnectionTimeoutError("connect"), FetchEnd.TIMEOUT),
        (TimeoutError(), FetchEnd.TIMEOUT),
        (ssl.SSLError(1, "[SSL] bad"), FetchEnd.TLS),
        (ConnectionResetError(errno.ECONNRESET, "reset"), FetchEnd.RESET),
        (aiohttp.ClientPayloadError("Can not decode content-encoding: gzip"), FetchEnd.BAD_ANSWER),
        (aiohttp.ClientPayloadError("Response payload is not completed"), FetchEnd.RESET),
        (zlib.error("incorrect header"), FetchEnd.BAD_ANSWER),
        (http_exceptions.BadStatusLine("SSH-2.0"), FetchEnd.BAD_ANSWER),
        (LookFailed(FetchEnd.ROBOTS, "why"), FetchEnd.ROBOTS),
        (RuntimeError("something new"), FetchEnd.UNMAPPED),
    ],
)
def test_what_an_exception_means(error, ended):
    assert how_it_ended(error)[0] is ended


def test_a_refusal_is_found_inside_what_the_library_made_of_it():
    wrapped = aiohttp.ClientConnectorDNSError(KEY, OSError(None, "x"))
    wrapped.__cause__ = LookFailed(FetchEnd.PRIVATE_ADDRESS, "10.0.0.1 (private)")
    assert how_it_ended(wrapped) == (FetchEnd.PRIVATE_ADDRESS, "10.0.0.1 (private)")


def test_an_unmapped_failure_keeps_its_name():
    assert "RuntimeError: something new" in how_it_ended(RuntimeError("something new"))[1]
