"""What is kept of exchanges: bounded, masked, the odd ones always, the good probes only when they turn out odd."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from checks.observation import Fetch, FetchEnd, Hop
from crawler.exchange_log import MOST_HEADERS, MOST_OF_A_FAILURE, MOST_VALUE, ExchangeLog, bounded
from crawler.fetch_outcome import LookFailed
from crawler.looking import Answer, Ask
from storage.base import open_database
from storage.exchange import Exchange
from storage.exchanges import StoredExchanges
from storage.run_store import RunStore
from storage.runs import begin_run

URL = "http://www.example.gov.cn/a.html"
MOBILE = b"13812345678"


class Logged:
    def __init__(self, folder: Path) -> None:
        self.session = Session(open_database(f"sqlite:///{folder / 'x.db'}"))
        run = begin_run(
            self.session, portal="p", home=URL, snapshot="{}", options={}, as_of=date(2023, 12, 15), product_version="t"
        )
        self.store = RunStore(self.session, run.id)
        self.log = ExchangeLog(self.store)
        self.stored = StoredExchanges(self.session, run.id)

    def asked(self, answer: Answer | Exception, ask: Ask | None = None, *, only_failures: bool = False) -> None:
        async def download(_: Ask) -> Answer:
            if isinstance(answer, Exception):
                raise answer
            return answer

        async def once() -> None:
            await self.log.recorded(download, only_failures=only_failures)(ask or Ask(URL))

        with suppress(LookFailed):
            asyncio.run(once())

    def kept(self, url: str = URL) -> list[Exchange]:
        self.store.flush()
        return self.stored.of(url)

    def body(self, exchange: Exchange) -> bytes:
        return self.stored.body(exchange.kept_sha256)


@pytest.fixture
def logged(tmp_path: Path) -> Logged:
    return Logged(tmp_path)


def test_a_failure_keeps_the_beginning_of_its_body_masked(logged: Logged) -> None:
    padding = b"x" * (MOST_OF_A_FAILURE - 20)
    body = padding + "，手机：".encode() + MOBILE + "。".encode() * 100
    logged.asked(Answer(500, [(b"Server", b"nginx")], body))
    [kept] = logged.kept()
    assert (kept.status, kept.is_part, kept.size, kept.headers) == (500, True, len(body), (("Server", "nginx"),))
    text = logged.body(kept)
    assert len(text) == MOST_OF_A_FAILURE
    assert b"1381234" not in text, "a number that the cut halves was masked before"


def test_what_cannot_be_masked_is_not_kept(logged: Logged) -> None:
    for body in (b"PK\x03\x04" + MOBILE, b"\x89PNG\x00" + MOBILE, b"%PDF-1.4 " + MOBILE):
        logged.asked(Answer(404, [], body))
    assert [(logged.body(kept), kept.size > 0, bool(kept.body_sha256)) for kept in logged.kept()] == [
        (b"", True, True)
    ] * 3


def test_headers_are_bounded_and_cookies_have_no_value() -> None:
    lines = [(b"X-%d" % number, b"v") for number in range(MOST_HEADERS + 1)]
    assert (len(bounded(lines)[0]), bounded(lines)[1]) == (MOST_HEADERS, True)
    assert bounded(lines[:-1])[1] is False
    assert bounded([(b"A", b"v" * MOST_VALUE)]) == ((("A", "v" * MOST_VALUE),), False)
    assert bounded([(b"A", b"v" * (MOST_VALUE + 1))]) == ((("A", "v" * MOST_VALUE),), True)
    assert bounded([(b"Set-Cookie", b"id=abc; Path=/; HttpOnly"), (b"Cookie", b"id=abc; t=1")])[0] == (
        ("Set-Cookie", "id=[3 characters left out]; Path=/; HttpOnly"),
        ("Cookie", "id=[3 characters left out]; t=[1 characters left out]"),
    )
    assert bounded([(b"X\r\nEvil", b"a\r\nSet-Cookie: b")])[0] == (("X  Evil", "a  Set-Cookie: b"),)
    assert bounded([(b"X-Phone", "电话 ".encode() + MOBILE)])[0][0][1].endswith("138****5678")


def test_a_good_probe_is_forgotten_unless_it_turns_out_odd(logged: Logged) -> None:
    logged.asked(Answer(200, [], b"<html>fine</html>"), Ask(URL, enough=131_072))
    logged.asked(Answer(200, [], b""), Ask(URL, "HEAD"))
    assert logged.kept() == []
    logged.asked(Answer(302, [(b"Location", b"/home")], b""), Ask(URL, enough=131_072))
    home = "http://www.example.gov.cn/"
    logged.asked(Answer(200, [], b"<html>home</html>"), Ask(home, enough=131_072))
    assert [kept.status for kept in logged.kept()] == [302]
    assert logged.kept(home) == []
    logged.log.keep_chain(Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=home, hops=(Hop(URL, 302, "/home"),)))
    [kept] = logged.kept(home)
    assert logged.body(kept) == b"<html>home</html>"


def test_pages_are_kept_for_their_headers_and_a_walk_of_links_keeps_failures_only(logged: Logged) -> None:
    page = Answer(200, [(b"Content-Type", b"text/html")], b"<html>page</html>")
    logged.asked(page, only_failures=True)
    assert logged.kept() == []
    logged.asked(page)
    [kept] = logged.kept()
    assert kept.body_sha256
    assert logged.body(kept) == b"", "the capture keeps it"


def test_what_never_answered_stands_without_status_and_stopping_is_no_look(logged: Logged) -> None:
    logged.asked(LookFailed(FetchEnd.TIMEOUT, "15 s"))
    logged.asked(LookFailed(FetchEnd.INTERRUPTED, "stopped"))
    [kept] = logged.kept()
    assert (kept.ended, kept.status, kept.detail) == (FetchEnd.TIMEOUT, None, "15 s")


def test_robots_txt_proves_nothing(logged: Logged) -> None:
    robots = "http://www.example.gov.cn/robots.txt"
    logged.asked(Answer(404, [], b"gone"), Ask(robots))
    assert logged.kept(robots) == []
