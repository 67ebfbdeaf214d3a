"""Why a look through the browser ended without an answer."""

from __future__ import annotations

import re

from checks.observation import FetchEnd

_BY_NET_ERROR: tuple[tuple[str, FetchEnd], ...] = (
    ("ERR_TOO_MANY_REDIRECTS", FetchEnd.REDIRECT_LOOP),
    ("ERR_CERT_", FetchEnd.TLS),
    ("ERR_SSL_", FetchEnd.TLS),
    ("ERR_BAD_SSL", FetchEnd.TLS),
    ("ERR_TIMED_OUT", FetchEnd.TIMEOUT),
    ("ERR_CONNECTION_TIMED_OUT", FetchEnd.TIMEOUT),
    ("ERR_NAME_NOT_RESOLVED", FetchEnd.NAME_FAILED),
    ("ERR_CONNECTION_REFUSED", FetchEnd.REFUSED),
    ("ERR_ADDRESS_UNREACHABLE", FetchEnd.UNREACHABLE),
    ("ERR_EMPTY_RESPONSE", FetchEnd.RESET),
    ("ERR_CONNECTION_", FetchEnd.RESET),
    ("ERR_CONTENT_LENGTH_MISMATCH", FetchEnd.RESET),
    ("ERR_INCOMPLETE_CHUNKED_ENCODING", FetchEnd.RESET),
    ("ERR_HTTP2_", FetchEnd.RESET),
    ("ERR_INVALID_", FetchEnd.BAD_ANSWER),
    ("ERR_RESPONSE_HEADERS_", FetchEnd.BAD_ANSWER),
    ("ERR_CONTENT_DECODING_", FetchEnd.BAD_ANSWER),
    ("ERR_UNSAFE_PORT", FetchEnd.SCHEME),
    ("ERR_UNKNOWN_URL_SCHEME", FetchEnd.SCHEME),
)
_NET_ERROR = re.compile(r"net::(ERR_[A-Z0-9_]+)")


class BrowserTrouble(Exception):
    """Travels from the browser to the look that wanted something of it, which stores it as its fetch."""

    def __init__(self, ended: FetchEnd, detail: str = "") -> None:
        super().__init__(f"{ended}: {detail}")
        self.ended = ended
        self.detail = detail


def net_error(message: str) -> str:
    """Chromium's name for a network failure inside a message, "" where there is none."""
    found = _NET_ERROR.search(message)
    return found[1] if found else ""


def end_of(name: str) -> FetchEnd:
    """The end that a network failure of Chromium means."""
    return next((end for start, end in _BY_NET_ERROR if name.startswith(start)), FetchEnd.UNMAPPED)
