"""Keeps the exchanges that evidence files are made of: request, answer and headers, hop by hop, as they happen.

Of looks that may stand behind a finding every exchange is kept: all that failed, all pages and files that were asked
for whole, all redirects. A probe that was answered well proves nothing that anybody will dispute, and is forgotten
unless what it brought turns out to be odd (`keep_chain`). Everything is bounded and masked before it is handed on.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from checks.observation import Fetch, FetchEnd
from checks.personal_numbers import find_and_mask, mask_text
from crawler.fetch_outcome import how_it_ended
from storage.exchange import Exchange, Headers, Sent
from storage.exchanges import exchange_row
from storage.run_store import COMPRESSED, RunStore

if TYPE_CHECKING:
    from crawler.looking import Answer, Ask, Download

MOST_HEADERS = 60  # real portals send 5 to 25
MOST_NAME = 100
MOST_VALUE = 2_048  # characters of one header; content policies of a few sites are longer
# Of an answer that is no page. Error pages of this field are 1 to 40 KB.
MOST_OF_A_FAILURE = 65_536
_NUMBER = 64  # longer than any number of a person: one that the cut would halve is masked before
_BREAKS = str.maketrans("\r\n\0", "   ")
_REMEMBERED = 128  # good answers to probes, until somebody finds them odd; more than are under way at a time


class ExchangeLog:
    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._good: OrderedDict[str, tuple[Ask, Answer, datetime]] = OrderedDict()

    def recorded(self, download: Download, *, only_failures: bool = False) -> Download:
        """The same way to the network, remembered. `only_failures`: of a walk that asks for nothing but links, pages
        that were answered well are not kept."""

        async def ask_and_keep(ask: Ask) -> Answer:
            try:
                answer = await download(ask)
            except Exception as error:
                ended, detail = how_it_ended(error)
                if ended is not FetchEnd.INTERRUPTED:
                    self._keep(_unanswered(ask, ended, _plain(detail)), b"")
                raise
            self._answered(ask, answer, only_failures)
            return answer

        return ask_and_keep

    def keep_chain(self, fetch: Fetch) -> None:
        """Keep what looked well and is odd: a page of error words under 200, a redirect that ends on the home page."""
        for url in (*(hop.url for hop in fetch.hops), fetch.final_url):
            remembered = self._good.pop(url, None)
            if remembered is not None:
                self._keep(*_with_beginning(*remembered))

    def _answered(self, ask: Ask, answer: Answer, only_failures: bool) -> None:
        if "/robots.txt" in ask.url and urlsplit(ask.url).path == "/robots.txt":
            return
        now = datetime.now(UTC)
        is_redirect = 300 <= answer.status < 400
        if 200 <= answer.status < 300 or (is_redirect and only_failures):
            if ask.enough is None and ask.method != "HEAD" and not only_failures:
                # The body is kept by the capture of the look, or not at all (files, pictures).
                self._keep(_exchange(ask, answer, now), b"")
                return
            self._good[ask.url] = (ask, answer, now)
            self._good.move_to_end(ask.url)
            if len(self._good) > _REMEMBERED:
                self._good.popitem(last=False)
            return
        self._keep(*_with_beginning(ask, answer, now))

    def _keep(self, exchange: Exchange, body: bytes) -> None:
        self._store.keep_exchange(exchange_row(self._store.run_id, exchange), body)


def _unanswered(ask: Ask, ended: FetchEnd, detail: str) -> Exchange:
    return Exchange(url=ask.url, at=datetime.now(UTC), method=ask.method, sent=_sent(ask), ended=ended, detail=detail)


def _exchange(
    ask: Ask, answer: Answer, at: datetime, *, is_part: bool = False, kept_sha256: str | None = None
) -> Exchange:
    headers, was_cut = bounded(answer.headers)
    digest = hashlib.sha256(answer.body).hexdigest() if answer.body else ""
    return Exchange(
        url=ask.url,
        at=at,
        method=ask.method,
        sent=_sent(ask),
        ended=FetchEnd.ANSWERED,
        status=answer.status,
        headers=headers,
        headers_cut=was_cut,
        size=len(answer.body),
        is_part=is_part or bool(answer.flags),
        body_sha256=digest,
        kept_sha256=digest if kept_sha256 is None else kept_sha256,
    )


def _sent(ask: Ask) -> Sent:
    lines = [(name.encode("latin-1", "replace"), value.encode("utf-8")) for name, value in ask.headers.items()]
    return Sent(headers=bounded(lines)[0], body=mask_text(ask.body.decode("latin-1"))[:MOST_VALUE])


def _with_beginning(ask: Ask, answer: Answer, at: datetime) -> tuple[Exchange, bytes]:
    """The exchange with so much of its body as is kept of a failure, masked; what cannot be masked is left out."""
    beginning = answer.body[:MOST_OF_A_FAILURE]
    kept = b""
    if beginning and not _is_sealed(beginning):
        kept = find_and_mask(answer.body[: MOST_OF_A_FAILURE + _NUMBER]).body[:MOST_OF_A_FAILURE]
    key = hashlib.sha256(beginning).hexdigest() if kept else ""
    is_part = len(answer.body) > len(beginning)
    return _exchange(ask, answer, at, is_part=is_part, kept_sha256=key), kept


def _is_sealed(body: bytes) -> bool:
    """Whether numbers of people in it could not be seen: packed files, and any other binary."""
    return body.startswith(COMPRESSED) or b"\x00" in body[:1_024]


def bounded(lines: Iterable[tuple[bytes, bytes]]) -> tuple[Headers, bool]:
    """Header lines as they are kept, and whether something was left out of them."""
    lines = list(lines)
    kept: list[tuple[str, str]] = []
    was_cut = len(lines) > MOST_HEADERS
    for name, value in lines[:MOST_HEADERS]:
        text = mask_text(_one_line(value))
        if name.lower() in (b"cookie", b"set-cookie"):
            text = _without_values(text, name.lower() == b"set-cookie")
        was_cut = was_cut or len(text) > MOST_VALUE or len(name) > MOST_NAME
        kept.append((_one_line(name)[:MOST_NAME], text[:MOST_VALUE]))
    return tuple(kept), was_cut


def _one_line(value: bytes) -> str:
    return value.decode("latin-1").translate(_BREAKS)


def _plain(detail: str) -> str:
    """Errors quote what a server sent: NUL and half a surrogate pair are no text for a database."""
    return mask_text(detail.translate(_BREAKS).encode("utf-8", "replace").decode())[:MOST_VALUE]


def _without_values(cookies: str, is_set: bool) -> str:
    """Names stay, because gateways are known by them; a value can be anybody's session. Attributes of a cookie that a
    server sets stay as well."""
    parts = cookies.split(";")
    named, attributes = (parts[:1], parts[1:]) if is_set else (parts, [])
    shown = []
    for part in named:
        name, equals, value = part.partition("=")
        shown.append(f"{name}=[{len(value)} characters left out]" if equals else part)
    return ";".join([*shown, *attributes])
