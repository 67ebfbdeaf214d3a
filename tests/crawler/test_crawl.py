"""Whole crawls on loopback: what is asked, what is stored, and that nothing planned stays without a row."""

from __future__ import annotations

from checks.observation import (
    FetchEnd,
    HostProbed,
    LinkProbed,
    LinksSeen,
    ListSeen,
    PageSeen,
    SearchTried,
)
from crawler.plan import Limits
from crawler.reread import readings_of
from crawler.targets import load_registry
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.portal_server import Answer, Route, article_page, list_page, page, serving


def article(n: int) -> str:
    return f"/tzgg/202312/t202312{n:02d}_{n}.html"


def portal(rows: int = 12) -> dict[str, Route]:
    routes: dict[str, Route] = {
        "/": page("首页", "/tzgg/", "/zjlx/", "/gone.html"),
        "/zjlx/": page("走进澜溪", "/zjlx/deep.html"),
        "/zjlx/deep.html": page("澜溪概况"),
        "/tzgg/": list_page(
            "通知公告", [(f"关于做好第{n}号事项工作的通知", article(n), f"2023-12-{n:02d}") for n in range(rows, 0, -1)]
        ),
    }
    for n in range(1, rows + 1):
        routes[article(n)] = article_page(f"关于做好第{n}号事项工作的通知", "/gone.html")
    return routes


def notices(url: str) -> str:
    return unit_text(f'name: 通知公告, url: "{url}/tzgg/", class: notice')


async def test_columns_articles_walk_and_probes(tmp_path):
    with serving(portal()) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)))
    column = run.last(ListSeen, f"{server.url}/tzgg/")
    assert len(column.rows) == 12
    assert column.fetch.status == 200
    for n in range(1, 13):
        assert run.last(PageSeen, server.url + article(n)).fetch.has_page
    assert run.last(PageSeen, f"{server.url}/zjlx/deep.html").fetch.has_page
    assert run.last(LinksSeen, f"{server.url}/").links
    gone = run.last(LinkProbed, f"{server.url}/gone.html")
    assert [(each.method, each.fetch.status) for each in gone.attempts] == [("GET", 404), ("GET", 404)]
    assert run.last(SearchTried, f"{server.url}/").fetch.ended is FetchEnd.NO_BROWSER
    assert run.all(HostProbed)
    assert run.open_looks == []
    assert run.summary.unreachable == ()
    assert not run.summary.stopped_early
    assert run.progress[-1][0] == len(run.progress)


async def test_each_page_is_asked_for_once(tmp_path):
    with serving(portal()) as server:
        await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)))
        asked = server.paths("GET")
    # The home page is asked again by the IPv6 probe, the missing page by the walk and twice by the probe.
    once = [path for path in asked if path not in ("/", "/gone.html")]
    assert sorted(once) == sorted(set(once))
    assert sum(path == "/robots.txt" for path in (each.path for each in server.log)) <= 2


async def test_one_column_asks_for_that_column_and_what_it_needs(tmp_path):
    routes = portal(3)
    routes["/rsrm/"] = list_page("人事任免", [("关于张三同志任职的通知", "/rsrm/t1.html", "2023-12-01")])
    routes[article(1)] = article_page("关于做好第1号事项工作的通知", "/gone.html", "/other.html")
    units = unit_text('name: 通知公告, url: "{0}/tzgg/", class: notice', 'name: 人事任免, url: "{0}/rsrm/"')
    with serving(routes) as server:
        text = registry_text(f"{server.url}/", units.replace("{0}", server.url))
        run = await crawled(tmp_path, text, ["县政府办公室"], ["通知公告"])
        asked = set(server.paths())
    assert asked == {"/tzgg/", article(1), article(2), article(3), "/gone.html", "/other.html"}
    assert [seen.url for seen in run.all(ListSeen)] == [f"{server.url}/tzgg/"]
    assert run.all(SearchTried) == []
    assert run.all(HostProbed) == []
    assert run.open_looks == []


async def test_articles_beyond_the_bound_are_stored_as_limit(tmp_path):
    with serving(portal(12)) as server:
        run = await crawled(
            tmp_path,
            registry_text(f"{server.url}/", notices(server.url)),
            ["县政府办公室"],
            limits=Limits(articles=5),
        )
    fetched = [seen for seen in run.all(PageSeen) if seen.fetch.has_page and "/t2023" in seen.url]
    left = [seen for seen in run.all(PageSeen) if seen.fetch.ended is FetchEnd.LIMIT]
    assert sorted(seen.url for seen in fetched) == sorted(server.url + article(n) for n in range(8, 13))
    assert sorted(seen.url for seen in left) == sorted(server.url + article(n) for n in range(1, 8))
    assert all("5" in seen.fetch.detail for seen in left)
    assert run.summary.not_looked == 7


async def test_the_walk_ends_at_its_bounds_and_says_so(tmp_path):
    routes: dict[str, Route] = {"/": page("首页", "/a0.html")}
    for n in range(12):
        routes[f"/a{n}.html"] = page(f"第{n}页", f"/a{n + 1}.html")
    with serving(routes) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"), limits=Limits(depth=3))
    assert run.last(PageSeen, f"{server.url}/a2.html").fetch.has_page
    beyond = run.last(PageSeen, f"{server.url}/a3.html")
    assert beyond.fetch.ended is FetchEnd.LIMIT
    # The link to it is looked at all the same.
    assert run.last(LinkProbed, f"{server.url}/a3.html").fetch.status == 200


async def test_a_calendar_does_not_hold_the_walk(tmp_path):
    def calendar(asked):
        day = int(asked.path.partition("day=")[2] or 0)
        return Answer(page(f"第{day}天", f"/rili?day={day + 1}", f"/rili?day={day + 1000}"))

    with serving({"/": page("首页", "/rili?day=1"), "/rili": calendar}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"), limits=Limits(depth=1000))
    assert 20 < len([seen for seen in run.all(PageSeen) if seen.fetch.has_page]) < 60
    assert any(seen.fetch.ended is FetchEnd.LIMIT for seen in run.all(PageSeen))


async def test_other_hosts_are_probed_and_never_walked(tmp_path):
    with serving({"/x.html": page("外站", "/y.html")}) as other, serving({}) as server:
        server.routes["/"] = page("首页", f"{other.url}/x.html")
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert other.paths() == ["/x.html"]
    probed = run.last(LinkProbed, f"{other.url}/x.html")
    assert probed.external
    assert probed.fetch.status == 200
    assert not [seen for seen in run.all(PageSeen) if seen.url.startswith(other.url)]


async def test_a_page_that_redirects_out_of_the_portal_is_not_read(tmp_path):
    with serving({"/x.html": page("外站")}) as other, serving({}) as server:
        server.routes |= {"/": page("首页", "/out"), "/out": Answer("", 302, {"Location": f"{other.url}/x.html"})}
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    seen = run.last(PageSeen, f"{server.url}/out")
    assert seen.fetch.ended is FetchEnd.OUT_OF_SCOPE
    assert seen.fetch.hops[0].location == f"{other.url}/x.html"
    assert run.last(LinkProbed, f"{server.url}/out").fetch.status == 200


async def test_robots_are_obeyed_and_the_refused_look_is_stored(tmp_path):
    routes = portal(2) | {"/robots.txt": Answer("User-agent: *\nDisallow: /zjlx/\n", content_type="text/plain")}
    with serving(routes) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)))
        assert not [path for path in server.paths() if path.startswith("/zjlx/")]
    assert run.last(PageSeen, f"{server.url}/zjlx/").fetch.ended is FetchEnd.ROBOTS
    assert run.last(LinkProbed, f"{server.url}/zjlx/").excluded == "robots"


async def test_robots_for_us_by_name(tmp_path):
    robots = "User-agent: *\nDisallow:\n\nUser-agent: xunjian\nDisallow: /\n"
    routes = portal(2) | {"/robots.txt": Answer(robots, content_type="text/plain")}
    with serving(routes) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)))
        assert [path for path in server.paths() if path != "/"] == []
    assert run.last(ListSeen, f"{server.url}/tzgg/").fetch.ended is FetchEnd.ROBOTS
    assert run.summary.unreachable == (f"{server.url}/",)


async def test_unreachable_home_page_is_an_observation(tmp_path):
    with serving({}) as server:
        gone = server.url
    run = await crawled(tmp_path, registry_text(f"{gone}/", notices(gone)))
    home = run.last(PageSeen, f"{gone}/")
    assert home.fetch.ended is FetchEnd.REFUSED
    assert home.fetch.attempts == 3
    assert run.last(ListSeen, f"{gone}/tzgg/").fetch.ended is FetchEnd.REFUSED
    assert run.summary.unreachable == (f"{gone}/",)
    assert run.open_looks == []


async def test_a_column_that_is_busy_once_is_looked_at_again(tmp_path):
    times = 0

    def busy_first(asked):
        nonlocal times
        times += 1
        return Answer("busy", 503) if times == 1 else Answer(str(portal(3)["/tzgg/"]))

    with serving(portal(3) | {"/tzgg/": busy_first}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)), ["县政府办公室"])
    column = run.last(ListSeen, f"{server.url}/tzgg/")
    assert column.fetch.status == 200
    assert len(column.rows) == 3


async def test_further_list_pages_are_read_and_said(tmp_path):
    # In no order of dates: the newest may stand on the next page.
    days = [3, 7, 1, 5, 2, 6, 4]
    first = list_page(
        "通知公告",
        [(f"关于做好第{n}0号事项工作的通知", article(n + 10), f"2023-11-{n:02d}") for n in days],
        extra='<script>createPageHTML(3, 0, "index", "html");</script>',
    )
    second = list_page(
        "通知公告", [(f"关于第{n}号事项的通知", article(n), f"2023-12-{n:02d}") for n in range(9, 0, -1)]
    )
    with serving({"/tzgg/": first, "/tzgg/index_1.html": second}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", notices(server.url)), ["县政府办公室"])
        pages_asked = [path for path in server.paths() if "index_1" in path]
    column = run.last(ListSeen, f"{server.url}/tzgg/")
    assert pages_asked == ["/tzgg/index_1.html"]
    assert f"{server.url}/tzgg/index_1.html" in column.pages_read
    assert len(column.rows) == 16
    assert run.last(LinksSeen, f"{server.url}/tzgg/index_1.html").links


async def test_what_was_stored_reads_the_same_again(tmp_path):
    def same(store):
        registry = load_registry(tmp_path / "registry.yaml")
        kinds = (PageSeen, LinksSeen, ListSeen)
        then = {(seen.KIND, seen.url): seen for seen in store.observations() if isinstance(seen, kinds)}
        now = {(seen.KIND, seen.url): seen for seen in readings_of(store, registry.portal)}
        assert now == then

    with serving(portal(4)) as server:
        await crawled(
            tmp_path, registry_text(f"{server.url}/", notices(server.url)), limits=Limits(articles=2), also=same
        )


async def test_a_home_page_that_only_refreshes_is_followed(tmp_path):
    shell = '<html><head><meta http-equiv="refresh" content="0;url=/index/index.html"></head><body></body></html>'
    with serving({"/": shell, "/index/index.html": page("首页", "/a.html"), "/a.html": page("甲")}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    home = run.last(PageSeen, f"{server.url}/")
    assert home.fetch.final_url == f"{server.url}/index/index.html"
    assert home.fetch.hops[0].status == 200
    assert run.last(PageSeen, f"{server.url}/a.html").fetch.has_page


async def test_honest_user_agent(tmp_path):
    network = 'requests_per_second: 0, allow: [127.0.0.0/8], user_agent_contact: "mailto:audit@lanxi.gov.example"'
    with serving(portal(1)) as server:
        await crawled(tmp_path, registry_text(f"{server.url}/", network=network))
        agents = {asked.headers["User-Agent"] for asked in server.log}
    assert any("xunjian" in agent and "mailto:audit@lanxi.gov.example" in agent for agent in agents)
    assert all("xunjian" in agent for agent in agents)
