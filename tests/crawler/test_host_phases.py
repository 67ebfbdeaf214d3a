from __future__ import annotations

import asyncio

from checks.observation import LinkProbed, ListSeen, PageSeen
from crawler.host_phases import HostPhases
from crawler.host_queues import HostQueues
from tests.crawler.crawling import crawled
from tests.crawler.portal_server import Answer, Asked, article_page, list_page, page, serving
from tests.crawler.test_host_queues import never


async def test_on_each_host_one_walk_comes_after_the_other():
    phases = HostPhases()
    phases.expect(["columns", "pages", "links"])
    go = asyncio.Event()

    async def work(_: str) -> None:
        await go.wait()

    assert not phases.is_free("pages", "a"), "the walk before has not begun"
    assert phases.is_free("columns", "a")
    columns: HostQueues[str] = HostQueues(work, 1, never)
    pages: HostQueues[str] = HostQueues(work, 1, never)
    lull = asyncio.Event()
    phases.begin("columns", columns, lull)
    phases.begin("pages", pages, asyncio.Event())
    columns.put("a", "list")
    columns.put("b", "second look", later=60)
    assert not phases.is_free("pages", "a")
    assert phases.is_free("pages", "b"), "what waits for its time holds up nobody"
    assert phases.is_free("pages", "c")
    waiting = asyncio.create_task(phases.until_free("pages", "a", lambda: False))
    await asyncio.sleep(0)
    assert not waiting.done()
    pages.put("c", "page")
    assert not phases.is_free("links", "c")
    go.set()
    await asyncio.wait_for(waiting, 5)
    assert not phases.is_quiet_before("pages")
    lull.set()
    assert phases.is_quiet_before("pages")
    assert not phases.have_ended_before("pages")
    assert not phases.is_quiet_before("links")
    phases.end("columns")
    phases.end("pages")
    assert phases.have_ended_before("links")
    await columns.cancel()
    await pages.cancel()


async def test_no_host_waits_for_the_walk_of_another(tmp_path):
    """A host of others is asked for its links, and a site for its pages, while the column of a slow host is read."""
    order: list[str] = []

    def noted(name: str, body: str):
        def answer(_: Asked) -> Answer:
            order.append(name)
            return Answer(body)

        return answer

    rows = [(f"关于做好第{n}号事项工作的通知", f"/tzgg/{n}.html", f"2023-12-{n:02d}") for n in range(20, 0, -1)]
    with (
        serving({"/x.html": noted("link", page("外部"))}) as others,
        serving({}, "127.0.0.2") as site,
        serving({"/zjlx/": page("走进")}, "127.0.0.3") as slow,
    ):
        body = article_page("关于做好有关工作的通知", f"{others.url}/x.html")
        slow.routes |= {f"/tzgg/{n}.html": noted("article", body) for n in range(1, 21)}
        slow.routes |= {"/": noted("home", page("首页")), "/tzgg/": list_page("通知公告", rows)}
        site.routes |= {"/": noted("site", page("分站", "/inner.html")), "/inner.html": noted("inner", page("内页"))}
        registry = (
            f'portal: {{name: 澜溪县人民政府, home: "{slow.url}/", sites: ["{site.url}/"]}}\n'
            "network: {requests_per_second: 10, allow: [127.0.0.0/8]}\n"
            f'units:\n  - name: 县水务局\n    columns:\n      - {{name: 通知公告, url: "{slow.url}/tzgg/"}}\n'
        )
        run = await crawled(tmp_path, registry)
        link = run.last(LinkProbed, f"{others.url}/x.html")
    assert len(run.last(ListSeen, f"{slow.url}/tzgg/").rows) == 20
    assert order.index("site") < order.index("article") + 10
    assert order.index("inner") < len([each for each in order if each == "article"])
    assert order.index("home") > max(place for place, each in enumerate(order) if each == "article"), "columns first"
    assert link.fetch.has_page
    assert run.last(PageSeen, f"{slow.url}/tzgg/20.html").fetch.has_page
    assert order.count("article") == 20, "nothing is asked for twice"
    assert run.open_looks == []
