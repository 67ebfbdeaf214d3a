"""A unit asked for alone: its own sites are walked, and no other host is asked for a page."""

from __future__ import annotations

from checks.observation import HostProbed, LinkProbed, PageSeen, SearchTried
from tests.crawler.crawling import crawled
from tests.crawler.portal_server import page, serving


def registry(home: str, own: str, column: str = "") -> str:
    columns = f'    columns:\n      - {{name: 通知公告, url: "{column}"}}\n' if column else ""
    return (
        f'portal: {{name: 澜溪县人民政府, home: "{home}"}}\n'
        "network: {requests_per_second: 0, allow: [127.0.0.0/8]}\n"
        "units:\n"
        f'  - name: 县水务局\n    sites: ["{own}"]\n{columns}'
        f'  - name: 县教育局\n    columns:\n      - {{name: 动态, url: "{home}jydt/"}}\n'
    )


async def test_own_sites_are_walked_and_nothing_else(tmp_path):
    with serving({"/": page("首页")}) as portal, serving({"/gone.html": page("没有了")}) as other:
        own_pages = {
            "/": page("县水务局", "/a.html", f"{portal.url}/zwgk/", f"{other.url}/x.html"),
            "/a.html": page("甲", "/b.html"),
            "/b.html": page("乙", "/missing.html"),
        }
        with serving(own_pages) as own:
            run = await crawled(tmp_path, registry(f"{portal.url}/", f"{own.url}/"), ["县水务局"])
    assert {seen.url for seen in run.all(PageSeen) if seen.fetch.has_page} == {
        f"{own.url}{path}" for path in ("/", "/a.html", "/b.html")
    }
    assert [seen.url for seen in run.all(HostProbed)] == [f"{own.url}/"]
    assert run.all(SearchTried) == []
    # Links that lead elsewhere are probed as links; no page there is walked.
    assert set(portal.paths()) <= {"/zwgk/"}
    assert set(other.paths()) <= {"/x.html"}
    assert run.last(LinkProbed, f"{own.url}/missing.html").fetch.status == 404
    assert run.open_looks == []


async def test_a_site_in_a_folder_of_the_portal_is_not_the_portal(tmp_path):
    routes = {
        "/": page("首页", "/zwgk/"),
        "/swj/": page("县水务局", "/swj/a.html", "/zwgk/"),
        "/swj/a.html": page("甲", "/jydt/"),
    }
    with serving(routes) as portal:
        run = await crawled(tmp_path, registry(f"{portal.url}/", f"{portal.url}/swj/"), ["县水务局"])
    assert {seen.url for seen in run.all(PageSeen)} == {f"{portal.url}/swj/", f"{portal.url}/swj/a.html"}


async def test_a_column_asked_for_leaves_the_site_alone(tmp_path):
    with serving({"/": page("首页")}) as portal, serving({"/": page("县水务局"), "/tzgg/": page("通知公告")}) as own:
        text = registry(f"{portal.url}/", f"{own.url}/", f"{own.url}/tzgg/")
        await crawled(tmp_path, text, ["县水务局"], ["通知公告"])
    assert own.paths() == ["/tzgg/"]
    assert portal.paths() == []
