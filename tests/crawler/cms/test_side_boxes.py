"""Boxes beside the list whose heading stands among their rows, without an element around the rows alone."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import pytest

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
