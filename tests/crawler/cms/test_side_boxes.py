"""Boxes beside the list whose heading stands among their rows, without an element around the rows alone."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import pytest

from checks.observation import Unreadable
from crawler.reading.observe import list_seen
from tests.crawler.reading.looks import COLUMN, HOST, look

ROWS = "".join(
    f'<li id="line_u8_{n}"><a href="/info/1013/35{n}0.htm">县民政局开展第{n}次低收入人口动态监测</a><span>[05-{20 - n}]</span></li>'
    for n in range(1, 5)
)
BESIDE = "".join(
    f'<p><a href="/info/1011/33{n}0.htm">县民政局举办第{n}期养老机构消防安全培训</a> (2023-12-0{n})</p>'
    for n in range(1, 6)
)
PAGE = '<html><body><div class="w"><div class="list"><ul>{rows}</ul></div><div class="x">{beside}</div></div></body></html>'


@pytest.mark.parametrize("heading", ["<b>本月热点</b>", "<h3>热门文章</h3>", '<div class="tit">相关阅读</div>'])
def test_rows_beside_the_list_are_not_its_rows(heading):
    listed = list_seen(COLUMN, [look(PAGE.format(rows=ROWS, beside=heading + BESIDE))], {HOST})
    assert len(listed.rows) == 4


LATEST = "".join(
    f'<li><a href="/c900/202312/{n}a7f3c2d1.shtml">全县安排部署第{n}项冬季重点工作</a><span>2023-12-0{n}</span></li>'
    for n in range(1, 9)
)
TWO_COLUMNS = """<html><head><title>{title}</title>{head}</head><body><div class="main"><div class="left">{own}</div>
<div class="right">{box}</div></div></body></html>"""
BOXES = {
    "with a name": f'<div class="zx"><div class="tit">最新发布</div><ul>{LATEST}</ul></div>',
    "without a name": f"<ul>{LATEST}</ul>",
}
EMPTY = {
    "under its heading": '<h2>专项资金</h2><div class="news"><ul></ul></div>',
    "with a comment": "<h2>专项资金</h2><ul><!-- 循环开始 --> <!-- 循环结束 --></ul>",
    "a table with its head": "<h2>专项资金</h2><table><thead><tr><th>标题</th><th>日期</th></tr></thead><tbody></tbody></table>",
    "with a pager": "<h2>专项资金</h2><ul></ul><div>首页 上一页 下一页 尾页 共0页</div>",
    "under the way to it": '<p>当前位置：首页 &gt; 专项资金</p><div class="news"><ol></ol></div>',
    "without a heading": '<div class="news"><ul></ul></div>',
}


def two_columns(own: str, box: str, *, head: str = "", swapped: bool = False) -> str:
    own, box = (box, own) if swapped else (own, box)
    return TWO_COLUMNS.format(title="专项资金_示例县人民政府", own=own, box=box, head=head)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("own", EMPTY)
def test_a_box_beside_an_empty_list_vouches_for_nothing(own: str, box: str, swapped: bool):
    listed = list_seen(COLUMN, [look(two_columns(EMPTY[own], BOXES[box], swapped=swapped))], {HOST})
    assert listed.rows == ()
    assert listed.unreadable in (Unreadable.NONE, Unreadable.UNKNOWN_LAYOUT)
    assert own != "without a heading" or listed.unreadable is Unreadable.UNKNOWN_LAYOUT


def test_an_empty_list_that_a_script_may_fill_is_rendered_and_then_left_open():
    html = two_columns(EMPTY["under its heading"], BOXES["with a name"], head='<script src="/js/app.js"></script>')
    assert list_seen(COLUMN, [look(html)], {HOST}).unreadable is Unreadable.NEEDS_BROWSER
    drawn = list_seen(COLUMN, [look(html), look(html, rendered=True)], {HOST})
    assert (drawn.rows, drawn.unreadable) == ((), Unreadable.UNKNOWN_LAYOUT)


OTHER_BLANKS = {
    "a carousel": '<ul class="slides"></ul>',
    "tabs": '<div class="hd"><h2>专项资金</h2><ul class="tabs"></ul></div>',
    "a pager": '<ul class="pagination" id="page_ul"></ul>',
    "a spacer": '<table style="height:24px"><tr><td></td></tr></table>',
    "icons": '<ul><li><a href="/rss"><img src="/rss.png"></a></li></ul>',
}


@pytest.mark.parametrize("blank", OTHER_BLANKS)
def test_a_blank_of_another_use_does_not_hide_the_list(blank: str):
    html = two_columns(f"{OTHER_BLANKS[blank]}<div><ul>{LATEST}</ul></div>", "<p>联系我们</p>")
    assert len(list_seen(COLUMN, [look(html)], {HOST}).rows) == 8


@pytest.mark.parametrize(
    "proof",
    [
        "<h2>专项资金</h2><ul>{rows}</ul>",
        '<ul>{rows}</ul><div class="pages"></div>',
        "<ul>{rows}</ul><p>共 3 页 下一页</p>",
    ],
)
def test_a_list_that_proves_itself_is_kept_beside_a_blank_one(proof: str):
    html = two_columns(proof.format(rows=LATEST), "<div><h3>服务</h3><ul></ul></div>")
    assert len(list_seen(COLUMN, [look(html)], {HOST}).rows) == 8


def test_the_pager_of_the_next_column_does_not_prove_a_box():
    own = f"<ul>{ROWS}</ul><div>上一页 下一页 尾页 共2页</div>"
    html = two_columns(f"<div><ul>{LATEST}</ul></div>", f'<div class="list">{own}</div>')
    assert [row.url for row in list_seen(COLUMN, [look(html)], {HOST}).rows] == [
        f"https://{HOST}/info/1013/35{n}0.htm" for n in range(1, 5)
    ]
