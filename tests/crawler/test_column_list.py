"""Columns in their less simple forms: script-drawn lists, counterparts, empty boxes, files as rows."""

from __future__ import annotations

from checks.observation import (
    Clue,
    DateClue,
    LinkProbed,
    ListRow,
    ListSeen,
    PageSeen,
    Unreadable,
)
from crawler.spiders.column_list import newest_first
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.portal_server import Answer, Route, article_page, list_page, serving

DRAWN = """<html><head><title>通知公告-澜溪县人民政府</title></head><body>
<div class="header">澜溪县人民政府</div><div class="list"><h2>通知公告</h2><ul id="list"></ul></div>
<script>
fetch('/api/list.json').then(r => r.json()).then(data => {
  document.getElementById('list').innerHTML = data.rows.map(
    row => `<li><a href="${row.url}" title="${row.title}">${row.title}</a><span>${row.day}</span></li>`).join('');
});
</script><div class="footer">主办：澜溪县人民政府办公室</div></body></html>"""


def drawn() -> dict[str, Route]:
    rows = ",".join(
        f'{{"url": "/tzgg/{n}.html", "title": "关于做好第{n}号事项工作的通知", "day": "2023-12-0{n}"}}'
        for n in range(5, 0, -1)
    )
    routes: dict[str, Route] = {
        "/tzgg/": DRAWN,
        "/api/list.json": Answer(f'{{"rows": [{rows}]}}', content_type="application/json"),
    }
    return routes | {f"/tzgg/{n}.html": article_page(f"关于做好第{n}号事项工作的通知") for n in range(1, 6)}


def column(url: str, kind: str = "notice") -> str:
    return registry_text(f"{url}/", unit_text(f'name: 通知公告, url: "{url}/tzgg/", class: {kind}'))


async def test_a_list_drawn_by_script_is_read_in_the_browser(tmp_path, browser_path, monkeypatch):
    monkeypatch.setenv("XUNJIAN_BROWSER", browser_path)
    with serving(drawn()) as server:
        run = await crawled(tmp_path, column(server.url), ["县政府办公室"], browser=True)
    seen = run.last(ListSeen, f"{server.url}/tzgg/")
    assert [row.url for row in seen.rows] == [f"{server.url}/tzgg/{n}.html" for n in range(5, 0, -1)]
    assert seen.fetch.rendered
    assert run.last(PageSeen, f"{server.url}/tzgg/5.html").fetch.has_page


async def test_without_a_browser_the_list_says_that_it_needs_one(tmp_path):
    with serving(drawn()) as server:
        run = await crawled(tmp_path, column(server.url), ["县政府办公室"], browser=False)
        assert "/api/list.json" not in server.paths()
    seen = run.last(ListSeen, f"{server.url}/tzgg/")
    assert seen.rows == ()
    assert seen.unreadable is Unreadable.NEEDS_BROWSER


async def test_an_empty_box_of_a_policy_is_filled_in_the_browser(tmp_path, browser_path, monkeypatch):
    monkeypatch.setenv("XUNJIAN_BROWSER", browser_path)
    box = (
        '<div class="xgjd"><h3>相关解读</h3><ul id="rel"></ul></div><script>document.getElementById("rel").innerHTML='
        "'<li><a href=\"/jd/1.html\">《关于做好一号事项工作的通知》政策解读</a></li>'</script>"
    )
    routes: dict[str, Route] = {
        "/tzgg/": list_page("政策文件", [("关于做好一号事项工作的通知", "/tzgg/1.html", "2023-12-01")]),
        "/tzgg/1.html": article_page("关于做好一号事项工作的通知", extra=box),
        "/jd/1.html": article_page("《关于做好一号事项工作的通知》政策解读"),
    }
    with serving(routes) as server:
        run = await crawled(tmp_path, column(server.url, "policy"), ["县政府办公室"], browser=True)
    policy = run.last(PageSeen, f"{server.url}/tzgg/1.html")
    assert policy.fetch.rendered
    assert f"{server.url}/jd/1.html" in [url for box in policy.relation_boxes for url in box.links]
    assert run.last(PageSeen, f"{server.url}/jd/1.html").fetch.has_page


async def test_counterparts_that_an_article_names_are_read_one_step_far(tmp_path):
    routes: dict[str, Route] = {
        "/tzgg/": list_page("征求意见", [("关于公开征求一号办法意见的公告", "/tzgg/1.html", "2023-12-01")]),
        "/tzgg/1.html": article_page("关于公开征求一号办法意见的公告", "/fk/1.html"),
        "/fk/1.html": article_page("关于一号办法征求意见情况的反馈", "/fk/2.html"),
        "/fk/2.html": article_page("另一篇"),
    }
    with serving(routes) as server:
        run = await crawled(tmp_path, column(server.url, "solicitation"), ["县政府办公室"])
    assert run.last(PageSeen, f"{server.url}/fk/1.html").fetch.has_page
    assert not [seen for seen in run.all(PageSeen) if seen.url == f"{server.url}/fk/2.html"]
    # What that page holds is probed all the same.
    assert run.last(LinkProbed, f"{server.url}/fk/2.html").fetch.status == 200


async def test_rows_that_are_files_or_foreign_are_probed_and_not_read(tmp_path):
    with serving({"/s/1.html": article_page("外站文章")}) as other, serving({}) as server:
        rows = [
            ("关于一号事项的公告（附件）", "/tzgg/P1.pdf", "2023-12-03"),
            ("转载：关于二号事项的公告", f"{other.url}/s/1.html", "2023-12-02"),
            ("关于三号事项的公告", "/tzgg/3.html", "2023-12-01"),
        ]
        server.routes |= {"/tzgg/": list_page("通知公告", rows), "/tzgg/3.html": article_page("关于三号事项的公告")}
        server.routes |= {"/tzgg/P1.pdf": Answer(b"%PDF-1.4", content_type="application/pdf")}
        run = await crawled(tmp_path, column(server.url), ["县政府办公室"])
    read = {seen.url for seen in run.all(PageSeen)}
    assert read == {f"{server.url}/tzgg/", f"{server.url}/tzgg/3.html"}
    assert run.last(LinkProbed, f"{server.url}/tzgg/P1.pdf").fetch.status == 200
    assert run.last(LinkProbed, f"{other.url}/s/1.html").external


async def test_two_units_that_share_a_column_cost_one_look(tmp_path):
    routes: dict[str, Route] = {
        "/tzgg/": list_page("通知公告", [("关于三号事项的公告", "/tzgg/3.html", "2023-12-01")]),
        "/tzgg/3.html": article_page("关于三号事项的公告"),
    }
    with serving(routes) as server:
        shared = f'{{name: 通知公告, url: "{server.url}/tzgg/"}}'
        units = f"units:\n  - {{name: 甲局, columns: [{shared}]}}\n  - {{name: 乙局, columns: [{shared}]}}\n"
        run = await crawled(tmp_path, registry_text(f"{server.url}/", units), ["甲局", "乙局"])
        assert server.paths() == ["/tzgg/", "/tzgg/3.html"]
    assert len(run.all(ListSeen)) == 1


async def test_a_column_that_is_gone_is_confirmed(tmp_path):
    with serving({}) as server:
        run = await crawled(tmp_path, column(server.url), ["县政府办公室"])
        assert server.paths() == ["/tzgg/", "/tzgg/"]
    seen = run.last(ListSeen, f"{server.url}/tzgg/")
    assert seen.fetch.status == 404
    assert seen.fetch.attempts == 2


def row(n: int, day: int | None, year: int | None = 2023) -> ListRow:
    clue = None if day is None else DateClue(clue=Clue.LIST_CELL, text="x", year=year, month=12, day=day)
    return ListRow(title=str(n), url=f"https://a.gov.example/{n}", date=clue)


def test_newest_first_with_rows_of_unknown_date_in_front():
    rows = (row(1, 3), row(2, None), row(3, 9), row(4, 5, year=None), row(5, 3))
    assert [each.title for each in newest_first(rows)] == ["2", "4", "3", "1", "5"]
