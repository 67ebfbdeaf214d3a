from __future__ import annotations

from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look

HOME = f"https://{HOST}/"
LISTS = """<div class="block"><h3>要闻</h3><ul>
<li><a href="/xw/1.html">县政府召开第四十五次常务会议</a><span>2023-12-08</span></li>
<li><a href="/xw/2.html">全县秋冬季森林防火工作会议召开</a><span>2023-12-05</span></li></ul></div>
<div class="block"><h3>公告</h3><ul>
<li><a href="/gg/1.html">关于停水检修的公告（第三号）</a><span>[12-01]</span></li>
<li><a href="/gg/2.html">关于公布收费目录清单的公告</a></li></ul></div>"""


def blocks_of(body: str, url: str = HOME):
    page, _ = page_seen(look(f"<html><body>{body}</body></html>", url), frozenset({HOST}))
    return page.home_blocks


def test_blocks_of_one_look_are_told_apart_by_their_containers():
    news, notices = blocks_of(LISTS)
    assert [block.heading for block in (news, notices)] == ["要闻", "公告"]
    assert [row.url for row in news.rows] == [f"{HOME}xw/1.html", f"{HOME}xw/2.html"]
    assert [(row.date.text, row.date.year) if row.date else None for row in notices.rows] == [("[12-01]", None), None]


def test_rows_of_a_table_are_one_block():
    rows = "".join(
        f'<tr><td><a href="/xw/{n}.html">县民政局开展第{n}轮走访慰问活动</a></td><td>2023-12-0{n}</td></tr>'
        for n in (3, 2, 1)
    )
    (block,) = blocks_of(f"<div><b>民政要闻</b><table>{rows}</table></div>")
    assert [row.date.text for row in block.rows if row.date] == ["2023-12-03", "2023-12-02", "2023-12-01"]


def test_clocks_and_counters_are_no_items():
    clock = "<div>今天是2023年12月10日 星期日</div><p>最后更新：2023-12-10　您是第86123位访客</p>"
    shown = {row.date.text for block in blocks_of(clock + LISTS) for row in block.rows if row.date}
    assert shown == {"2023-12-08", "2023-12-05", "[12-01]"}


def test_pages_that_are_no_home_have_no_blocks():
    assert blocks_of(LISTS, f"{HOME}tzgg/") == ()


def test_a_crowded_page_is_bounded():
    many = "".join(f"<ul>{LISTS.split('<ul>')[1].split('</ul>')[0]}</ul>" for _ in range(200))
    assert len(blocks_of(f"<div>{many}</div>")) <= 60


def test_a_list_meant_for_rows_that_shows_none_is_a_block_without_rows():
    blank = (
        '<div class="main"><h3>今日要闻</h3><ul id="jryw"></ul></div><div class="focus"><ol class="dots"></ol></div>'
    )
    assert [(block.heading, block.rows) for block in blocks_of(blank + LISTS) if not block.rows] == [("今日要闻", ())]
    drawn = '<div><ul><li v-for="one in list">{{ one.title }}</li></ul></div>'
    assert [block.rows for block in blocks_of(drawn + LISTS) if not block.rows]
