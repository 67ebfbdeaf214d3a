"""Where a list goes on, told from what the page shows of its pager."""

from __future__ import annotations

import pytest

from crawler.cms.paging import pager_of
from crawler.reading.document import Document
from crawler.reading.list_page import column_title
from crawler.target_url import column_address

HERE = "https://www.example.gov.cn/tzgg/index.html"
VSB = '<script>_showDynClicks("wbnews", 1, 2)</script>'
WEBPLUS = '<div class="wp_paging">'


def next_of(markup: str, url: str = HERE) -> str | None:
    found = pager_of(Document.parse(f"<html><body>{markup}</body></html>".encode(), url, "text/html", "utf-8"))
    return found.next_page.url.removeprefix("https://www.example.gov.cn") if found.next_page else None


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        ('<script>createPageHTML(3, 0, "index", "html")</script>', HERE, "/tzgg/index_1.html"),
        ('<script>createPageHTML(3, 1, "index", "html")</script>', HERE, "/tzgg/index_2.html"),
        ('<script>createPageHTML(3, 2, "index", "html")</script>', HERE, None),
        ('<script>createPageHTML(1, 0, "index", "html")</script>', HERE, None),
        ("<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script>", HERE, None),
        ('<script>createPageHTML(total, 0, "index", "html")</script>', HERE, None),
        ('<script>createPageHTML("p", 3, 1, "list", "shtml", 40)</script>', HERE, "/tzgg/list_2.shtml"),
        ('<script>createPageHTML("p", 3, 3, "list", "shtml", 40)</script>', HERE, None),
        (f"{VSB}<div>共148条 1/10</div>", "https://www.example.gov.cn/zwgk/tzgg.htm", "/zwgk/tzgg/9.htm"),
        (f"{VSB}<div>共8条 1/1</div>", "https://www.example.gov.cn/zwgk/tzgg.htm", None),
        (f"{VSB}<div>共148条 9/10</div>", "https://www.example.gov.cn/zwgk/tzgg/2.htm", None),
        (f"{WEBPLUS}共 15 页</div>", "https://www.example.gov.cn/4012/list.htm", "/4012/list2.htm"),
        (f"{WEBPLUS}共 15 页</div>", "https://www.example.gov.cn/4012/list15.htm", None),
        ("<div>共 15 页</div>", "https://www.example.gov.cn/4012/list.htm", None),  # of no family that counts so
    ],
)
def test_families_that_count_their_pages(markup: str, url: str, expected: str | None):
    assert next_of(markup, url) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p><b>1</b> <a href="index_2.html">2</a> <a href="index_3.html">3</a></p>', "/tzgg/index_2.html"),
        ('<ul><li class="active"><a href="?p=1">1</a></li><li><a href="?p=2">2</a></li></ul>', "/tzgg/index.html?p=2"),
        ('<p><a href="a_1.html">1</a> <span>2</span> <a href="a_3.html">3</a></p>', "/tzgg/a_3.html"),
        ('<p><a href="a_1.html">1</a> <a href="a_2.html">2</a> <b>3</b></p>', None),  # the last page
        ('<table><tr><td>18</td><td><a href="/cal/19">19</a></td></tr></table>', None),  # a calendar
        ('<p><a href="/a/">简体</a> <b>1</b> <a href="x_2.html">2</a></p>', None),  # more than numbers stands there
    ],
)
def test_numbers_lead_on_where_no_link_says_so(markup: str, expected: str | None):
    assert next_of(markup) == expected


def test_a_link_that_says_next_wins_over_numbers():
    assert next_of('<p><b>1</b> <a href="2.html">2</a> <a href="n.html">[下一页]</a></p>') == "/tzgg/n.html"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://e.gov.cn/jyj/gkmlpt/index#2003", "http://e.gov.cn/jyj/gkmlpt/index#2003"),
        ("http://e.gov.cn/app/#/list?id=7", "http://e.gov.cn/app/#/list?id=7"),
        ("http://e.gov.cn/tzgg/#top", "http://e.gov.cn/tzgg/"),
        ("http://e.gov.cn/tzgg/#", "http://e.gov.cn/tzgg/"),
        ("http://e.gov.cn/tzgg/", "http://e.gov.cn/tzgg/"),
        ("javascript:void(0)", None),
    ],
)
def test_a_column_keeps_a_fragment_that_is_a_route(written: str, kept: str | None):
    assert column_address(written) == kept


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("通知公告_示例县人民政府", "通知公告"),
        ("示例县人民政府门户网站-通知公告", "通知公告"),
        ("示例县人民政府 - 通知公告", "通知公告"),
        ("示例县政务网 | 政策文件", "政策文件"),
        ("示例县人民政府门户网站", "示例县人民政府门户网站"),
    ],
)
def test_the_name_of_the_site_is_not_that_of_the_column(title: str, name: str):
    page = Document.parse(f"<html><head><title>{title}</title></head><body></body></html>".encode(), HERE, "", "utf-8")
    assert column_title(page) == name
