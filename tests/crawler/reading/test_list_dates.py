"""Dates of rows: in usual cells and unusual places, and beside days that mean something else."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from datetime import date

import pytest

from checks.observation import Clue
from tests.crawler.reading.lists import days, seen
from tests.crawler.reading.looks import page

CELLS = {
    "in brackets without a year": ("[09-28]", (None, 9, 28)),
    "full-width brackets": ("［2023-09-28］", (2023, 9, 28)),
    "dots": ("2023.09.28", (2023, 9, 28)),
    "slashes and time": ("2023/9/28 10:30", (2023, 9, 28)),
    "Chinese": ("2023年9月28日", (2023, 9, 28)),
    "month and day": ("9月28日", (None, 9, 28)),
    "Chinese numerals": ("二〇二三年九月二十八日", (2023, 9, 28)),
    "compact": ("20230928", (2023, 9, 28)),
    "labelled": ("发布时间：2023-09-28", (2023, 9, 28)),
    "day over month": ("<b>28</b><i>2023-09</i>", (2023, 9, 28)),
    "month over day": ("<em>2023-09</em><strong>28</strong>", (2023, 9, 28)),
    "day, then year": ("<i>09-28</i><em>2023</em>", (2023, 9, 28)),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("place", ["after", "before", "inside"])
def test_dates_as_offices_write_them(name: str, place: str):
    cell, expected = CELLS[name]
    rows = []
    for n in range(5):
        link = f'<a href="/a/{n}/{1000 + n}.html">关于做好第{n}批示例工作的通知'
        rows.append(
            {
                "after": f'<li>{link}</a><span class="date">{cell}</span></li>',
                "before": f'<li><div class="date">{cell}</div>{link}</a></li>',
                "inside": f'<li>{link}<span class="date">{cell}</span></a></li>',
            }[place]
        )
    listed = seen(page(f"<ul class='news'>{''.join(rows)}</ul>"))
    assert [row.title for row in listed.rows] == [f"关于做好第{n}批示例工作的通知" for n in range(5)]
    clues = [row.date for row in listed.rows]
    assert all(clue is not None and (clue.year, clue.month, clue.day) == expected for clue in clues), clues
    assert all(clue is not None and clue.clue is Clue.LIST_CELL for clue in clues)


def test_a_date_in_the_title_is_no_publication():
    row = '<li><a href="/a/1001.html">2023年11月21日示例镇电网检修停电信息</a><span>2023-11-06</span></li>'
    undated = '<li><a href="/a/1002.html">2023年11月22日示例镇电网检修停电信息</a></li>'
    listed = seen(page(f"<ul>{row * 1}{undated}{row.replace('1001', '1003')}</ul>"))
    assert days(listed) == ["2023-11-06", "", "2023-11-06"]


def test_the_address_is_only_a_weaker_clue():
    rows = "".join(
        f'<li><a href="/tzgg/202311/t2023110{n}_88{n}.html">关于示例事项的第{n}号公告全文</a></li>' for n in range(1, 6)
    )
    listed = seen(page(f"<ul class='list'>{rows}</ul>"))
    assert [row.date.clue if row.date else None for row in listed.rows] == [Clue.URL] * 5


def test_cells_with_two_dates_follow_the_header_of_the_table():
    header = "<tr><th>序号</th><th>标题</th><th>发布日期</th><th>成文日期</th></tr>"
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/gw/{n}001.html'>示例县人民政府关于第{n}项事项的决定</a></td>"
        f"<td>2023-09-2{n}</td><td>2022-01-0{n}</td></tr>"
        for n in range(1, 6)
    )
    listed = seen(page(f"<table class='tab'>{header}{rows}</table>"))
    assert days(listed) == [f"2023-09-2{n}" for n in range(1, 6)]
    assert listed.rows[0].date is not None
    assert listed.rows[0].date.detail == "发布日期"


def test_a_summary_with_dates_does_not_date_the_row():
    rows = "".join(
        f"<div class='item'><h3><a href='/xw/{n}77.html'>示例县召开第{n}次工作推进会</a></h3>"
        f"<p>根据2019年1月1日印发的方案，2020年2月2日以来示例县持续推进各项工作，取得了明显成效，群众满意度不断提高。</p>"
        f"<p class='info'>来源：示例县融媒体中心 发布时间：2023-10-1{n}</p></div>"
        for n in range(1, 6)
    )
    listed = seen(page(f"<div class='lists'>{rows}</div>"))
    assert days(listed) == [f"2023-10-1{n}" for n in range(1, 6)]


LEADING_DATES = {
    "a dt over each dd": ("<dl>{rows}</dl>", "<dt>{day}</dt><dd><a href='{url}'>{title}</a></dd>"),
    "in brackets": ("<dl>{rows}</dl>", "<dt>[{day}]</dt><dd>· <a href='{url}'>{title}</a></dd>"),
    "a span before each link": ("<div class='l'>{rows}</div>", "<span>{day}</span><a href='{url}'>{title}</a><br>"),
    "a cell before each cell": ("<table><tr>{rows}</tr></table>", "<td>{day}</td><td><a href='{url}'>{title}</a></td>"),
    "a link and its date": ("<div class='l'>{rows}</div>", "<a href='{url}'>{title}</a> <em>{day}</em><br>"),
}


@pytest.mark.parametrize("name", LEADING_DATES)
def test_a_date_beside_the_row_belongs_to_it(name: str):
    around, one = LEADING_DATES[name]
    rows = "".join(
        one.format(day=f"2023-0{9 - n}-1{n}", url=f"/files/{n}04.pdf", title=f"示例县第{n}期经济运行情况月报")
        for n in range(1, 5)
    )
    assert days(seen(page(around.format(rows=rows)))) == [f"2023-0{9 - n}-1{n}" for n in range(1, 5)]


def test_links_under_one_date_share_it():
    links = "".join(f"<dd><a href='/a/{n}77.html'>关于第{n}批示例名单的公示</a></dd>" for n in range(1, 4))
    listed = seen(
        page(
            f"<dl><dt>2023-09-20</dt>{links}<dt>2023-08-02</dt><dd><a href='/a/977.html'>往期示例名单的公示</a></dd></dl>"
        )
    )
    assert days(listed) == ["2023-09-20"] * 3 + ["2023-08-02"]


def test_the_date_of_the_row_before_is_not_borrowed():
    rows = "<a href='/a/177.html'>关于示例项目的公示</a><span>2023-09-20</span><a href='/a/277.html'>关于另一示例项目的公示</a>"
    assert days(seen(page(f"<div>{rows}<span>待定</span></div>"))) == ["2023-09-20", ""]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span>28</span><span>2023/02</span>", "28 2023/02"),
        ("<b>28</b>\n<i>2023-02</i>", "28 2023-02"),
        ("<i>2023-02-28</i><i>10:30</i>", "2023-02-28 10:30"),
        ("<b>2023</b>年<b>02</b>月<b>28</b>日", "2023年02月28日"),
    ],
)
def test_the_text_of_a_date_in_parts_reads_as_it_stands(cell: str, text: str):
    rows = "".join(
        f"<li><div class='t'>{cell}</div><a href='/a/{n}01.html'>关于开展第{n}次示例活动的倡议</a></li>"
        for n in range(4)
    )
    date_seen = seen(page(f"<ul>{rows}</ul>")).rows[0].date
    assert date_seen is not None
    assert (date_seen.text, date_seen.date) == (text, date(2023, 2, 28))


def test_the_signature_of_a_letter_is_no_date_of_its_attachments():
    files = "".join(f"<p><a href='/files/{n}.xlsx'>附件{n}：示例县行政审批事项目录.xlsx</a></p>" for n in (1, 2))
    assert seen(page(f"<div><p>示例县人民政府办公室</p><p>2023年10月24日</p>{files}</div>")).rows == ()


@pytest.mark.parametrize(
    "written",
    ["Jul 04, 2023", "4 July 2023", "04-Jul-2023", "Tue Jul 04 09:10:11 CST 2023", "Tue, 4 Jul 2023", "July 4, 2023"],
)
def test_a_month_by_its_english_name(written: str):
    rows = "".join(f"<li><a href='/a/{n}31.html'>关于第{n}批示例任职的通知</a><i>{written}</i></li>" for n in (1, 2))
    assert days(seen(page(f"<ul>{rows}</ul>"))) == ["2023-07-04"] * 2


@pytest.mark.parametrize("title", ["示例区公布第二批便民网点", "示例区停车管理实施细则", "关于废止示例规定的决定"])
def test_words_of_the_title_are_no_label_of_a_date(title: str):
    cells = "<p>截止日期：2024-02-01</p><p>发布日期：2023-06-05</p>"
    rows = "".join(f"<li><a href='/a/{n}41.html'>{title}{n}</a>{cells}</li>" for n in (1, 2))
    assert days(seen(page(f"<ul>{rows}</ul>"))) == ["2023-06-05"] * 2


def test_items_in_one_cell_of_a_layout_table_are_rows_of_their_own():
    items = "".join(
        f"<div class=i><div class=d><b>0{day}</b><i>2023-0{day}</i></div><p><a href='/a/{day}51.html'>示例卫生院第{day}次义诊活动</a></p></div>"
        for day in (6, 5)
    )
    assert days(seen(page(f"<table><tr><td>{items}</td></tr></table>"))) == ["2023-06-06", "2023-05-05"]


@pytest.mark.parametrize("line", ["·{link}&nbsp;({day})<br>", "[{day}] {link}<br>", "{link} {day}<br/>\n"])
@pytest.mark.parametrize("around", ["<div>{}</div>", "<table><tr><td>{}</td></tr></table>"])
def test_the_date_on_the_line_of_a_bare_link(line: str, around: str):
    lines = "".join(
        line.format(link=f"<a href='/a/{n}61.html'>关于第{n}期示例抽检情况的通报</a>", day=f"2023-0{n}-1{n}")
        for n in (4, 3, 2)
    )
    assert days(seen(page(around.format(lines)))) == ["2023-04-14", "2023-03-13", "2023-02-12"]


def test_clickable_rows_beside_a_dated_hot_list():
    hot = "<div><h3>热点文章</h3><ul><li><a href='/h/171.html'>示例区召开工作会议</a><span>2023-08-08</span></li></ul></div>"
    rows = "".join(
        f'<li onclick="go({n})"><span>第{n}号示例事项办理公告</span><em>2023-0{n}-02</em></li>' for n in (3, 2)
    )
    assert days(seen(page(f"{hot}<ul>{rows}</ul>"))) == ["2023-03-02", "2023-02-02"]


def test_the_title_of_a_card_is_not_its_summary():
    cards = "".join(
        f"<a href='/a/{n}81.html'><img src='/i.jpg'><div class='bt'>示例区第{n}次招商推介活动举行</div><p>活动吸引了多家示例企业参加。</p><i>2023-0{n}-03</i></a>"
        for n in (5, 4)
    )
    listed = seen(page(f"<div class='k'>{cards}</div>"))
    assert [row.title for row in listed.rows] == ["示例区第5次招商推介活动举行", "示例区第4次招商推介活动举行"]
    assert days(listed) == ["2023-05-03", "2023-04-03"]


def test_a_date_in_the_tooltip():
    rows = "".join(
        f"<li><a href='/a/{n}91.html' title='标题：示例区第{n}号冬修通告&#10;发布日期：2023-0{n}-07&#10;点击：20'>示例区第{n}号冬修通告</a></li>"
        for n in (6, 5)
    )
    assert days(seen(page(f"<ul>{rows}</ul>"))) == ["2023-06-07", "2023-05-07"]


@pytest.mark.parametrize(
    "cells",
    [
        "<span>2023-06-05</span><p>活动时间：2023-07-01</p>",
        "<em>2023-06-05</em><em>报名时间：2023-07-01</em>",
        "<em>2023-06-05</em><em>2033-07-01</em>",
    ],
)
def test_the_day_of_an_event_is_not_the_day_of_the_row(cells: str):
    rows = "".join(f"<li><a href='/a/{n}95.html'>示例区第{n}场招聘会预告</a>{cells}</li>" for n in (1, 2))
    assert days(seen(page(f"<ul>{rows}</ul>"))) == ["2023-06-05"] * 2


def test_the_planned_end_of_a_project_is_not_the_day_of_the_row():
    head = "<tr><th>项目</th><th>日期</th><th>计划完成时间</th></tr>"
    rows = "".join(
        f"<tr><td><a href='/a/{n}97.html'>示例区第{n}号道路改造</a></td><td>2023-06-05</td><td>2023-09-01</td></tr>"
        for n in (1, 2)
    )
    assert days(seen(page(f"<table>{head}{rows}</table>"))) == ["2023-06-05"] * 2


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("<p>活动时间：2023-07-01</p><span>发布：2023-06-05</span>", "2023-06-05"),
        ("<em>[考试]</em><span>2023-06-05</span>", "2023-06-05"),
        ("<p>活动时间：2023-05-01</p>", ""),
        ("<p>报名截止：2023-05-01</p>", ""),
        ("<p>开始时间：2023-05-01</p>", "2023-05-01"),
    ],
)
def test_a_row_that_names_only_its_term_has_no_day(cells: str, expected: str):
    rows = "".join(f"<li><a href='/a/{n}98.html'>示例区第{n}场读书会预告</a>{cells}</li>" for n in range(6))
    assert days(seen(page(f"<ul>{rows}</ul>"))) == [expected] * 6


@pytest.mark.parametrize(
    "tile",
    [
        "<div class=t><i>{y}</i><b>{m}-{d}</b></div>",
        "<b>{m}-{d}</b><i>{y}</i>",
        "<div class=t><strong>{d}</strong><span>/{m}</span><small>{y}</small></div>",
        "<div class=t><strong>{d}</strong><span>{m}/{y}</span></div>",
        "<div class=t><b>{m}/{d}</b><i>{y}</i></div>",
    ],
)
def test_tiles_of_day_month_and_year(tile: str):
    written = [("2021", "06", "05"), ("2021", "05", "20"), ("2020", "12", "11")]
    rows = "".join(
        f"<li>{tile.format(y=y, m=m, d=d)}<a href='/a/{n}99.html'>示例区第{n}号冬修通告</a></li>"
        for n, (y, m, d) in enumerate(written)
    )
    assert days(seen(page(f"<ul>{rows}</ul>"))) == ["2021-06-05", "2021-05-20", "2020-12-11"]
