"""Site search through a real browser against real servers: every kind of search a portal may have."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from aiohttp import web

from checks.observation import FetchEnd, SearchTried
from crawler.network_rules import NetworkRules
from crawler.sessions import site_search
from crawler.sessions.browser import BrowserSession
from crawler.sessions.site_search import try_search
from tests.crawler.loopback_site import Answer, Site, serve

RULES = NetworkRules(requests_per_second=0, allow=("127.0.0.0/8",))
PUBLISHED = {
    "示例县人民政府关于印发河道管理办法的通知": "/zwgk/t1.html",
    "示例县教育局2023年义务教育招生工作实施方案": "/zwgk/t2.html",
    "示例县召开全县安全生产工作电视电话会议": "/xw/t3.html",
    "关于公开征求《示例县养犬管理规定》意见的公告": "/hd/t4.html",
    "示例县2023年城乡居民基本医疗保险参保缴费须知": "/fw/t5.html",
}
NAVIGATION = """<div class="nav"><ul><li><a href="/xw/">政务新闻</a></li><li><a href="/zwgk/">政策文件</a></li>
<li><a href="/fw/">办事服务</a></li><li><a href="/hd/">互动交流</a></li></ul></div>"""
NEWS = "<div class='news list'><ul>" + "".join(f"<li><a href='{url}'>{title}</a><span>2023-11-0{at}</span></li>"
    for at, (title, url) in enumerate(PUBLISHED.items(), 1)) + "</ul></div>"  # fmt: skip
FOOTER = "<div class='footer'><a href='/about'>关于我们</a><a href='/map'>网站地图</a></div>"
HOT = """<div class="side"><h3>热门搜索</h3><ul class="list"><li><a href="/so?q=社保">城乡居民社会保险缴费</a></li>
<li><a href="/so?q=公积金">住房公积金提取办理</a></li></ul></div>"""


def page(head: str = "", main: str = "", title: str = "示例县人民政府") -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
    <div class="header"><img src="/logo.png" alt="logo">{head}</div>{NAVIGATION}
    <div class="main">{main}</div>{FOOTER}</body></html>"""


def found_for(words: str) -> list[tuple[str, str]]:
    """A search that computes: documents that share enough pairs of characters with the words, best first."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    scored = [(sum(pair in title for pair in pairs), title, url) for title, url in PUBLISHED.items()]
    return [(title, url) for score, title, url in sorted(scored, reverse=True) if score >= 2]


def results(
    words: str, tabs: bool = True, row: str = "<li><h3><a href='{url}'>{title}</a></h3><p>{text}</p></li>"
) -> str:
    hits = found_for(words)
    rows = "".join(
        row.format(
            url=url,
            title=title.replace(words[:4], f"<em>{words[:4]}</em>"),
            text="本页正文的一段摘要，发布时间 2023-11-01",
        )
        for title, url in hits
    )
    classes = "<div class='tabs'><a href='#'>全部</a><a href='#'>新闻</a><a href='#'>政策</a><a href='#'>服务</a></div>"
    return (
        f"<p>为您找到相关结果约 {len(hits)} 条</p>{classes if tabs else ''}"
        f"<div class='search-result'><ul>{rows}</ul></div>{HOT}"
    )


async def get_results(request: web.Request) -> web.Response:
    words = request.query.get("q", "")
    return web.Response(text=page(main=results(words), title="搜索结果"), content_type="text/html")


async def post_results(request: web.Request) -> web.Response:
    words = str((await request.post()).get("keyword", ""))
    row = "<li><a href='/link?url=http%3A%2F%2F{host}{url}' title='{title}'>{title}</a><span>2023-11-01</span></li>"
    row = row.replace("{host}", request.host)
    return web.Response(text=page(main=results(words, tabs=False, row=row)), content_type="text/html")


async def api(request: web.Request) -> web.Response:
    hits = [{"t": title, "u": url} for title, url in found_for(request.query["q"])]
    return web.Response(text=json.dumps({"total": len(hits), "rows": hits}), content_type="application/json")


DRAW = """
function draw(words) {
  box.innerHTML = '<p>共 0 条</p>';
  fetch('/api?q=' + encodeURIComponent(words)).then(r => r.json()).then(d => setTimeout(() => {
    box.innerHTML = '<p>共找到 ' + d.total + ' 条信息</p><div class="tabs"><span>全部(9)</span><span>新闻动态(4)</span>'
      + '<span>政策文件(5)</span></div>' + d.rows.map(r => '<div class="item"><a href="' + r.u + '">' + r.t
      + '</a><div>摘要文字，说明这个网页讲的是什么事情</div></div>').join('');
  }, 700));
}
"""
GET_FORM = '<form action="/so"><input name="q" placeholder="请输入关键字"><button>搜索</button></form>'
POST_FORM = """<form action="/search.jsp" method="post"><input type="text" name="keyword" value="请输入关键字"
onfocus="this.value=''"><input type="image" src="/ss.gif" alt="检索"></form>"""
IN_PAGE = f"""<div class="search-box"><input id="ss" class="txt" placeholder="搜索"><a href="javascript:;"
onclick="draw(document.getElementById('ss').value)"><i class="icon-search">&#9906;</i></a></div>
<script>{DRAW}</script>"""
NEW_TAB = """<div class="sousuo"><input id="qt" class="search-text1" value="">
<span class="search-btn" style="cursor:pointer"
onclick="window.open('/s?qt=' + encodeURIComponent(document.getElementById('qt').value))">搜索</span></div>"""
DRAWN_RESULTS = page(
    main=f"<div id='box'></div><script>{DRAW}draw(new URLSearchParams(location.search).get('qt'))</script>"
)
LOGIN = """<form action="/login"><input name="username" placeholder="用户名"><input type="password" name="pwd">
<button>登录</button></form>
<form action="/subscribe"><input name="email" placeholder="订阅邮箱"><button>订阅</button></form>
<form action="/case"><input name="code" placeholder="请输入办件编号"><button>查询</button></form>"""


async def search(
    browser_path: str, pages: Mapping[str, Answer], titles: int = 4, sample: int = 2, allow_missing: bool = False
) -> tuple[SearchTried, Site]:
    async with (
        serve(pages) as site,
        BrowserSession(RULES, executable=Path(browser_path)) as browser,
    ):
        known = [(title, site.url + url) for title, url in list(PUBLISHED.items())[:titles]]
        return await try_search(browser, site.url + "/", known, seed=7, sample_size=sample), site


def found_titles(seen: SearchTried) -> list[bool]:
    return [any(hit.title == query.title for hit in query.hits) for query in seen.queries]


async def test_get_form(browser_path: str) -> None:
    seen, site = await search(browser_path, {"/": page(GET_FORM, NEWS), "/so": get_results}, titles=5, sample=4)
    assert seen.fetch.has_page
    assert seen.entry is not None
    assert (seen.entry.in_header, seen.entry.method, seen.entry.action) == (True, "get", f"{site.url}/so")
    assert (seen.seed, seen.titles_known, len(seen.queries)) == (7, 5, 4)
    assert found_titles(seen) == [True] * 4
    for query in seen.queries:
        assert query.result_list_found
        assert query.fetch.status == 200
        assert query.result_url.startswith(f"{site.url}/so?q=")
        assert query.expected_url in [hit.url for hit in query.hits]
        assert query.total_stated == len(query.hits)
    assert seen.categories == ("全部", "新闻", "政策", "服务")
    assert set(site.paths()) == {"/", "/so"}, "nothing else is asked"


async def test_the_sample_follows_from_the_seed(browser_path: str) -> None:
    async with serve({"/": page(GET_FORM), "/so": get_results}) as site:
        drawn = []
        async with BrowserSession(RULES, executable=Path(browser_path)) as browser:
            for titles in (list(PUBLISHED.items()), list(reversed(PUBLISHED.items()))):
                seen = await try_search(browser, site.url + "/", titles, seed=3, sample_size=2)
                drawn.append([query.title for query in seen.queries])
    assert drawn[0] == drawn[1]


async def test_post_form(browser_path: str) -> None:
    seen, site = await search(browser_path, {"/": page(POST_FORM, NEWS), "/search.jsp": post_results})
    assert seen.entry is not None
    assert (seen.entry.method, seen.entry.action) == ("post", f"{site.url}/search.jsp")
    assert found_titles(seen) == [True, True]
    assert all(query.expected_url in [hit.url for hit in query.hits] for query in seen.queries), (
        "counting links unwrapped"
    )
    assert seen.categories == ()


async def test_results_drawn_on_the_same_page(browser_path: str) -> None:
    home = page(IN_PAGE, NEWS + "<div id='box'></div>")
    seen, _ = await search(browser_path, {"/": home, "/api": api})
    assert seen.entry is not None
    assert (seen.entry.in_header, seen.entry.method) == (True, "script")
    assert found_titles(seen) == [True, True]
    assert [query.total_stated for query in seen.queries] == [len(query.hits) for query in seen.queries]
    assert seen.categories == ("全部", "新闻动态", "政策文件")


async def test_a_single_result_without_a_list(browser_path: str) -> None:
    async def one(request: web.Request) -> web.Response:
        title = request.query["q"]
        marked = html.escape(title).replace("示例", "<em>示例</em>")
        hit = f"<div id='res'><div><a href='{PUBLISHED[title]}'>{marked}</a><span>2023-11-01</span></div></div>"
        return web.Response(text=page(main=f"<div id='num'>共1条</div>{hit}"), content_type="text/html")

    seen, _ = await search(browser_path, {"/": page(GET_FORM, NEWS), "/so": one})
    assert found_titles(seen) == [True, True]


async def test_results_in_a_new_window(browser_path: str) -> None:
    seen, site = await search(browser_path, {"/": page(NEW_TAB, NEWS), "/s": DRAWN_RESULTS, "/api": api})
    assert seen.entry is not None
    assert seen.entry.method == "script"
    assert found_titles(seen) == [True, True]
    assert all(query.result_url.startswith(f"{site.url}/s?qt=") for query in seen.queries)


async def test_a_form_that_opens_a_new_window(browser_path: str) -> None:
    form = GET_FORM.replace("<form", "<form target='_blank'")
    seen, _ = await search(browser_path, {"/": page(form), "/so": get_results})
    assert seen.entry is not None
    assert seen.entry.method == "get"
    assert found_titles(seen) == [True, True]


async def test_a_box_behind_an_icon(browser_path: str) -> None:
    head = f"""<a class="icon-search" href="javascript:;" style="display:inline-block;width:30px;height:30px"
    onclick="document.getElementById('hidden').style.display='block'"></a>
    <div id="hidden" style="display:none">{GET_FORM}</div>"""
    seen, _ = await search(browser_path, {"/": page(head), "/so": get_results})
    assert found_titles(seen) == [True, True]


async def test_a_link_to_the_search_page(browser_path: str) -> None:
    pages: dict[str, Answer] = {
        "/": page("<a href='/ssy'>搜索</a>"),
        "/ssy": page(main="<p>" * 90 + GET_FORM),
        "/so": get_results,
    }
    seen, _ = await search(browser_path, pages)
    assert seen.entry is not None
    assert seen.entry.in_header
    assert found_titles(seen) == [True, True]


async def test_a_notice_that_covers_the_page_and_a_window_that_opens_by_itself(browser_path: str) -> None:
    cover = (
        "<div style='position:fixed;inset:0;z-index:9;background:#fff'>通知</div><script>window.open('/ad')</script>"
    )
    button = "<a href='javascript:;' onclick='location.href=`/so?q=${document.getElementById(`w`).value}`'>搜索</a>"
    head = f"{cover}<div class='search'><input id='w'>{button}</div>"
    seen, _ = await search(
        browser_path, {"/": page(head), "/so": get_results, "/ad": page(main="<p>广告</p>")}, sample=1
    )
    assert found_titles(seen) == [True]


async def test_behind_a_wall_nothing_is_said_about_the_search(browser_path: str) -> None:
    wall = "<html><head><title>安全验证</title></head><body>请完成安全验证后继续访问<input name=captcha></body></html>"
    seen, _ = await search(browser_path, {"/": wall}, sample=1)
    assert (seen.entry, seen.queries, seen.fetch.has_page) == (None, (), False)
    assert seen.fetch.wall


async def test_a_page_that_stays_empty_is_not_said_to_have_no_search(browser_path: str) -> None:
    seen, _ = await search(browser_path, {"/": "<html><body><div id='app'></div></body></html>"}, sample=1)
    assert (seen.entry, seen.fetch.ended) == (None, FetchEnd.BROWSER_FAILED)


@pytest.mark.parametrize("head", ["", LOGIN, f"<div style='display:none'>{GET_FORM}</div>"])
async def test_a_site_without_search(browser_path: str, head: str) -> None:
    seen, site = await search(browser_path, {"/": page(head, NEWS * 3)})
    assert seen.fetch.has_page
    assert seen.entry is None
    assert seen.queries == ()
    assert site.paths() == ["/"]


async def test_a_box_further_down_is_not_in_the_header(browser_path: str) -> None:
    body = page(main=f"<div style='height:900px'></div>{GET_FORM}")
    seen, _ = await search(browser_path, {"/": body, "/so": get_results})
    assert seen.entry is not None
    assert not seen.entry.in_header
    assert found_titles(seen) == [True, True]


async def test_a_search_that_finds_nothing(browser_path: str) -> None:
    nothing = page(main=f"<p>很抱歉，没有找到与“<em>{{}}</em>”相关的结果</p>{HOT}{NEWS}")

    async def never(request: web.Request) -> web.Response:
        return web.Response(text=nothing.replace("{}", html.escape(request.query["q"])), content_type="text/html")

    seen, _ = await search(browser_path, {"/": page(GET_FORM, NEWS), "/so": never})
    assert [(query.result_list_found, query.hits, query.total_stated) for query in seen.queries] == [(True, (), 0)] * 2


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='box'><div onclick='go()'>一条没有链接的结果</div></div>{HOT}",
        f"{NEWS}{HOT}<p>没有找到您想要的内容？请给我们留言</p>",
        "<p>访问过于频繁，请输入验证码</p>"
        "<div class='search-result'><ul><li><a href='/a'>某一条看上去像结果的标题</a></li></ul></div>",
        "",
    ],
)
async def test_a_page_on_which_no_results_can_be_told(
    browser_path: str, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_search, "_WAIT_FOR_RESULTS", 2.0)
    seen, _ = await search(browser_path, {"/": page(GET_FORM, NEWS), "/so": page(main=body)}, sample=1)
    assert [(query.result_list_found, query.hits) for query in seen.queries] == [(False, ())]
    assert seen.queries[0].fetch.status == 200


async def test_a_search_that_answers_with_an_error(browser_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_search, "_WAIT_FOR_RESULTS", 2.0)

    async def broken(request: web.Request) -> web.Response:
        return web.Response(status=500, text=page(main="系统异常"), content_type="text/html")

    seen, _ = await search(browser_path, {"/": page(GET_FORM), "/so": broken}, sample=1)
    assert (seen.queries[0].fetch.status, seen.queries[0].result_list_found) == (500, False)


async def test_a_search_elsewhere_is_not_followed(browser_path: str) -> None:
    async with serve({"/so": get_results}, hosts=("127.0.0.2",)) as other:
        form = GET_FORM.replace("/so", other.url + "/so")
        seen, _ = await search(browser_path, {"/": page(form)}, sample=1)
    assert [query.fetch.ended for query in seen.queries] == [FetchEnd.OUT_OF_SCOPE]
    assert other.requests == []


async def test_numbers_of_people_are_masked_in_hits(browser_path: str) -> None:
    async def leaking(request: web.Request) -> web.Response:
        row = f"<li><a href='/x'>{request.query['q']}</a> 2023-01-01</li>"
        row += "<li><a href='/y'>联系电话13912345678的公示</a> 2023-01-01</li>"
        return web.Response(text=page(main=f"<ul class='result'>{row}</ul>"), content_type="text/html")

    seen, _ = await search(browser_path, {"/": page(GET_FORM), "/so": leaking}, sample=1)
    assert len(seen.queries[0].hits) == 2
    assert "13912345678" not in repr(seen)


async def test_no_browser_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_BROWSER", "none")
    async with BrowserSession(RULES) as browser:
        seen = await try_search(browser, "http://127.0.0.1:1/", PUBLISHED.items(), seed=1)
    assert seen.fetch.ended is FetchEnd.NO_BROWSER
    assert (seen.entry, seen.queries) == (None, ())
