"""What is looked at once more: failing targets, pages that are missing under 200, walls that a browser gets through."""

from __future__ import annotations

from collections import Counter

import pytest

from checks.derived.link_outcomes import link_outcomes
from checks.derived.soft_404 import Answers, Habit, habit_of
from checks.observation import InventedPathsTried, LinkProbed, SearchTried
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.second_browser_look import MOST_OF_A_HOST
from crawler.targets import load_registry
from tests.crawler.crawling import crawled, registry_text
from tests.crawler.portal_server import Answer, Asked, Route, page, serving
from tests.crawler.probed_link import looks, probed

# -- second looks --------------------------------------------------------------------------------------------------


async def test_the_walks_own_look_is_the_first_one(tmp_path):
    seen, asked = await probed(tmp_path, Answer("gone", 404), elsewhere=False)
    assert looks(seen) == [("GET", 404), ("GET", 404)]
    assert len(asked) == 2
    assert asked[1].at - asked[0].at >= 0.3


@pytest.mark.parametrize(("seconds", "least", "most"), [("1.5", 1.5, 4.0), ("0", 0.0, 0.29)])
async def test_the_time_to_confirm_is_a_key_of_the_registry(tmp_path, seconds, least, most):
    network = f"requests_per_second: 0, allow: [127.0.0.0/8], confirm_after: {seconds}"
    with serving({"/x.html": Answer("", 404)}) as other, serving({"/": page("首页", f"{other.url}/x.html")}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", network=network))
        asked = [each.at for each in other.log if each.path == "/x.html"]
    assert looks(run.last(LinkProbed, f"{other.url}/x.html")) == [("GET", 404)] * 2
    assert least <= asked[1] - asked[0] < most


async def test_waiting_for_second_looks_holds_up_nobody(tmp_path):
    network = "requests_per_second: 0, allow: [127.0.0.0/8], confirm_after: 2"
    links = [f"/gone{number}.html" for number in range(5)] + [f"/there{number}.html" for number in range(20)]
    routes: dict[str, Route] = {link: page("文章") for link in links if "there" in link}
    with serving(routes) as other, serving({}) as server:
        server.routes["/"] = page("首页", *(f"{other.url}{link}" for link in links))
        await crawled(tmp_path, registry_text(f"{server.url}/", network=network))
        first = {each.path: each.at for each in reversed(other.log)}
        last = {each.path: each.at for each in other.log}
    seconds = [last[link] for link in links if "gone" in link]
    assert max(first.values()) < min(seconds)  # everything was looked at once before anything was twice
    assert max(seconds) - min(seconds) < 1.5  # and all of them waited at the same time


# -- pages that are not there under 200 ----------------------------------------------------------------------------

MISSING = (
    "<html><head><title>提示</title></head><body><p>您访问的页面不存在或已被删除，{}秒后返回首页</p></body></html>"
)


async def test_hosts_of_the_portal_are_asked_for_what_nobody_published(tmp_path):
    with serving({}) as server:
        server.routes |= {"/": page("首页", "/zwgk/a.html"), "/zwgk/a.html": page("文章")}
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    tried = run.last(InventedPathsTried, f"{server.url}/")
    assert [look.fetch.status for look in tried.looks] == [404, 404]
    assert [look.url.rpartition("/")[0] for look in tried.looks] == [server.url, f"{server.url}/zwgk"]
    assert habit_of(tried).answers is Answers.NOT_FOUND
    assert run.open_looks == []


async def test_hosts_of_others_are_left_alone_unless_a_page_says_that_it_is_missing(tmp_path):
    with serving({"/x.html": page("文章")}) as other, serving({"/": page("首页", f"{other.url}/x.html")}) as server:
        await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert other.paths() == ["/x.html"]


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_a_page_that_says_it_is_missing_is_looked_at_twice(tmp_path, elsewhere):
    times = iter(range(1000))

    class Catching(dict):
        def get(self, path, default=None):
            if path == "/" or path.startswith("/robots") or ":" in path:
                return super().get(path, default)
            return Answer(MISSING.format(next(times)))

    with serving({}) as other, serving({}) as server:
        where = other if elsewhere else server
        url = f"{where.url}/zwgk/art_1_2345.html"
        where.routes = Catching()
        server.routes["/"] = page("首页", url)
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    seen = run.last(LinkProbed, url)
    assert looks(seen) == [("GET", 200)] * 2
    tried = run.last(InventedPathsTried, f"{where.url}/")
    assert habit_of(tried) == Habit(Answers.ANYTHING, error_page=seen.error_page)
    assert seen.error_page
    rows = link_outcomes(World(load_registry(tmp_path / "registry.yaml").portal, run.observations, WorkCalendar()))
    assert (str(rows[url].outcome), rows[url].reason) == ("dead", "soft-404")


async def test_a_host_that_did_not_answer_in_time_could_not_be_told(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.spiders.link_probe.PROBE_SECONDS", 0.3)
    slow = lambda asked: Answer("", 404, wait=0.8 if "xunjian-" in asked.path else 0.0)  # noqa: E731
    with serving({"/": page("首页", "/a.html"), "/a.html": page("文章")}) as server:
        answer = server.answer
        server.answer = lambda asked: slow(asked) if "xunjian-" in asked.path else answer(asked)  # type: ignore[method-assign]
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert habit_of(run.last(InventedPathsTried, f"{server.url}/")).answers is Answers.UNCLEAR


# -- walls that a browser gets through -----------------------------------------------------------------------------


def challenge(asked: Asked) -> Answer:
    if "pass=1" in asked.headers.get("Cookie", ""):
        return Answer(page("文章"))
    script = "document.cookie='pass=1;path=/';location.reload();"
    return Answer(f"<html><head><script>{script}</script></head><body></body></html>", 412)


async def test_a_browser_looks_at_what_a_wall_kept_from_us(tmp_path, browser_path):
    with serving({"/x.html": challenge}) as other, serving({"/": page("首页", f"{other.url}/x.html")}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"), browser=True)
    seen = run.last(LinkProbed, f"{other.url}/x.html")
    assert looks(seen) == [("GET", 412), ("BROWSER", 200)]
    assert seen.attempts[0].fetch.wall == "challenge"


async def test_the_browser_is_sent_to_a_host_a_few_times_only(tmp_path, browser_path):
    closed = Answer("<html><body>forbidden</body></html>", 403)
    paths = [f"/{number}.html" for number in range(MOST_OF_A_HOST + 2)]
    with serving(dict.fromkeys(paths, closed)) as other, serving({}) as server:
        server.routes["/"] = page("首页", *(f"{other.url}{path}" for path in paths))
        run = await crawled(tmp_path, registry_text(f"{server.url}/"), browser=True)
    methods = Counter(look.method for seen in run.all(LinkProbed) if seen.external for look in seen.attempts)
    assert methods == {"GET": len(paths), "BROWSER": MOST_OF_A_HOST}


async def test_the_search_is_tried_while_second_looks_are_waited_for(tmp_path, browser_path):
    network = "requests_per_second: 0, allow: [127.0.0.0/8], confirm_after: 3"
    with serving({}) as server:
        server.routes["/"] = page("首页", "/gone.html")
        run = await crawled(tmp_path, registry_text(f"{server.url}/", network=network), browser=True)
    (tried,) = run.all(SearchTried)
    seen = run.last(LinkProbed, f"{server.url}/gone.html")
    assert looks(seen) == [("GET", 404)] * 2
    assert seen.attempts[0].at < tried.observed_at < seen.attempts[1].at
