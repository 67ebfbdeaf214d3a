"""Pieces that pages of lists are put together from, and how the tests read them."""

from __future__ import annotations

from checks.observation import ListSeen
from crawler.reading.observe import list_seen
from tests.crawler.reading.looks import COLUMN, HOST, look

HOSTS = {HOST}
SIDE = """<div class="side"><h3>热点排行</h3><ul class="hot">
<li><a href="/xw/2099_1.html">县政府召开常务会议研究部署重点工作</a><span>2023-12-09</span></li>
<li><a href="/xw/2099_2.html">全县经济工作会议在示例大礼堂隆重召开</a><span>2023-12-08</span></li>
<li><a href="/xw/2099_3.html">示例县举办第十届农民丰收节系列活动</a><span>2023-12-07</span></li></ul></div>"""
EMPTY_TEXT = "暂无数据"


def seen(*pages: str, **kwargs: object) -> ListSeen:
    return list_seen(COLUMN, [look(one, index=n, **kwargs) for n, one in enumerate(pages)], HOSTS)  # type: ignore[arg-type]


def days(listed: ListSeen) -> list[str]:
    return [str(row.date.date) if row.date else "" for row in listed.rows]


def li(count: int, cell: str = "<span>{day}</span>", start: int = 9) -> str:
    rows = []
    for n in range(count):
        day = f"2023-{start:02}-{28 - n:02}"
        rows.append(
            f'<li><a href="./202309/t20230901_{100 + n}.html" title="关于开展第{n + 1}批示例项目申报工作的通知">'
            f"关于开展第{n + 1}批示例项目申…</a>{cell.format(day=day)}</li>"
        )
    return "\n".join(rows)
