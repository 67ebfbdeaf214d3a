"""Lists of many shapes, written for these tests: rows, dates and clues as a visitor would read them."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import base64
from datetime import date
from urllib.parse import quote_plus

import pytest

from checks.observation import Clue, Unreadable
from crawler.reading.observe import further_list_pages, list_seen, needs_rendering
from crawler.reading.page_request import PageRequest
from tests.crawler.reading.lists import EMPTY_TEXT, HOSTS, SIDE, days, li, seen
from tests.crawler.reading.looks import COLUMN, HOST, look, page


def test_a_static_list_beside_a_hot_list():
    listed = seen(page(f'<div class="list"><ul>{li(8)}</ul></div>', side=SIDE))
    assert len(listed.rows) == 8
    assert listed.rows[0].title == "关于开展第1批示例项目申报工作的通知"
    assert listed.rows[0].url == f"https://{HOST}/tzgg/202309/t20230901_100.html"
    assert listed.rows[0].date is not None
    assert listed.rows[0].date.clue is Clue.LIST_CELL
    assert listed.rows[0].date.date == date(2023, 9, 28)
    assert not listed.rows[0].external
    assert listed.cms == "trs"


def test_flat_definition_lists_and_bare_links_with_breaks():
    dl = "".join(
        f"<dt><a href='/a/{n}01.html'>关于第{n}项示例事项的公示公告</a></dt><dd>2023-08-0{n}</dd>" for n in range(1, 6)
    )
    assert days(seen(page(f"<dl class='l'>{dl}</dl>"))) == [f"2023-08-0{n}" for n in range(1, 6)]
    bare = "".join(
        f"<a href='/a/{n}01.html'>关于第{n}项示例事项的公示公告</a><span>2023-08-0{n}</span><br>" for n in range(1, 6)
    )
    assert days(seen(page(f"<div class='l'>{bare}</div>"))) == [f"2023-08-0{n}" for n in range(1, 6)]


def test_rows_with_a_category_link_keep_their_title():
    rows = "".join(
        f"<li><a class='c' href='/tzgg/'>[通知]</a><a href='/a/{n}01.html'>关于第{n}项示例事项的公示公告</a><i>2023-08-0{n}</i></li>"
        for n in range(1, 6)
    )
    listed = seen(page(f"<ul>{rows}</ul>"))
    assert [row.title for row in listed.rows] == [f"关于第{n}项示例事项的公示公告" for n in range(1, 6)]
    assert listed.rows[0].url == f"https://{HOST}/a/101.html"


PINNED = {
    "text in a tag": "<li><em>置顶</em><a href='/a/1.html'>示例县人民政府办公室值班安排公告</a><span>2023-12-01</span></li>",
    "prefix": "<li><a href='/a/1.html'>[置顶] 示例县人民政府办公室值班安排公告</a><span>2023-12-01</span></li>",
    "class": "<li class='zd'><a href='/a/1.html'>示例县人民政府办公室值班安排公告</a><span>2023-12-01</span></li>",
    "icon": "<li><img src='/images/zd.png'><a href='/a/1.html'>示例县人民政府办公室值班安排公告</a><span>2023-12-01</span></li>",
}


@pytest.mark.parametrize("mark", PINNED)
def test_pinned_rows_are_marked(mark: str):
    listed = seen(page(f"<ul>{PINNED[mark]}{li(4)}</ul>"))
    assert [row.pinned for row in listed.rows] == [True, False, False, False, False]
    assert listed.rows[0].title == "示例县人民政府办公室值班安排公告"


def test_rows_opened_by_script_keep_their_address():
    rows = "".join(
        f"<li><a href='javascript:void(0)' onclick=\"window.open('/info/1043/{n}88.htm')\">示例县第{n}批补贴资金公示名单</a><b>2023-07-0{n}</b></li>"
        for n in range(1, 5)
    )
    listed = seen(page(f"<ul>{rows}</ul>"))
    assert listed.rows[0].url == f"https://{HOST}/info/1043/188.htm"
    table = "".join(
        f"<tr onclick='show({n})'><td>{n}</td><td>示例县第{n}批补贴资金公示名单</td><td>2023-07-0{n}</td></tr>"
        for n in range(1, 5)
    )
    listed = seen(page(f"<table><tr><th>序号</th><th>名称</th><th>发布日期</th></tr>{table}</table>"))
    assert [row.url for row in listed.rows] == [""] * 4
    assert days(listed) == [f"2023-07-0{n}" for n in range(1, 5)]


def test_rows_to_other_hosts_are_external():
    rows = (
        li(3)
        + "<li><a href='https://mp.weixin.qq.com/s/abc'>示例发布：关于冬季流感防控的提示</a><span>2023-09-01</span></li>"
    )
    assert [row.external for row in seen(page(f"<ul>{rows}</ul>")).rows] == [False, False, False, True]


def test_a_single_row_is_a_list():
    listed = seen(page(f"<div class='list'><ul>{li(1)}</ul></div>", side=SIDE))
    assert days(listed) == ["2023-09-28"]


@pytest.mark.parametrize("text", ["暂无数据", "暂无相关信息！", "没有找到相关数据", "该栏目暂无内容", "栏目正在建设中"])
def test_an_empty_column_says_so_and_is_not_fooled_by_its_side_column(text: str):
    listed = seen(page(f"<div class='list'><p class='nodata'>{text}</p></div>", side=SIDE))
    assert listed.rows == ()
    assert listed.unreadable is Unreadable.NONE
    assert listed.empty_text == text


def test_a_hidden_sentence_does_not_make_a_column_empty():
    main = f"<div id='list'></div><p style='display: none'>{EMPTY_TEXT}</p><script>$.ajax({{url:'/api/list'}})</script>"
    listed = seen(page(main))
    assert listed.unreadable is Unreadable.NEEDS_BROWSER
    assert listed.empty_text == ""


DRAWN = {
    "vue": "<div id='app'><ul><li v-for='row in rows'><a :href='row.url'>{{ row.title }}</a></li></ul></div>",
    "template": "<ul id='rows'></ul><script type='text/x-handlebars'><li><a href='{{url}}'>{{title}}</a></li></script>",
    "ajax": "<ul id='rows'></ul><script>$.ajax({url: '/api/list?c=1', success: draw})</script>",
    "shell": "<div id='root'></div><script src='/static/app.js'></script>",
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_list_drawn_by_script_needs_a_browser(kind: str):
    look_at = look(page(DRAWN[kind]))
    assert list_seen(COLUMN, [look_at], HOSTS).unreadable is Unreadable.NEEDS_BROWSER
    assert needs_rendering(COLUMN, [look_at], HOSTS)
    drawn = look(page(f"<div id='app'><ul>{li(4)}</ul></div>"), rendered=True)
    assert len(list_seen(COLUMN, [look_at, drawn], HOSTS).rows) == 4
    assert not needs_rendering(COLUMN, [look_at, drawn], HOSTS)


def test_a_rendered_page_may_say_that_there_is_nothing():
    plain, drawn = look(page(DRAWN["vue"])), look(page(f"<div id='app'><p>{EMPTY_TEXT}</p></div>"), rendered=True)
    listed = list_seen(COLUMN, [plain, drawn], HOSTS)
    assert (listed.unreadable, listed.empty_text) == (Unreadable.NONE, EMPTY_TEXT)


def test_a_page_of_links_to_other_columns_is_no_list():
    main = "".join(f"<a href='/zwgk/c{n}/'>重点领域{n}</a> " for n in range(12))
    listed = seen(page(f"<div class='fl'>{main}</div>"))
    assert listed.rows == ()
    assert listed.unreadable is Unreadable.ONLY_LINKS_ELSEWHERE


def test_a_page_of_text_is_an_unknown_layout():
    listed = seen(
        page(
            "<div><p>示例县位于示例省东部，面积一千平方公里，辖十镇五乡，历史悠久，风光秀丽，物产丰富，交通便利。</p></div>"
        )
    )
    assert (listed.rows, listed.unreadable) == ((), Unreadable.UNKNOWN_LAYOUT)


def test_an_error_page_under_200_is_not_an_empty_column():
    listed = seen(page("<div class='err'><h1>404</h1><p>抱歉，您访问的页面不存在或已被删除</p></div>"))
    assert listed.unreadable is Unreadable.UNKNOWN_LAYOUT


def test_a_wall_is_kept_apart():
    listed = seen("<html><head></head><body></body></html>", wall="ruishu")
    assert (listed.rows, listed.unreadable) == ((), Unreadable.WALL)
    shell = "<html><body><script>document.cookie='__jsl_clearance_s=1;';location.reload()</script></body></html>"
    assert seen(shell).unreadable is Unreadable.WALL


PAGERS = {
    "trs": "<script>createPageHTML(7, 0, 'index', 'html');</script>",
    "definition before the call": '<script>function createPageHTML(_nPageCount, _nCurrIndex){} createPageHTML(7,0,"index","html");</script>',
    "link": "<div class='page'><a href='index_1.html'>下一页</a></div>",
}


@pytest.mark.parametrize("pager", PAGERS)
def test_page_two_is_asked_for_when_only_pinned_rows_are_dated(pager: str):
    pinned = "".join(
        f"<li class='zd'><i>置顶</i><a href='/a/{n}.html'>示例县人民政府第{n}号重要公告</a><span>2022-01-0{n}</span></li>"
        for n in (1, 2)
    )
    first = look(page(f"<div><ul>{pinned}</ul>{PAGERS[pager]}</div>"))
    assert further_list_pages(COLUMN, [first], HOSTS) == (PageRequest(f"{COLUMN}index_1.html"),)
    second = look(page(f"<div><ul>{li(3)}</ul></div>"), f"{COLUMN}index_1.html", index=1)
    assert further_list_pages(COLUMN, [first, second], HOSTS) == ()
    listed = list_seen(COLUMN, [first, second], HOSTS)
    assert len(listed.rows) == 5
    assert listed.pages_read == (COLUMN, f"{COLUMN}index_1.html")


def test_one_page_is_enough_for_a_dated_list_in_order():
    assert further_list_pages(COLUMN, [look(page(f"<ul>{li(5)}</ul>{PAGERS['trs']}"))], HOSTS) == ()


def test_page_two_is_asked_for_when_rows_are_in_no_order():
    rows = "".join(
        f"<li><a href='/a/{n}.html'>示例县第{n}号事项公告全文</a><span>{day}</span></li>"
        for n, day in enumerate(("2023-01-01", "2023-06-01", "2023-02-01"))
    )
    assert further_list_pages(COLUMN, [look(page(f"<ul>{rows}</ul>{PAGERS['trs']}"))], HOSTS)


def test_a_failed_look_gives_a_list_without_rows():
    listed = seen("<html><body>not found</body></html>", status=404)
    assert listed.rows == ()
    assert listed.fetch.status == 404


def test_a_landing_page_with_boxes_of_several_columns_is_read_whole():
    boxes = "".join(
        f"<div class='bk'><h2>{name}<a href='/{name}/'>更多</a></h2><ul>"
        + "".join(
            f"<li><a href='/{k}/{n}33.html'>示例县{name}第{n}条重要信息</a><span>2023-0{k}-0{n}</span></li>"
            for n in range(1, 4)
        )
        + "</ul></div>"
        for k, name in enumerate(("通知公告", "政策文件", "政策解读"), start=1)
    )
    assert len(seen(page(f"<div class='m'>{boxes}</div>")).rows) == 9


def test_upper_menus_calendars_and_friend_links_are_no_rows():
    calendar = (
        "<table class='rl'>"
        + "".join(
            f"<tr>{''.join(f'<td><a href=/d/{w * 7 + d}>{w * 7 + d}</a></td>' for d in range(7))}</tr>"
            for w in range(4)
        )
        + "</table>"
    )
    friends = (
        "<div><p>友情链接</p><ul>"
        + "".join(f"<li><a href='http://www.a{n}.gov.cn/'>示例市人民政府第{n}办公室网站</a></li>" for n in range(9))
        + "</ul></div>"
    )
    listed = seen(page(f"{calendar}<ul>{li(3)}</ul>{friends}"))
    assert len(listed.rows) == 3


def test_a_list_in_a_frame_is_asked_for():
    frame = "<div class='m'><iframe src='/gk/list.html' width='100%' height='900'></iframe></div>"
    weather = "<iframe src='/tq.html' height='26'></iframe>"
    first = look(page(weather + frame))
    assert further_list_pages(COLUMN, [first], HOSTS) == (PageRequest(f"https://{HOST}/gk/list.html"),)
    inner = look(f"<html><body><ul>{li(4)}</ul></body></html>", f"https://{HOST}/gk/list.html", index=1)
    assert len(list_seen(COLUMN, [first, inner], HOSTS).rows) == 4


def test_the_frames_of_a_frameset_are_asked_for_in_turn():
    frames = "<html><head><title>示例栏目</title></head><frameset cols='20,*'><frame src='/gk/l.htm'><frame src='/gk/m.htm'></frameset></html>"
    first = look(frames)
    menu = look("<html><body><a href='/gk/1/'>示例目录</a></body></html>", f"https://{HOST}/gk/l.htm", index=1)
    listed = look(f"<html><body><ul>{li(4)}</ul></body></html>", f"https://{HOST}/gk/m.htm", index=2)
    assert further_list_pages(COLUMN, [first], HOSTS) == (PageRequest(f"https://{HOST}/gk/l.htm"),)
    assert further_list_pages(COLUMN, [first, menu], HOSTS) == (PageRequest(f"https://{HOST}/gk/m.htm"),)
    assert further_list_pages(COLUMN, [first, menu, listed], HOSTS) == ()
    assert len(list_seen(COLUMN, [first, menu, listed], HOSTS).rows) == 4


def test_a_pager_in_base64():
    pager = base64.b64encode(quote_plus('<a href="2.html">下一页</a>').encode()).decode()
    rows = "".join(f"<li><a href='/a/{n}00.html'>示例县第{n}号事项公告全文</a></li>" for n in range(5))
    first = look(page(f"<ul>{rows}</ul><div id='pages'>{pager}</div><script>show(window.atob(x))</script>"))
    assert further_list_pages(COLUMN, [first], HOSTS) == (PageRequest(f"{COLUMN}2.html"),)


def test_cards_whose_link_holds_everything():
    cards = "".join(
        f"<li class='top'><a href='/a/{n}00.html'><div class='time'><p>0{n}</p><span>2023-11</span></div>"
        f"<h4>示例县第{n}号事项公告全文</h4><p>为做好2020年1月1日以来的工作，现将有关事项公告如下，请遵照执行。</p></a></li>"
        for n in range(1, 6)
    )
    listed = seen(page(f"<ul>{cards}</ul>"))
    assert [row.title for row in listed.rows] == [f"示例县第{n}号事项公告全文" for n in range(1, 6)]
    assert days(listed) == [f"2023-11-0{n}" for n in range(1, 6)]
    assert not any(row.pinned for row in listed.rows)


def test_tooltips_that_say_more_than_the_title():
    rows = "".join(
        f"<li><a href='/a/{n}00.html' title='标题：示例县关于第{n}号事项的公告全文 发布时间：2023-11-0{n}'>示例县关于第{n}…</a><i>2023-11-0{n}</i></li>"
        for n in range(1, 4)
    )
    assert seen(page(f"<ul>{rows}</ul>")).rows[0].title == "示例县关于第1号事项的公告全文"


def test_old_layouts_with_a_table_per_row():
    rows = "".join(
        f"<table><tr><td>·</td><td><a href='/a/{n}00.html'>示例县关于第{n}号事项的公告</a></td><td>[2023-11-0{n}]</td></tr></table>"
        for n in range(1, 6)
    )
    assert days(seen(page(f"<table><tr><td>{rows}</td></tr></table>"))) == [f"2023-11-0{n}" for n in range(1, 6)]


def test_a_menu_of_columns_beside_the_list_is_left_out():
    menu = (
        "<div class='left'><h2>政务公开</h2><ul>"
        + "".join(f"<li><a href='/zwgk/c{n}/'>重点领域信息公开{n}</a></li>" for n in range(12))
        + "</ul></div>"
    )
    listed = seen(page(f"{menu}<div class='right'><ul>{li(3)}</ul></div>"))
    assert len(listed.rows) == 3


def test_rows_with_attachment_links_are_one_row_each():
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/a/{n}00.html'>示例县人民政府第{n}号决定</a></td><td><a href='/f/{n}.pdf'>下载</a></td><td>2023-11-0{n}</td></tr>"
        for n in range(1, 6)
    )
    assert len(seen(page(f"<table>{rows}</table>")).rows) == 5


NEWER = """<div class="r2"><h3>最新信息</h3><ul>{}</ul></div>""".format(
    "".join(
        f"<li><a href='/xw/{n}99.html'>示例县举办第{n}届文化旅游节开幕式</a><span>2023-12-0{n}</span></li>"
        for n in range(1, 9)
    )
)


def test_a_longer_box_beside_the_list_is_told_apart_by_where_its_rows_lead():
    listed = seen(page(f"<div class='l2'><ul>{li(5)}</ul></div>{NEWER}"))
    assert days(listed) == [f"2023-09-{28 - n}" for n in range(5)]


def test_rows_of_a_side_box_do_not_fill_an_empty_column():
    listed = seen(page(f"<div class='l2'><p>暂无相关信息</p></div>{NEWER}"))
    assert (listed.rows, listed.unreadable, listed.empty_text) == ((), Unreadable.NONE, "暂无相关信息")


def test_rows_of_a_side_box_do_not_stand_for_a_list_still_to_be_drawn():
    plain = look(
        page(f"<div class='l2'><ul><li v-for='r in rows'><a :href='r.url'>{{{{r.title}}}}</a></li></ul></div>{NEWER}")
    )
    assert list_seen(COLUMN, [plain], HOSTS).unreadable is Unreadable.NEEDS_BROWSER
    assert needs_rendering(COLUMN, [plain], HOSTS)
    drawn = look(page(f"<div class='l2'><ul>{li(4)}</ul></div>{NEWER}"), rendered=True)
    assert len(list_seen(COLUMN, [plain, drawn], HOSTS).rows) == 4


def test_a_box_in_the_same_block_is_not_merged():
    assert len(seen(page(f"<div class='m'><ul>{li(5)}</ul>{NEWER}</div>")).rows) == 5


def test_tables_with_two_rows_side_by_side():
    rows = "".join(
        f"<tr><td><a href='/a/{n}1.html'>示例县第{n}号通知公告甲</a></td><td>2023-11-0{n}</td>"
        f"<td><a href='/a/{n}2.html'>示例县第{n}号通知公告乙</a></td><td>2023-10-0{n}</td></tr>"
        for n in range(1, 4)
    )
    assert days(seen(page(f"<table>{rows}</table>"))) == [
        f"2023-{month}-0{n}" for n in range(1, 4) for month in (11, 10)
    ]


def test_day_and_month_in_cells_of_their_own():
    rows = "".join(
        f"<div class='r'><div class='d'>0{n}</div><div class='m'>2023-11</div><div><a href='/a/{n}.html'>示例县第{n}号通知公告</a></div></div>"
        for n in range(1, 4)
    )
    assert days(seen(page(f"<div class='l'>{rows}</div>"))) == [f"2023-11-0{n}" for n in range(1, 4)]


def test_rows_after_the_end_of_the_body_are_shown_and_read():
    listed = seen(f"<html><head><title>通知公告</title></head><body><p>x</p></body></html><ul>{li(4)}</ul>")
    assert len(listed.rows) == 4
