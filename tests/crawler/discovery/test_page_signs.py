# ruff: noqa: E501  (rows of sample text and markup)
"""What single pages tell: the line of their place, ways on, names, accounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checks.observation import Fetch, FetchEnd
from checks.subjects import AccountType
from crawler.discovery.account_matrix import accounts_of
from crawler.discovery.seen_page import SeenPage, read_seen_page, site_words
from crawler.discovery.trail import trail_of
from crawler.reading.document import Document
from storage.capture import Capture, CaptureRole

URL = "http://www.lanxi.gov.example/zwgk/tzgg/"


def document(markup: str) -> Document:
    return Document.parse(f"<html><body>{markup}</body></html>".encode(), URL, "text/html", "utf-8")


def seen(markup: str, head: str = "<title>通知公告-澜溪县人民政府</title>") -> SeenPage:
    body = f"<html><head><meta charset='utf-8'>{head}</head><body>{markup}</body></html>".encode()
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=URL, content_type="text/html", charset="utf-8")
    at = datetime(2023, 12, 15, tzinfo=UTC)
    capture = Capture(
        url=URL, role=CaptureRole.COLUMN, column_url=URL, body=body, body_sha256="0", fetch=fetch, observed_at=at
    )
    return read_seen_page([capture], Document.parse(body, URL, "text/html", "utf-8"), {"www.lanxi.gov.example"})


@pytest.mark.parametrize(
    "markup",
    [
        "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开</a> &gt; 通知公告</div>",
        "<p class='mbx'>您所在的位置：<a href='/'>网站首页</a> » <a href='/zwgk/'>政务公开</a> » <span>通知公告</span></p>",
        "<ul class='breadcrumb'><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li><li>通知公告</li></ul>",
        "<div class='crumb'><a href='/'>首页</a> / <a href='/zwgk/'>政务公开</a> / <span>通知公告</span></div>",
    ],
)
def test_the_line_of_the_place(markup: str) -> None:
    assert [step.name for step in trail_of(document(markup))] == ["政务公开", "通知公告"]
    assert trail_of(document(markup))[0].url == "http://www.lanxi.gov.example/zwgk/"


def test_a_page_without_such_a_line() -> None:
    assert trail_of(document("<div class='box'>今天是星期五 &gt; 天气晴</div>")) == ()


def test_ways_on_leave_rows_articles_and_service_links_out() -> None:
    page = seen(
        "<div class='nav'><a href='/xwzx/'>新闻中心</a><a href='/en/'>English</a><a href='/zwgk/gz/'>规 章</a></div>"
        "<ul><li><a href='./202312/t20231205_1.html'>关于参保缴费工作的通知</a><span>2023-12-05</span></li>"
        "<li><a href='./202311/t20231106_2.html'>土地挂牌出让公告</a><span>2023-11-06</span></li></ul>"
        "<h3><a href='/zwgk/zcwj/'>政策文件</a></h3><a href='/zwgk/zcjd/'>更多&gt;&gt;</a>"
    )
    told = {(one.kind, one.text, one.url.removeprefix("http://www.lanxi.gov.example")) for one in page.pointers}
    assert told == {
        ("menu", "新闻中心", "/xwzx/"),
        ("menu", "规章", "/zwgk/gz/"),
        ("heading", "政策文件", "/zwgk/zcwj/"),
        ("more", "", "/zwgk/zcjd/"),
    }
    assert len(page.rows) == 2
    assert page.names == ("通知公告",)
    assert page.site_name == "澜溪县人民政府"


def test_a_directory_written_into_a_script() -> None:
    page = seen(
        "<ul id='tree'></ul><script>var zNodes=[{id:1,pId:0,name:'机构职能',url:'/xxgk/jgzn/'},"
        "{id:2,pId:0,name:'预算决算',children:[{id:3,name:'部门决算',url:'/xxgk/bmjs/'}]},"
        "{id:4,name:'坏',url:'javascript:alert(1)'}];</script>"
    )
    told = [
        (one.text, one.url.removeprefix("http://www.lanxi.gov.example")) for one in page.pointers if one.kind == "tree"
    ]
    assert told == [("机构职能", "/xxgk/jgzn/"), ("部门决算", "/xxgk/bmjs/")]


def test_the_sponsor_stands_in_the_footer() -> None:
    page = seen(
        "<p>主办单位：某某大赛组委会</p><ul><li>一</li></ul>"
        + "<p>说明文字。</p>" * 20
        + "<div class='footer'>主办单位：澜溪县人民政府办公室"
        "　承办单位：县大数据中心　网站标识码：4299990001</div>"
    )
    assert page.sponsor == "澜溪县人民政府办公室"


@pytest.mark.parametrize(
    "text", ["欢迎访问云溪县人民政府门户网站", "云溪县人民政府网站首页", "云溪县人民政府", "云溪县人民政府门户网站"]
)
def test_names_of_sites(text: str) -> None:
    assert site_words(text) == "云溪县人民政府"


def test_accounts_in_a_table() -> None:
    told = accounts_of(
        document(
            "<table><tr><td>序号</td><td>类型</td><td>账号名称</td><td>主办单位</td></tr>"
            "<tr><td>1</td><td>微信订阅号</td><td>澜溪发布</td><td>澜溪县人民政府办公室</td></tr>"
            "<tr><td>2</td><td>政务微博</td><td>健康澜溪</td><td>澜溪县卫生健康局</td></tr>"
            "<tr><td colspan=4>合计2个</td></tr></table>"
        )
    )
    assert [(one.platform, one.type, one.name, one.owner) for one in told] == [
        ("wechat", AccountType.SUBSCRIPTION, "澜溪发布", "澜溪县人民政府办公室"),
        ("weibo", AccountType.WEIBO, "健康澜溪", "澜溪县卫生健康局"),
    ]


def test_accounts_as_cards_with_pictures() -> None:
    told = accounts_of(
        document(
            "<ul><li><img src='1.jpg' alt='二维码'><p>微信公众号</p><p>澜溪教育</p><p>主办单位：澜溪县教育局</p></li>"
            "<li><img src='2.jpg'><p>抖音号：青溪视界</p></li><li><img src='3.jpg' alt='二维码'></li></ul>"
        )
    )
    assert [(one.platform, one.type, one.name, one.owner) for one in told] == [
        ("wechat", AccountType.OTHER, "澜溪教育", "澜溪县教育局"),
        ("douyin", AccountType.DOUYIN, "青溪视界", ""),
    ]


def test_accounts_as_lines() -> None:
    told = accounts_of(
        document(
            "<div class='zw'><p>1.微信公众号：云溪发布（主办单位：云溪县人民政府办公室）</p><p>新浪微博：云溪发布</p>"
            "<p>欢迎关注微信公众号，了解更多资讯。</p></div>"
        )
    )
    assert [(one.platform, one.name, one.owner) for one in told] == [
        ("wechat", "云溪发布", "云溪县人民政府办公室"),
        ("weibo", "云溪发布", ""),
    ]


def test_owners_in_brackets_behind_the_name() -> None:
    told = accounts_of(
        document(
            "<ul><li>微信公众号：溪源发布（县委宣传部）</li><li>微博：溪源交通（2020年5月开通）</li>"
            "<li>抖音：溪源融媒（县融媒体中心）</li></ul>"
        )
    )
    assert [(one.name, one.owner) for one in told] == [
        ("溪源发布", "县委宣传部"),
        ("溪源交通", ""),
        ("溪源融媒", "县融媒体中心"),
    ]


def test_pictures_without_words_are_no_accounts() -> None:
    assert accounts_of(document("<div><img src='a.jpg'><p>扫一扫</p></div>")) == ()
