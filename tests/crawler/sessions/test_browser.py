"""A real Chromium behind the proxy: what it may load, what it must not, and what happens when it dies."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from aiohttp import web

from checks.observation import FetchEnd
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from crawler.sessions import context_pool
from crawler.sessions.browser import BrowserLimits, BrowserSession, find_browser
from crawler.sessions.rendered_page import rendered
from tests.crawler.dns_server import serve_dns
from tests.crawler.loopback_site import serve
from tests.crawler.test_browser_proxy import counting_server

RULES = NetworkRules(requests_per_second=0, allow=("127.0.0.1/32",), user_agent_contact="mailto:a@example.org")
QUICK = BrowserLimits(load=10, settle=3, action=10)

DRAWN = """<html><head><meta charset="gbk"><title>公告</title></head><body><ul id="list"></ul><img src="/i.png">
<script>fetch('/data').then(r => r.json()).then(rows => rows.forEach(row => {
  const li = document.createElement('li'); li.textContent = row; list.append(li); }))</script></body></html>"""


async def data(request: web.Request) -> web.Response:
    await asyncio.sleep(0.3)
    return web.json_response(["第一条", "第二条"])


def session(browser_path: str, limits: BrowserLimits = QUICK, rules: NetworkRules = RULES) -> BrowserSession:
    return BrowserSession(rules, executable=Path(browser_path), limits=limits)


async def test_the_dom_after_the_scripts_have_run(browser_path: str) -> None:
    agents: list[str] = []

    async def page(request: web.Request) -> web.Response:
        agents.append(request.headers["User-Agent"])
        return web.Response(text=DRAWN, content_type="text/html")

    async def moved(request: web.Request) -> web.Response:
        raise web.HTTPFound("/list")

    async with serve({"/list": page, "/old": moved, "/data": data}) as site, session(browser_path) as browser:
        seen = await rendered(browser, site.url + "/old")
    html = seen.html.decode()
    assert "第一条" in html
    assert "第二条" in html
    assert (seen.fetch.ended, seen.fetch.status, seen.fetch.rendered) == (FetchEnd.ANSWERED, 200, True)
    assert (seen.fetch.final_url, seen.fetch.charset, seen.fetch.size) == (site.url + "/list", "utf-8", len(seen.html))
    assert [(hop.url, hop.status, hop.location) for hop in seen.fetch.hops] == [(site.url + "/old", 302, "/list")]
    assert sorted(site.paths()) == ["/data", "/list", "/old"], "no images"
    assert "xunjian/" in agents[0]
    assert "mailto:a@example.org" in agents[0]
    assert "Headless" not in agents[0]


async def test_an_error_page_keeps_its_status(browser_path: str) -> None:
    async with serve({}) as site, session(browser_path) as browser:
        seen = await rendered(browser, site.url + "/gone")
    assert (seen.fetch.ended, seen.fetch.status) == (FetchEnd.ANSWERED, 404)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]:{port}/", "http://127.0.0.2:{port}/"]
)
@pytest.mark.parametrize("how", ["redirect", "script", "frame", "fetch"])
async def test_no_page_leads_the_browser_to_a_refused_address(browser_path: str, target: str, how: str) -> None:
    async with counting_server("127.0.0.2") as (port, said), counting_server("127.0.0.1") as (mapped_port, mapped):
        target = target.format(port=mapped_port if "ffff" in target else port)

        async def page(request: web.Request) -> web.Response:
            if how == "redirect":
                raise web.HTTPFound(target)
            text = {
                "script": f"<script>location.href = '{target}'</script>",
                "frame": f"<iframe src='{target}'></iframe><link rel=prefetch href='{target}'>",
                "fetch": f"<script>fetch('{target}', {{mode: 'no-cors'}});"
                f"new WebSocket('{target}'.replace('http', 'ws'));"
                f"navigator.sendBeacon('{target}'); new Image().src = '{target}'</script>",
            }[how]
            return web.Response(text=f"<html><body>text{text}</body></html>", content_type="text/html")

        async with serve({"/": page}) as site, session(browser_path) as browser:
            seen = await rendered(browser, site.url + "/")
            refused = browser.proxy.counts.refused
    assert (said, mapped) == ([], [])
    assert refused >= 1
    if how == "redirect":
        assert seen.fetch.ended is FetchEnd.PRIVATE_ADDRESS
        assert len(seen.fetch.hops) == 1


async def test_a_name_that_changes_its_address_under_the_page(browser_path: str) -> None:
    answers = iter([["127.0.0.1"]] * 4 + [["127.0.0.2"]] * 100)  # A and AAAA, for the pace and for the way
    page = """<html><body><p id="said">waiting</p><script>
    setTimeout(() => fetch('/secret').then(r => r.text(), () => 'refused').then(t => { said.textContent = t }), 200)
    </script></body></html>"""
    async with (
        serve({"/": page, "/secret": "secret"}) as site,
        serve({"/secret": "inner secret"}, hosts=("127.0.0.2",), port=site.port) as inner,
        serve_dns({"rebind.example": lambda: next(answers)}) as dns_server,
    ):
        rules = NetworkRules(requests_per_second=0, resolver=dns_server.address, allow=RULES.allow)
        resolver = NameResolver(rules, shortest_cache_seconds=0.0)
        async with BrowserSession(rules, resolver=resolver, executable=Path(browser_path), limits=QUICK) as browser:
            seen = await rendered(browser, f"http://rebind.example:{site.port}/")
    assert "inner secret" not in seen.html.decode()
    assert seen.fetch.status == 200
    assert inner.requests == []
    assert site.paths() == ["/"]


async def test_windows_dialogs_and_downloads_stop_nothing(browser_path: str) -> None:
    page = """<html><body><p>text</p><script>alert('a'); confirm('b'); window.open('/popup');
    navigator.serviceWorker && navigator.serviceWorker.register('/sw.js');
    setTimeout(() => { document.body.insertAdjacentHTML('beforeend', '<p>after</p>') }, 100)</script></body></html>"""

    async def download(request: web.Request) -> web.Response:
        return web.Response(body=b"x", headers={"Content-Disposition": "attachment; filename=a.zip"})

    async with serve({"/": page, "/file": download, "/popup": "no"}) as site, session(browser_path) as browser:
        seen = await rendered(browser, site.url + "/")
        file = await rendered(browser, site.url + "/file")
    assert "<p>after</p>" in seen.html.decode()
    assert "/sw.js" not in site.paths()
    assert (file.fetch.ended, file.fetch.status, file.fetch.detail, file.html) == (
        FetchEnd.ANSWERED,
        200,
        "download",
        b"",
    )


async def test_a_page_that_never_rests_is_read_all_the_same(browser_path: str) -> None:
    page = "<html><body>text<script>setInterval(() => fetch('/poll'), 50)</script></body></html>"
    async with serve({"/": page, "/poll": "x"}) as site, session(browser_path) as browser:
        started = time.monotonic()
        seen = await rendered(browser, site.url + "/")
    assert b"text" in seen.html
    assert time.monotonic() - started < 25


async def test_a_page_that_never_answers_is_a_timeout(browser_path: str) -> None:
    async def silent(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    limits = BrowserLimits(load=1.5, settle=1, action=10)
    async with serve({"/": silent}) as site, session(browser_path, limits) as browser:
        seen = await rendered(browser, site.url + "/")
    assert (seen.fetch.ended, seen.html) == (FetchEnd.TIMEOUT, b"")


async def test_a_page_that_hangs_the_browser_is_given_up(browser_path: str) -> None:
    limits = BrowserLimits(load=2, settle=1, action=2, close=3)
    hanging = "<html><body>text<script>setTimeout(() => { for (;;); }, 50)</script></body></html>"
    async with serve({"/": hanging, "/good": "<p>good</p>"}) as site, session(browser_path, limits) as browser:
        started = time.monotonic()
        seen = await rendered(browser, site.url + "/")
        assert time.monotonic() - started < 40
        again = await rendered(browser, site.url + "/good")
    assert seen.fetch.ended in (FetchEnd.BROWSER_FAILED, FetchEnd.TIMEOUT)
    assert b"good" in again.html


def processes_of(profile_port: str) -> list[int]:
    """The browser processes that use our proxy: only those that this test started."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if folder.name.isdigit() and profile_port.encode() in line and b"--proxy-server" in line:
            found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds the browser's processes in /proc")
async def test_a_killed_browser_is_said_and_started_again(browser_path: str) -> None:
    slow = asyncio.Event()

    async def waiting(request: web.Request) -> web.Response:
        slow.set()
        await asyncio.sleep(20)
        return web.Response()

    limits = BrowserLimits(load=30, settle=3, action=10, restarts=1)
    async with serve({"/": "<p>good</p>", "/slow": waiting}) as site, session(browser_path, limits) as browser:
        assert b"good" in (await rendered(browser, site.url + "/")).html
        for expected in (True, False):
            slow.clear()
            look = asyncio.ensure_future(rendered(browser, site.url + "/slow"))
            await asyncio.wait_for(slow.wait(), 20)
            for process in processes_of(browser.proxy.url):
                os.kill(process, signal.SIGKILL)
            started = time.monotonic()
            assert (await look).fetch.ended is FetchEnd.BROWSER_FAILED
            assert time.monotonic() - started < 15
            again = await rendered(browser, site.url + "/")
            assert (b"good" in again.html) is expected
        assert again.fetch.ended is FetchEnd.BROWSER_FAILED
        assert "died 2 times" in again.fetch.detail


LEAVING = """<html><body><p id="said"></p><script>
said.textContent = document.cookie + '|' + localStorage.getItem('seen') + '|' + window.name;
document.cookie = 'seen=1'; localStorage.setItem('seen', '1'); window.name = 'seen'; window.open('/other');
</script></body></html>"""


async def test_a_window_used_again_holds_nothing_of_the_look_before(browser_path: str) -> None:
    async with serve({"/": LEAVING, "/other": "other"}) as site, session(browser_path) as browser:
        said = [(await rendered(browser, site.url + "/")).html for _ in range(4)]
        assert len(browser._contexts._idle) == 1, "one window for all of them"
        assert browser._contexts._idle[0].looks == 4
        assert browser._contexts._idle[0].context.pages == []
    assert all(b'<p id="said">|null|</p>' in html for html in said)


@pytest.mark.parametrize(("looks", "left"), [(2, 1), (3, 0), (4, 1)])
async def test_a_window_is_forgotten_after_a_number_of_looks(
    browser_path: str, monkeypatch: pytest.MonkeyPatch, looks: int, left: int
) -> None:
    monkeypatch.setattr(context_pool, "LOOKS_OF_A_CONTEXT", 3)
    async with serve({"/": "<p>text</p>"}) as site, session(browser_path) as browser:
        for _ in range(looks):
            assert b"text" in (await rendered(browser, site.url + "/")).html
        assert len(browser._contexts._idle) == left


async def test_a_browser_is_recycled_and_that_is_no_death(browser_path: str) -> None:
    limits = BrowserLimits(load=10, settle=3, action=10, restarts=0, recycle_after=2)
    async with serve({"/": "<p>text</p>"}) as site, session(browser_path, limits) as browser:
        seen = []
        for _ in range(5):
            assert b"text" in (await rendered(browser, site.url + "/")).html
            seen.append(browser._browser)
    assert [seen.index(each) for each in seen] == [0, 0, 2, 2, 4]


async def test_nothing_of_the_browser_is_left_behind(browser_path: str) -> None:
    async with serve({"/": "<p>good</p>"}) as site, session(browser_path) as browser:
        await rendered(browser, site.url + "/")
        url = browser.proxy.url
    await asyncio.sleep(0.5)
    if Path("/proc/self/cmdline").exists():
        assert processes_of(url) == []


async def test_a_program_that_is_no_browser(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    async with BrowserSession(RULES, executable=program) as browser:
        seen = await rendered(browser, "http://127.0.0.1:1/")
    assert seen.fetch.ended is FetchEnd.BROWSER_FAILED


async def test_permission_is_asked_before_every_page(browser_path: str) -> None:
    async def permit(url: str) -> FetchEnd | None:
        return FetchEnd.ROBOTS if "/private" in url else None

    async with (
        serve({"/": "<script>location.href = '/private/x'</script>text"}) as site,
        BrowserSession(RULES, executable=Path(browser_path), limits=QUICK, permit=permit) as browser,
    ):
        refused = await rendered(browser, site.url + "/private/a")
        await rendered(browser, site.url + "/")
    assert refused.fetch.ended is FetchEnd.ROBOTS
    assert site.paths() == ["/"]


def test_which_browser_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def program(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return path

    monkeypatch.delenv("XUNJIAN_BROWSER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "own"))
    assert find_browser() is None
    on_path = program(tmp_path / "bin" / "google-chrome")
    assert find_browser() == on_path
    program(tmp_path / "own" / "chromium_headless_shell-900" / "chrome-linux" / "headless_shell")
    newest = program(tmp_path / "own" / "chromium_headless_shell-1100" / "chrome-linux" / "headless_shell")
    assert find_browser() == newest
    asked_for = program(tmp_path / "else" / "my-browser")
    monkeypatch.setenv("XUNJIAN_BROWSER", str(asked_for))
    assert find_browser() == asked_for
    monkeypatch.setenv("XUNJIAN_BROWSER", str(tmp_path / "gone"))
    assert find_browser() == newest
    monkeypatch.setenv("XUNJIAN_BROWSER", "none")
    assert find_browser() is None
