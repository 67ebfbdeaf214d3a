"""Articles of many templates, written for these tests."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import pytest

from checks.observation import Clue, PageSeen, PageType
from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look, page

URL = f"https://{HOST}/zwgk/202309/t20230915_1234.html"
HOSTS = {HOST}
TITLE = "示例县人民政府关于印发《示例县优化营商环境若干措施》的通知"
BODY = (
    "<p>各镇人民政府，县直各单位：</p><p>现将《示例县优化营商环境若干措施》印发给你们，请结合实际认真贯彻执行。各单位要加强组织领导，压实工作责任，确保各项措施落到实处。</p>"
    "<p>一、持续深化行政审批制度改革，推动更多事项一网通办，进一步压缩办理时限，减少申请材料，方便企业和群众办事。</p>"
)
SIGNED = "<p style='text-align:right'>示例县人民政府</p><p style='text-align:right'>2023年9月10日</p>"
SIDE = """<div class="right"><h3>最新文件</h3><ul><li><a href="/a/1.html">示例县人民政府办公室关于做好秋冬季森林防火的通知</a><span>2023-12-01</span></li>
<li><a href="/a/2.html">示例县人民政府办公室关于调整工作分工的通知</a><span>2023-11-30</span></li></ul></div>"""


def article(html: str, url: str = URL, **kwargs: str) -> PageSeen:
    return page_seen(look(page(html, title=f"{TITLE}_政策文件_示例县人民政府", **kwargs), url), HOSTS)[0]


def published(seen: PageSeen) -> tuple[str, Clue] | None:
    return (str(seen.published_at.date), seen.published_at.clue) if seen.published_at else None


HEADS = {
    "label": "<div class='info'><span>发布时间：2023-09-12 10:30</span><span>来源：县发展和改革局</span><span>浏览次数：2024</span></div>",
    "label and full-width": "<div class='info'>日期：２０２３年９月１２日　来源：县发展和改革局　字体：【大 中 小】</div>",
    "vsb": "<div align='center'>2023年09月12日 10:30&nbsp;&nbsp;来源：县发展和改革局&nbsp;&nbsp;点击：[<span>20231111</span>]</div>",
    "cells": "<table><tr><td>发布时间：</td><td>2023-09-12</td><td>来源：</td><td>县发展和改革局</td></tr></table>",
    "chinese": "<p class='sub'>发布日期：二〇二三年九月十二日 来源：县发展和改革局</p>",
    "hanweb": "<td>来源：<!--<$[信息来源]>begin-->县发展和改革局<!--<$[信息来源]>end--></td> <td>发布时间：<!--<$[信息时间]>begin-->2023-09-12<!--<$[信息时间]>end--></td>",
    "brackets": "<p>（2023年09月12日）</p><p>来源：县发展和改革局</p>",
    "time first": "<div class='time'>2023/9/12 <span>来源：县发展和改革局</span><span>作者：张某</span></div>",
}


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("body_class", ["TRS_Editor", "nothing-known"])
def test_the_head_of_an_article(name: str, body_class: str):
    html = f"<h1>{TITLE}</h1>{HEADS[name]}<div class='{body_class}'>{BODY}{SIGNED}</div>{SIDE}"
    seen = article(html)
    assert seen.page_type is PageType.ARTICLE
    assert seen.title == TITLE
    assert published(seen) is not None
    assert published(seen)[0] == "2023-09-12"  # type: ignore[index]
    assert seen.source_unit == "县发展和改革局"
    assert "优化营商环境若干措施" in seen.text
    assert "森林防火" not in seen.text
    assert {clue.clue for clue in seen.date_clues} >= {Clue.URL, Clue.SIGNATURE}
    assert all(str(clue.date) in ("2023-09-12", "2023-09-15", "2023-09-10") for clue in seen.date_clues)


def test_four_dates_are_ranked_and_kept():
    head = "<meta name='PubDate' content='2023-09-13 08:00'><meta name='ArticleTitle' content='" + TITLE + "'>"
    seen = article(f"<h1>{TITLE}</h1><p>时间：2023-09-12 10:30</p><div id='zoom'>{BODY}{SIGNED}</div>", head=head)
    assert [(clue.clue, str(clue.date)) for clue in seen.date_clues] == [
        (Clue.LABELLED_LINE, "2023-09-12"),
        (Clue.META, "2023-09-13"),
        (Clue.URL, "2023-09-15"),
        (Clue.SIGNATURE, "2023-09-10"),
    ]
    assert seen.published_at is not None
    assert seen.published_at.time == "10:30"


def test_the_second_a_page_was_generated_is_no_publication():
    head = "<meta name='PubDate' content='2023-12-01 10:33:59'><meta name='others' content='页面生成时间 2023-12-01 10:33:59'>"
    seen = article(
        f"<h1>{TITLE}</h1><p>生成日期：2023-09-12</p><div id='zoom'>{BODY}</div>",
        head=head,
        url=f"https://{HOST}/a/1.html",
    )
    assert published(seen) == ("2023-09-12", Clue.LABELLED_LINE)


BOX = """<div class="xxgk"><table><tr><td>索 引 号：</td><td>003510000/2023-00123</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>发文机关：</td><td>示例县人民政府</td><td>成文日期：</td><td>2023年09月08日</td></tr>
<tr><td>标　　题：</td><td colspan="3">{title}</td></tr>
<tr><td>发文字号：</td><td>示政规〔2023〕5号</td><td>发布日期：</td><td>2023年09月12日</td></tr>
<tr><td>主 题 词：</td><td></td><td>有效性：</td><td>有效</td></tr></table></div>"""


def test_the_metadata_box_tells_written_from_published():
    seen = article(f"{BOX.format(title=TITLE)}<h2 class='tit'>{TITLE}</h2><div id='UCAP-CONTENT'>{BODY}{SIGNED}</div>")
    assert dict(seen.metadata_box) == {
        "索引号": "003510000/2023-00123",
        "主题分类": "综合政务",
        "发文机关": "示例县人民政府",
        "成文日期": "2023年09月08日",
        "标题": TITLE,
        "发文字号": "示政规〔2023〕5号",
        "发布日期": "2023年09月12日",
        "主题词": "",
        "有效性": "有效",
    }
    assert published(seen) == ("2023-09-12", Clue.LABELLED_LINE)
    assert (Clue.DOCUMENT_DATE, "2023-09-08") in [(clue.clue, str(clue.date)) for clue in seen.date_clues]
    assert seen.document_number == "示政规〔2023〕5号"


@pytest.mark.parametrize(
    "box",
    [
        "<ul><li>索引号：<b>1/2</b></li><li>发文字号：<b>示政规〔2023〕5号</b></li><li>发布日期：<b>2023-09-12</b></li></ul>",
        "<dl><dt>索引号</dt><dd>1/2</dd><dt>发文字号</dt><dd>示政规〔2023〕5号</dd><dt>发布日期</dt><dd>2023-09-12</dd></dl>",
        "<div><span>索引号：</span><span>1/2</span></div><div><span>发文字号：</span><span>示政规〔2023〕5号</span></div><div><span>发布日期：</span><span>2023-09-12</span></div>",
        "<p>索引号：1/2　发文字号：示政规〔2023〕5号　发布日期：2023-09-12</p>",
        "<table><tr><th>索引号</th><td>1/2</td><th>发文字号</th><td>示政规〔2023〕5号</td></tr><tr><th>发布日期</th><td>2023-09-12</td></tr></table>",
    ],
)
def test_metadata_boxes_of_other_shapes(box: str):
    seen = article(f"<div class='b'>{box}</div><h1>{TITLE}</h1><div class='article-content'>{BODY}</div>")
    assert dict(seen.metadata_box) == {"索引号": "1/2", "发文字号": "示政规〔2023〕5号", "发布日期": "2023-09-12"}
    assert published(seen) == ("2023-09-12", Clue.LABELLED_LINE)


TITLES = {
    "meta": (f"<meta name='ArticleTitle' content='{TITLE}'>", f"<div class='xl-tt'>{TITLE}</div>"),
    "h1": ("", f"<h1>{TITLE}</h1>"),
    "class": ("", f"<div class='article_title'>{TITLE}</div>"),
    "bare paragraph": ("", f"<p align='center'><b>{TITLE}</b></p>"),
    "split over two lines": ("", f"<h1>{TITLE[:15]}<br>{TITLE[15:]}</h1>"),
}


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str):
    head, heading = TITLES[name]
    seen = article(f"{heading}<p>发布时间：2023-09-12</p><div class='v_news_content'>{BODY}</div>", head=head)
    assert seen.title == TITLE


def test_a_title_that_only_stands_on_the_page():
    html = f"<div class='bt'>{TITLE}</div><p>发布时间：2023-09-12</p><div class='v_news_content'>{BODY}</div>"
    seen = page_seen(look(page(html, title="政策文件_示例县人民政府"), URL), HOSTS)[0]
    assert seen.title == TITLE


def test_attachments_once_each_and_by_their_text():
    files = """<p><img src='/icon/doc.gif'><a href='P1.docx' title='附件1.申请表'>附件1.申请表.docx</a></p>
<p><a href='P2.pdf'><img src='/icon/pdf.gif'></a><a href='P2.pdf'>附件2.目录</a></p>
<p><a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77'>附件3</a></p>
<p><a appendix='true' href='P4.xls'>附件4</a> <a href='/zcjd/1.html'>解读</a></p><iframe src='/pdfjs/viewer.html?file=/files/5.pdf'></iframe>"""
    seen = article(f"<h1>{TITLE}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}{files}</div>")
    assert [(one.url.rpartition("/")[2][:14], one.name) for one in seen.attachments] == [
        ("P1.docx", "附件1.申请表.docx"),
        ("P2.pdf", "附件2.目录"),
        ("download.jsp?u", "附件3"),
        ("P4.xls", "附件4"),
        ("5.pdf", "5.pdf"),
    ]


RELATIONS = {
    "line with a link": (
        "<p>政策解读：<a href='/zcjd/9.html'>《示例县优化营商环境若干措施》政策解读</a></p>",
        "interpretation",
        1,
    ),
    "hand-typed title": ("<p>解读链接：《示例县优化营商环境若干措施》政策解读</p>", "interpretation", 0),
    "policy on an interpretation": (
        "<p>相关文件：<a href='/gw/1.html'>示例县人民政府关于印发若干措施的通知</a></p>",
        "policy",
        1,
    ),
    "label in its own line": (
        "<p>相关解读：</p><p><a href='/zcjd/9.html'>一图读懂若干措施</a></p>",
        "interpretation",
        1,
    ),
    "label says file, text says interpretation": (
        "<p>相关文件：<a href='/zcjd/9.html'>若干措施政策解读</a></p>",
        "interpretation",
        1,
    ),
    "policy original": ("<p>【政策原文】<a href='/gw/1.html'>示例县优化营商环境若干措施</a></p>", "policy", 1),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_relations_inside_the_body(name: str):
    html, points_to, links = RELATIONS[name]
    seen = article(f"<h1>{TITLE}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}{html}</div>")
    assert [(box.points_to, len(box.links)) for box in seen.relation_boxes] == [(points_to, links)]


def test_a_box_beside_the_article_full_and_empty():
    full = "<div class='xgjd'><div class='tit'>相关解读</div><ul><li><a href='/zcjd/9.html'>若干措施解读</a></li></ul></div>"
    empty = "<div class='xgjd'><div class='tit'>相关解读</div><ul id='jd'></ul></div>"
    html = f"<h1>{TITLE}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}</div>"
    assert [box.links for box in article(html + full).relation_boxes] == [(f"https://{HOST}/zcjd/9.html",)]
    boxes = article(html + empty).relation_boxes
    assert [(box.label, box.points_to, box.text, box.links) for box in boxes] == [
        ("相关解读", "interpretation", "", ())
    ]


def test_tabs_lead_to_their_panes():
    tabs = "<div class='t'><ul><li>相关解读</li><li>相关文件</li></ul><div class='p'><a href='/zcjd/9.html'>若干措施解读</a></div></div>"
    html = f"<h1>{TITLE}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}</div>{tabs}"
    assert article(html).relation_boxes[0].links == (f"https://{HOST}/zcjd/9.html",)


def test_menus_and_headings_are_no_relations():
    menu = "<div class='tabs'><a href='/zcjd/'>政策解读</a><a href='/zcwj/'>政策文件</a></div>"
    html = f"{menu}<h1>{TITLE}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}<p>三、做好政策解读</p><p>各单位要加强政策宣传。</p></div>"
    assert article(html).relation_boxes == ()


def test_footers_and_counters_do_not_date_an_article():
    seen = article(
        f"<h1>{TITLE}</h1><p>浏览次数：20231101</p><div class='TRS_Editor'>{BODY}</div>",
        url=f"https://{HOST}/a/17.html",
    )
    assert seen.published_at is None
    assert seen.date_clues == ()


@pytest.mark.parametrize(
    ("url", "html", "expected"),
    [
        (f"https://{HOST}/", "<div class='c'><p>今日示例</p></div>", PageType.HOME),
        (f"https://{HOST}/index.html", "<div class='c'><p>今日示例</p></div>", PageType.HOME),
        (f"https://{HOST}/search?q=a", "<div><p>共找到 3 条结果</p></div>", PageType.SEARCH),
        (f"https://{HOST}/a.html", "<div><h2>404</h2><p>您访问的页面不存在或已被删除</p></div>", PageType.ERROR),
    ],
)
def test_other_kinds_of_pages(url: str, html: str, expected: PageType):
    assert page_seen(look(page(html, title="示例县人民政府"), url), HOSTS)[0].page_type is expected


def test_labels_are_given_as_they_stand():
    head = "<meta name='SiteName' content='示例县人民政府'><meta name='SiteIDCode' content=''><meta name='PubDate' content='null'><meta name='viewport' content='x'>"
    seen = article(f"<h1>{TITLE}</h1><div class='TRS_Editor'>{BODY}</div>", head=head)
    assert seen.labels == (("SiteName", "示例县人民政府"), ("SiteIDCode", ""), ("PubDate", "null"))


def test_a_failed_look_says_nothing():
    seen, links = page_seen(look("<h1>x</h1>", status=500), HOSTS)
    assert (seen.page_type, seen.title, links.links) == (PageType.ERROR, "", ())


def test_the_history_of_a_law_and_the_time_of_a_meeting_are_no_publication():
    law = "<p>（2019年4月3日中华人民共和国国务院令第711号公布　自2019年5月15日起施行）</p>"
    seen = article(f"<h1>{TITLE}</h1>{law}<div class='TRS_Editor'>{BODY}</div>", url=f"https://{HOST}/a/17.html")
    assert seen.published_at is None
    meeting = f"<h1>{TITLE}</h1><div class='TRS_Editor'><p>时间：2023年12月1日</p>{BODY}</div>"
    assert article(meeting, url=f"https://{HOST}/a/17.html").published_at is None


def test_a_signature_is_kept_and_is_no_publication():
    seen = article(f"<h1>{TITLE}</h1><div class='TRS_Editor'>{BODY}{SIGNED}</div>", url=f"https://{HOST}/a/17.html")
    assert seen.published_at is None
    assert [(clue.clue, str(clue.date)) for clue in seen.date_clues] == [(Clue.SIGNATURE, "2023-09-10")]


def test_an_article_about_search_is_an_article():
    title = "关于优化全县政府网站搜索功能的通知"
    html = f"<h1>{title}</h1><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}</div>"
    seen = page_seen(look(page(html, title=f"{title}_示例县人民政府"), URL), HOSTS)[0]
    assert (seen.page_type, seen.title) == (PageType.ARTICLE, title)


def test_labels_and_values_in_one_cell_each():
    cells = "".join(
        f"<td><font>{label}：</font><div>{value}</div></td>"
        for label, value in (
            ("索 引 号", "01474/2023-04"),
            ("发布机构", "示例县统计局"),
            ("公开方式", "主动公开"),
            ("公开时限", ""),
        )
    )
    seen = article(
        f"<table><tr>{cells}</tr></table><h1>{TITLE}</h1><p>发布时间：2023-09-12 来源：县统计局 类型：原创</p><div class='TRS_Editor'>{BODY}</div>"
    )
    assert dict(seen.metadata_box) == {
        "索引号": "01474/2023-04",
        "发布机构": "示例县统计局",
        "公开方式": "主动公开",
        "公开时限": "",
    }
    assert seen.source_unit == "县统计局"


def test_the_name_of_the_site_in_a_heading_is_no_title():
    head = "<h1 class='logo'>示例县人民政府</h1><h3>关于示例公园闭园维护的公告</h3><div>发布时间：2023-09-12</div>"
    seen = page_seen(look(page(head + BODY, title="示例县政务公开"), URL), HOSTS)[0]
    assert seen.title == "关于示例公园闭园维护的公告"


def test_a_date_in_the_first_sentence_is_no_publication():
    text = "<p>定于2023年12月20日召开示例听证会，欢迎报名参加。</p>"
    seen = page_seen(look(page(f"<h1>{TITLE}</h1>{BODY}{text}", title=TITLE), f"https://{HOST}/a/1.html"), HOSTS)[0]
    assert published(seen) is None


def test_a_date_behind_the_print_button_is_the_publication():
    head = f"<h1>{TITLE}</h1><div>【字体：大 中 小】 打印 2023-09-12</div>"
    assert published(article(head + BODY)) == ("2023-09-12", Clue.ARTICLE_HEAD)


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("<div class='property'><span>县农业农村局</span> <span>2023-09-12 15:02</span></div>", "县农业农村局"),
        ("<p>2023年9月12日 星期二 10:20:33　市人民政府办公室</p>", "市人民政府办公室"),
        ("<p>[2023-09-12] | 县委宣传部</p>", "县委宣传部"),
        ("<p>张某某 2023-09-12 15:02</p>", ""),
        ("<p>示例县人民政府网站 2023-09-12</p>", ""),
        ("<p>首页 县农业农村局 2023-09-12</p>", ""),
    ],
)
def test_an_office_alone_beside_the_date_is_the_source(head: str, source: str):
    seen = article(f"<h1>{TITLE}</h1>{head}<div class='content'>{BODY}</div>")
    assert published(seen) is not None
    assert seen.source_unit == source


def test_a_field_of_two_names_is_the_one_that_is_known():
    fields = {
        "索引号/统一编号": "0022/2026-00007",
        "发布机构": "示例新区管委会",
        "发文字号（文号）": "示管〔2023〕7号",
        "资源标识码": "QS-2023-0007",  # a number under a name of the portal's own
        "有效性": "",
    }
    inline = "".join(f"<p><b>{name}：</b>{value}</p>" for name, value in fields.items())
    cells = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in fields.items())
    expected = {"索引号": "0022/2026-00007", "发布机构": "示例新区管委会", "发文字号": "示管〔2023〕7号"}
    expected |= {"资源标识码": "QS-2023-0007", "有效性": "", "发布时间": "2023-09-12"}
    for box in (f"<div>{inline}</div>", f"<table>{cells}</table>"):
        seen = article(
            f"<h1>{TITLE}</h1>{box}<div><h4>相关解读</h4></div><p>发布时间：2023-09-12</p><div class='TRS_Editor'>{BODY}</div>"
        )
        assert dict(seen.metadata_box) == expected
