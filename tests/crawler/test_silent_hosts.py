"""A host that never answers: waited for beside the others, given up after a few looks, and every look has its row."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from checks.observation import Fetch, FetchEnd, HostProbed, LinkProbed, ListSeen, PageSeen, SearchTried
from crawler import looking, run_health, walk
from crawler.run_health import SILENT_AFTER, SILENT_LOOKS, RunHealth
from crawler.spiders import column_list, link_probe, portal_walk
from tests.crawler.crawling import crawled
from tests.crawler.portal_server import Answer, page, serving

URL = "http://a.lanxi.gov.example/"
HOST = "a.lanxi.gov.example"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same proportions as in life, 25 times as fast."""
    for module in (column_list, looking, portal_walk):
        monkeypatch.setattr(module, "OPENING_SECONDS", 0.6)
    monkeypatch.setattr(link_probe, "PROBE_SECONDS", 0.6)
    monkeypatch.setattr(looking, "ROBOTS_SECONDS", 0.4)
    monkeypatch.setattr(run_health, "SILENT_SECONDS", 1.5)
    monkeypatch.setattr(walk, "LULL_SECONDS", 0.02)


class Silent:
    """Takes connections and says nothing."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._kept: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self._kept.append(self._socket.accept()[0])
            except OSError:
                return
            self.connections += 1

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for each in self._kept:
            each.close()


@contextmanager
def nobody_at_home() -> Iterator[Silent]:
    host = Silent()
    try:
        yield host
    finally:
        host.close()


def registry(home: str, *sites: str, columns: str = "") -> str:
    listed = ", ".join(f'"{site}"' for site in sites)
    units = f"units:\n  - name: 县水务局\n    columns:\n{columns}" if columns else ""
    return (
        f'portal: {{name: 澜溪县人民政府, home: "{home}", sites: [{listed}]}}\n'
        f"network: {{requests_per_second: 0, allow: [127.0.0.0/8]}}\n{units}"
    )


async def test_its_home_page_holds_up_nobody(tmp_path):
    with nobody_at_home() as silent, serving({}) as server:
        links = [f"/{n}.html" for n in range(20)]
        server.routes["/"] = page("首页", *links, f"{silent.url}/tzgg/", f"{silent.url}/zwgk/")
        server.routes.update({link: page("文章") for link in links})
        begun = time.monotonic()
        run = await crawled(tmp_path, registry(f"{server.url}/", f"{silent.url}/"))
        took = time.monotonic() - begun
        last_request = server.log[-1].at
    home = run.last(PageSeen, f"{silent.url}/")
    assert (home.fetch.ended, home.fetch.attempts) == (FetchEnd.TIMEOUT, 3)
    # Everything else was asked for before the looks at the silent host had come to their end.
    assert last_request < begun + took - 0.6
    assert all(run.last(LinkProbed, f"{server.url}{link}").fetch.has_page for link in links)
    for path in ("/tzgg/", "/zwgk/"):
        assert run.last(LinkProbed, f"{silent.url}{path}").fetch.ended is FetchEnd.HOST_SILENT
        assert run.last(PageSeen, f"{silent.url}{path}").fetch.ended in (FetchEnd.TIMEOUT, FetchEnd.HOST_SILENT)
    assert run.last(HostProbed, f"{silent.url}/").fetch.ended is FetchEnd.HOST_SILENT
    assert run.last(SearchTried, f"{silent.url}/").fetch.ended is FetchEnd.HOST_SILENT
    assert run.last(SearchTried, f"{server.url}/").fetch.ended is FetchEnd.NO_BROWSER
    assert run.open_looks == []
    assert run.summary.mistakes == 0
    # robots.txt, three looks at the home page, and at most one at each page before its silence was known.
    assert silent.connections <= 6
    assert took < 6


async def test_its_columns_are_given_up_after_a_few_looks(tmp_path):
    with nobody_at_home() as silent, serving({"/": page("首页")}) as server:
        text = "".join(f'      - {{name: 栏目{n}, url: "{silent.url}/{n}/"}}\n' for n in range(30))
        run = await crawled(tmp_path, registry(f"{server.url}/", columns=text))
    ends = Counter(seen.fetch.ended for seen in run.all(ListSeen))
    assert set(ends) == {FetchEnd.TIMEOUT, FetchEnd.HOST_SILENT}
    assert ends.total() == 30
    # Eight workers ask an unthrottled host at once; none of them asks again and again.
    assert silent.connections <= 30
    assert run.open_looks == []


async def test_a_host_that_wakes_up_is_walked_and_probed_like_any_other(tmp_path):
    asked = []

    def sleepy(_):
        asked.append(1)
        return Answer(page("分站", "/inner.html"), wait=1.0 if len(asked) == 1 else 0.0)

    pages: dict[str, Any] = {"/": sleepy, "/inner.html": page("内页", "/far.html"), "/far.html": page("远")}
    with serving(pages) as late, serving({"/": page("首页", "/a.html"), "/a.html": page("甲")}) as server:
        run = await crawled(tmp_path, registry(f"{server.url}/", f"{late.url}/"))
    assert run.last(PageSeen, f"{late.url}/").fetch.attempts == 2
    for path in ("/inner.html", "/far.html"):
        assert run.last(PageSeen, f"{late.url}{path}").fetch.has_page
        assert run.last(LinkProbed, f"{late.url}{path}").fetch.has_page
    assert run.last(HostProbed, f"{late.url}/").fetch.ended is not FetchEnd.HOST_SILENT
    assert run.open_looks == []


async def test_a_column_that_wakes_up_brings_its_pages(tmp_path):
    asked = []

    def sleepy(_):
        asked.append(1)
        row = '<li><a href="/{0}.html">关于第{0}号事项的通知</a><span>2023-12-0{0}</span></li>'
        rows = "".join(row.format(n) for n in (1, 2, 3))
        body = f"<html><head><title>通知公告</title></head><body><ul>{rows}</ul></body></html>"
        return Answer(body, wait=1.0 if len(asked) == 1 else 0.0)

    articles = {f"/{n}.html": page("通知", "/more.html") for n in (1, 2, 3)}
    pages: dict[str, Any] = {"/tzgg/": sleepy, "/more.html": page("更多"), **articles}
    with serving(pages) as late, serving({"/": page("首页")}) as server:
        column = f'      - {{name: 通知公告, url: "{late.url}/tzgg/", class: notice}}\n'
        run = await crawled(tmp_path, registry(f"{server.url}/", columns=column))
    assert len(run.last(ListSeen, f"{late.url}/tzgg/").rows) == 3
    assert run.last(PageSeen, f"{late.url}/more.html").fetch.has_page
    assert run.last(LinkProbed, f"{late.url}/more.html").fetch.has_page
    assert run.open_looks == []


def look(ended: FetchEnd, url: str = URL) -> Fetch:
    return Fetch(ended=ended, status=200 if ended is FetchEnd.ANSWERED else None, final_url=url)


@pytest.mark.parametrize(
    ("looks", "seconds", "is_silent"),
    [
        (SILENT_LOOKS - 1, 9.0, False),
        (SILENT_LOOKS, 0.5, True),
        (SILENT_LOOKS + 1, 0.5, True),
        (SILENT_LOOKS, 0.49, False),  # refused at once: three such looks cost nothing
    ],
)
def test_when_a_host_that_never_answered_is_given_up(looks, seconds, is_silent):
    health = RunHealth()
    assert not health.is_doubtful(HOST)
    for _ in range(looks):
        health.looked(look(FetchEnd.TIMEOUT), seconds)
    assert health.is_doubtful(HOST)
    assert health.is_silent(HOST) is is_silent


@pytest.mark.parametrize(("targets", "is_silent"), [(SILENT_AFTER - 1, False), (SILENT_AFTER, True)])
def test_when_a_host_that_has_answered_is_given_up(targets, is_silent):
    health = RunHealth()
    health.looked(look(FetchEnd.ANSWERED), 0.1)
    for _ in range(targets):
        health.looked(look(FetchEnd.TIMEOUT), 15.0)
        health.target_done(HOST, look(FetchEnd.TIMEOUT))
    assert not health.is_doubtful(HOST)
    assert health.is_silent(HOST) is is_silent
    health.looked(look(FetchEnd.ANSWERED), 0.1)
    assert not health.is_silent(HOST)


def test_our_own_refusals_are_no_silence():
    health = RunHealth()
    for ended in (FetchEnd.ROBOTS, FetchEnd.PRIVATE_ADDRESS, FetchEnd.INTERRUPTED, FetchEnd.NAME_UNKNOWN) * 3:
        health.looked(look(ended), 20.0)
        health.target_done(HOST, look(ended))
    assert not health.is_doubtful(HOST)
    assert not health.is_silent(HOST)
