"""Ctrl-C once: the crawl ends soon, what was seen is stored, and every planned look has its row."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from checks.observation import FetchEnd, LinkProbed, ListSeen, PageSeen
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.portal_server import Answer, article_page, list_page, page, serving

ROOT = Path(__file__).resolve().parent.parent.parent


async def test_the_first_interrupt_ends_the_crawl_cleanly(tmp_path):
    rows = [(f"关于做好第{n}号事项工作的通知", f"/tzgg/{n}.html", f"2023-12-{n:02d}") for n in range(20, 0, -1)]
    seen_two = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(asked):
        if asked.path == "/tzgg/17.html":
            loop.call_soon_threadsafe(seen_two.set)
            return Answer(article_page("慢"), wait=3)
        return Answer(article_page(f"关于做好{asked.path}工作的通知", "/a.pdf"))

    with serving({"/": page("首页"), "/tzgg/": list_page("通知公告", rows)}) as server:
        server.routes |= {f"/tzgg/{n}.html": slow for n in range(1, 21)}
        text = registry_text(
            f"{server.url}/",
            unit_text(f'name: 通知公告, url: "{server.url}/tzgg/"'),
            network="requests_per_second: 20, allow: [127.0.0.0/8]",
        )

        async def interrupt() -> float:
            await seen_two.wait()
            os.kill(os.getpid(), signal.SIGINT)
            return time.monotonic()

        interrupting = asyncio.create_task(interrupt())
        run = await crawled(tmp_path, text)
        took = time.monotonic() - await interrupting
    assert took < 2
    assert run.summary.stopped_early
    assert run.open_looks == []
    assert len(run.last(ListSeen, f"{server.url}/tzgg/").rows) == 20
    fetched = [seen for seen in run.all(PageSeen) if seen.fetch.has_page and seen.url.endswith(".html")]
    stopped = [seen for seen in run.all(PageSeen) if seen.fetch.ended is FetchEnd.INTERRUPTED]
    assert {seen.url.rpartition("/")[2] for seen in fetched} == {"18.html", "19.html", "20.html"}
    # 17 articles, the home page, and what the header of the articles leads to.
    assert len(stopped) == 19
    assert all(seen.fetch.ended is FetchEnd.INTERRUPTED for seen in run.all(LinkProbed))
    assert [seen.url for seen in run.all(LinkProbed)].count(f"{server.url}/a.pdf") == 1


SECOND = """
import os, signal, sys
from crawler.first_interrupt import first_interrupt
import asyncio

async def main():
    stopped = []
    with first_interrupt(lambda: stopped.append(1)):
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.1)
        print("first", stopped, flush=True)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(5)
        print("not here")

asyncio.run(main())
"""


def test_a_second_interrupt_ends_the_program():
    ended = subprocess.run([sys.executable, "-c", SECOND], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "first [1]" in ended.stdout
    assert "not here" not in ended.stdout
    assert ended.returncode != 0
