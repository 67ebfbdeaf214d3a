"""Lists of the families whose rows a single look does not bring, each read from a server on loopback."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from checks.observation import ListSeen, Unreadable
from crawler.plan import Limits
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.loopback_site import Answer, serve

ONLY_LISTS = Limits(articles=0, articles_read_whole=0, links=0)
UNIT = ["县教育局"]
DAYS = [f"2023-12-{28 - n:02}" for n in range(28)]


def registry(base: str, *addresses: str, kind: str = "notice") -> str:
    columns = [f'name: 栏目{n}, url: "{base}{address}", class: {kind}' for n, address in enumerate(addresses)]
    return registry_text(f"{base}/", unit_text(*columns, name="县教育局"))


def rows(numbers: range, path: str = "/a/{n}.html") -> str:
    return "".join(
        f'<li><a href="{path.format(n=n)}">县教育局关于第{n}号事项的通知</a><span>{DAYS[n]}</span></li>'
        for n in numbers
    )


def titles(seen: ListSeen) -> list[str]:
    return [row.title for row in seen.rows]


# -- gkmlpt ------------------------------------------------------------------------------------------------------

SHELL = """<html><head><title>县教育局政府信息公开平台</title><script>window._CONFIG = {SID: '763016', TREE: [{"id": 2001,
"name": "政策", "children": [{"id": 2003, "name": "规范性文件"}]}, {"id": 2002, "name": "通知公告"}]};</script></head>
<body><div id="app"></div><script src="/gkmlpt/dist/app.js"></script></body></html>"""


def gkmlpt(everything_on_page_one: bool) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        page = int(request.query.get("page", "1"))
        category = int(request.path.rpartition("/")[2])
        if request.query.get("sid") != "763016" or (everything_on_page_one and page > 1):
            raise web.HTTPNotFound
        numbers = range(6) if everything_on_page_one else range(3 * (page - 1), 3 * page)
        articles = [
            {
                "id": n,
                "title": f"县教育局第{category}类第{n}号文件",
                "url": f"/jyj/gkmlpt/content/8/post_{n}.html",
                "created_at": f"{DAYS[n]} 10:00:00",
            }
            for n in numbers
        ]
        total = 7 if everything_on_page_one else 6
        return web.json_response({"total": total, "articles": articles})

    return answer


async def test_gkmlpt_keeps_the_category_behind_the_hash(tmp_path):
    api = gkmlpt(everything_on_page_one=False)
    pages: dict[str, Answer] = {"/jyj/gkmlpt/index": SHELL}
    pages |= dict.fromkeys(("/jyj/gkmlpt/api/all/2002", "/jyj/gkmlpt/api/all/2003"), api)
    async with serve(pages) as site:
        addresses = ("/jyj/gkmlpt/index#2002", "/jyj/gkmlpt/index#2003")
        run = await crawled(tmp_path, registry(site.url, *addresses, kind="solicitation"), UNIT, limits=ONLY_LISTS)
        assert not [line for line in site.requests if "#" in line]
    for category, name in ((2002, "通知公告"), (2003, "规范性文件")):
        seen = run.last(ListSeen, f"{site.url}/jyj/gkmlpt/index#{category}")
        assert titles(seen) == [f"县教育局第{category}类第{n}号文件" for n in range(6)]
        assert (seen.cms, seen.title, seen.total_stated, seen.more_pages) == ("gkmlpt", name, 6, False)


async def test_a_second_page_that_is_not_there_ends_the_list(tmp_path):
    pages = {"/jyj/gkmlpt/index": SHELL, "/jyj/gkmlpt/api/all/2002": gkmlpt(everything_on_page_one=True)}
    async with serve(pages) as site:
        text = registry(site.url, "/jyj/gkmlpt/index#2002", kind="solicitation")
        run = await crawled(tmp_path, text, UNIT, limits=ONLY_LISTS)
        assert sum("page=2" in line for line in site.requests) == 1
    assert len(run.last(ListSeen, f"{site.url}/jyj/gkmlpt/index#2002").rows) == 6


# -- Hanweb ------------------------------------------------------------------------------------------------------

PAGER = """<html><head><title>通知公告</title></head><body><div id="7700"></div><script>
var param_7700 = {col: 1, appid: '1', webid: '12', path: '/', columnid: '101', unitid: '7700', webname: '县教育局'};
$('#7700').jpage({proxyUrl: '/module/web/jpage/dataproxy.jsp', perPage: 20, totalRecord: 25});</script></body></html>"""


def dataproxy(allowed: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        asked = dict(request.query) | {key: str(value) for key, value in (await request.post()).items()}
        if request.method != allowed or asked.get("columnid") != "101" or asked.get("webname") != "县教育局":
            raise web.HTTPMethodNotAllowed(request.method, [allowed])
        span = range(int(asked["startrecord"]), min(int(asked["endrecord"]), 25) + 1)
        records = "".join(
            f"<record><![CDATA[<li><a href='/art/2023/12/1/art_101_{n}.html'>县教育局第{n}号通知</a><span>{DAYS[n]}</span></li>]]></record>"
            for n in span
        )
        body = f"<datastore><totalrecord>25</totalrecord><recordset>{records}</recordset></datastore>"
        return web.Response(text=body, content_type="text/xml", charset="utf-8")

    return answer


async def test_dataproxy_is_asked_by_post_and_by_get_where_that_is_refused(tmp_path):
    for method, requests in (("POST", 1), ("GET", 2)):
        folder = tmp_path / method
        folder.mkdir()
        pages = {"/col/col101/index.html": PAGER, "/module/web/jpage/dataproxy.jsp": dataproxy(method)}
        async with serve(pages) as site:
            run = await crawled(folder, registry(site.url, "/col/col101/index.html"), UNIT, limits=ONLY_LISTS)
            assert sum("dataproxy" in line for line in site.requests) == requests
        seen = run.last(ListSeen, f"{site.url}/col/col101/index.html")
        assert (len(seen.rows), seen.total_stated, seen.cms) == (25, 25, "hanweb")


# -- pages that count down, numbers, calls -------------------------------------------------------------------------


async def test_further_pages_of_each_family_are_followed_to_the_end(tmp_path):
    """VSB counts down, WebPlus up, TRS in a call counted from 0, Ucap in one counted from 1."""
    vsb = '<script>_showDynClicks("wbnews", 1, 2)</script><div>共9条 1/3</div>'
    webplus = '<div class="wp_paging">共<em>3</em>页</div>'
    trs = '<script>createPageHTML(3, {at}, "index", "html");</script>'
    ucap = '<div id="p"></div><script>createPageHTML("p", 3, {at}, "list", "shtml", 9);</script>'
    lists = {
        "vsb": ("/tzgg.htm", "/tzgg/2.htm", "/tzgg/1.htm"),
        "webplus": ("/4012/list.htm", "/4012/list2.htm", "/4012/list3.htm"),
        "trs": ("/gg/index.html", "/gg/index_1.html", "/gg/index_2.html"),
        "ucap": ("/c10744/list.shtml", "/c10744/list_2.shtml", "/c10744/list_3.shtml"),
    }
    articles = {
        "vsb": "/info/1021/{n}.htm",
        "webplus": "/2023/1201/c4012a{n}/page.htm",
        "trs": "/gg/202312/t20231201_{n}.html",
        "ucap": "/c10744/202312/" + "0123456789abcdef" * 2 + ".shtml?{n}",
    }
    links = {"vsb": ('<a href="tzgg/1.htm">下页</a>',), "webplus": ('<a href="list3.htm">下一页</a>',)}
    pages: dict[str, Answer] = {}
    for family, addresses in lists.items():
        for at, address in enumerate(addresses):
            pager = {"vsb": vsb, "webplus": webplus, "trs": trs, "ucap": ucap}[family]
            pager = pager.format(at=at + (family == "ucap")) if family in ("trs", "ucap") else pager
            if at and family in links:
                pager = links[family][0].replace("tzgg/", "") if at == 1 else "<div>尾页</div>"
            main = f"<h2>通知公告</h2><ul>{rows(range(3 * at, 3 * at + 3), articles[family])}</ul>{pager}"
            pages[address] = f"<html><head><title>通知公告_县教育局</title></head><body><div>{main}</div></body></html>"
    async with serve(pages) as site:
        firsts = [addresses[0] for addresses in lists.values()]
        run = await crawled(tmp_path, registry(site.url, *firsts, kind="solicitation"), UNIT, limits=ONLY_LISTS)
    for family, addresses in lists.items():
        seen = run.last(ListSeen, f"{site.url}{addresses[0]}")
        assert [urlsplit(url).path for url in seen.pages_read] == list(addresses), family
        assert titles(seen) == [f"县教育局关于第{n}号事项的通知" for n in range(9)], family
        assert (seen.cms, seen.more_pages) == (family, False), family


# -- what only a browser shows ---------------------------------------------------------------------------------------

ENDLESS = """<html><head><title>工作动态_县教育局</title></head><body><div id="app"><h2>工作动态</h2><div id="box"></div>
<button onclick="more()">加载更多</button></div><script>
let page = 0;
async function more() {
  page += 1;
  const data = await (await fetch('/api/list?page=' + page)).json();
  for (const row of data.rows) {
    const item = document.createElement('div');
    item.className = 'item';
    item.innerHTML = '<p class="t"></p><p class="d"></p>';
    item.children[0].textContent = row.title;
    item.children[1].textContent = row.day;
    item.onclick = () => { location.hash = '#/detail/' + row.id; };
    document.getElementById('box').appendChild(item);
  }
}
more();
</script></body></html>"""


async def api_rows(request: web.Request) -> web.StreamResponse:
    page = int(parse_qs(request.query_string)["page"][0])
    numbers = range(5 * (page - 1), 5 * page)
    found = [{"id": n, "title": f"县教育局关于第{n}号事项的通知", "day": DAYS[n]} for n in numbers]
    return web.Response(text=json.dumps({"rows": found}), content_type="application/json")


async def test_an_endless_list_without_links_is_read_as_the_browser_shows_it(tmp_path, browser_path, monkeypatch):
    monkeypatch.setenv("XUNJIAN_BROWSER", browser_path)
    async with serve({"/gzdt/": ENDLESS, "/api/list": api_rows}) as site:
        run = await crawled(tmp_path, registry(site.url, "/gzdt/"), UNIT, limits=ONLY_LISTS, browser=True)
    seen = run.last(ListSeen, f"{site.url}/gzdt/")
    assert titles(seen) == [f"县教育局关于第{n}号事项的通知" for n in range(5)]
    assert {row.url for row in seen.rows} == {""}
    assert seen.fetch.rendered
    assert "由浏览器呈现后读取" in seen.cms_reason


async def test_an_endless_list_that_is_judged_row_by_row_is_asked_for_more(tmp_path, browser_path, monkeypatch):
    monkeypatch.setenv("XUNJIAN_BROWSER", browser_path)
    decoy = '<a href="/elsewhere/">查看更多</a><button onclick="location.href=\'/elsewhere/\'">更多</button></body>'
    page = ENDLESS.replace("</body>", decoy)
    limits = Limits(articles=0, articles_read_whole=0, links=0, list_pages=3)
    async with serve({"/yjzj/": page, "/api/list": api_rows, "/elsewhere/": "<p>另一页</p>"}) as site:
        run = await crawled(
            tmp_path, registry(site.url, "/yjzj/", kind="solicitation"), UNIT, limits=limits, browser=True
        )
        assert "/elsewhere/" not in site.paths()
    seen = run.last(ListSeen, f"{site.url}/yjzj/")
    assert titles(seen) == [f"县教育局关于第{n}号事项的通知" for n in range(15)]


async def test_without_a_browser_it_is_not_called_empty(tmp_path):
    async with serve({"/gzdt/": ENDLESS, "/api/list": api_rows}) as site:
        run = await crawled(tmp_path, registry(site.url, "/gzdt/"), UNIT, limits=ONLY_LISTS)
    seen = run.last(ListSeen, f"{site.url}/gzdt/")
    assert (seen.rows, seen.unreadable) == ((), Unreadable.NEEDS_BROWSER)


async def test_a_list_with_rows_needs_no_browser(tmp_path, browser_path, monkeypatch):
    monkeypatch.setenv("XUNJIAN_BROWSER", browser_path)
    page = ENDLESS.replace('<div id="box"></div>', f'<ul id="box">{rows(range(5))}</ul>')
    async with serve({"/gzdt/": page, "/api/list": api_rows}) as site:
        run = await crawled(tmp_path, registry(site.url, "/gzdt/"), UNIT, limits=ONLY_LISTS, browser=True)
        assert "/api/list" not in site.paths()
    assert not run.last(ListSeen, f"{site.url}/gzdt/").fetch.rendered
