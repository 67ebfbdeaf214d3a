"""How one look ended: what came back, over which hops, or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FetchEnd(StrEnum):
    """How a look ended. Only ANSWERED means that the other side said something over HTTP (any status)."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    NAME_UNKNOWN = "name-unknown"  # the resolver says that the name does not exist (NXDOMAIN)
    NAME_FAILED = "name-failed"  # the resolver failed or did not answer
    REFUSED = "refused"
    RESET = "reset"  # connection lost before the answer was complete
    UNREACHABLE = "unreachable"  # no route to the host or network
    TLS = "tls"
    TOO_LARGE = "too-large"
    BAD_ANSWER = "bad-answer"  # not HTTP, broken headers, broken compression
    REDIRECT_LOOP = "redirect-loop"  # a loop or too many hops
    ROBOTS = "robots"  # robots.txt asks us not to
    PRIVATE_ADDRESS = "private-address"  # refused by our guard
    SCHEME = "scheme"  # not http or https
    OUT_OF_SCOPE = "out-of-scope"
    NO_BROWSER = "no-browser"
    NO_IPV6_ROUTE = "no-ipv6-route"
    BROWSER_FAILED = "browser-failed"
    FILE_MISSING = "file-missing"  # a local file named in the registry
    FILE_UNREADABLE = "file-unreadable"
    INTERRUPTED = "interrupted"  # the run was stopped before the look
    LIMIT = "limit"  # a stated bound of the plan was reached before the look
    UNMAPPED = "unmapped"  # a failure we have no name for yet; `detail` holds it
    HOST_SILENT = "host-silent"  # not looked: the host had not answered several looks before
    SITE_TROUBLED = "site-troubled"  # not looked: most looks at the site had failed, and it was left alone
    PERSONAL_NUMBER = "personal-number"  # not looked: the address holds the number of a person, which we do not keep


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: who answered what, and where it pointed to."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How one look ended; `status` only when ANSWERED."""

    ended: FetchEnd
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    attempts: int = 1
    content_type: str = ""
    charset: str = ""  # as declared by the header, else ""
    size: int | None = None  # bytes received
    announced: int | None = None  # bytes that the header says the body has
    rendered: bool = False  # read from the DOM of a browser
    wall: str = ""  # name of the login or anti-bot wall recognised in the answer, else ""
    etag: str = ""  # as sent with a whole answer
    last_modified: str = ""  # likewise
    # When the bytes came, where this look found them unchanged (the server said so, or the digest); else None.
    unchanged_since: datetime | None = None

    @property
    def has_page(self) -> bool:
        """A 2xx answer that is not a wall: something that can be read."""
        return (
            self.ended is FetchEnd.ANSWERED and self.status is not None and 200 <= self.status < 300 and not self.wall
        )
