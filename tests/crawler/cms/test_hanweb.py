# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from datetime import date

from checks.observation import Clue, Unreadable
from crawler.reading.observe import further_list_pages, list_seen, needs_rendering
from crawler.reading.page_request import PageRequest
from tests.crawler.reading.looks import COLUMN, HOST, look, page

HOSTS = {HOST}
PROXY = "/module/web/jpage/dataproxy.jsp"


def records(count: int) -> str:
    return "".join(
        f"<record><![CDATA[<li><a href='/art/2023/9/{n}/art_101_{n}.html' title='示例县第{n}次会议通知全文' target='_blank'>"
        f"示例县第{n}次会议通知…</a><span>2023-09-{n:02}</span></li>]]></record>"
        for n in range(count, 0, -1)
    )


def island(inner: str) -> str:
    return f"""<div id="212860"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="{PROXY}?page=1&appid=1&webid=1&path=/&columnid=101&unitid=212860"></a>]]></nextgroup>
<recordset>{inner}</recordset></datastore></script></div>"""


def test_rows_in_the_data_island_are_read():
    listed = list_seen(COLUMN, [look(page(island(records(5))))], HOSTS)
    assert listed.cms == "hanweb"
    assert [row.title for row in listed.rows] == [f"示例县第{n}次会议通知全文" for n in range(5, 0, -1)]
    assert listed.rows[0].url == f"https://{HOST}/art/2023/9/5/art_101_5.html"
    assert listed.rows[0].date is not None
    assert (listed.rows[0].date.date, listed.rows[0].date.clue) == (date(2023, 9, 5), Clue.LIST_CELL)


def test_table_records_and_records_without_cdata():
    row = "<record><tr><td><a href='/art/2023/9/1/art_101_1.html'>示例县第一次会议通知</a></td><td>[2023-09-01]</td></tr></record>"
    cdata = row.replace("<record>", "<record><![CDATA[").replace("</record>", "]]></record>")
    listed = list_seen(COLUMN, [look(page(island(cdata)))], HOSTS)
    assert [str(one.date.date) for one in listed.rows if one.date] == ["2023-09-01"]


def test_an_island_without_records_asks_the_proxy_and_no_browser():
    shell = look(page(island("")))
    request = PageRequest(f"https://{HOST}{PROXY}?page=1&appid=1&webid=1&path=/&columnid=101&unitid=212860")
    assert further_list_pages(COLUMN, [shell], HOSTS) == (request,)
    assert not needs_rendering(COLUMN, [shell], HOSTS)
    answer = f"<datastore><totalrecord>48</totalrecord><recordset>{records(3)}</recordset></datastore>"
    more = look(answer, request.url, index=1, content_type="text/xml;charset=utf-8")
    listed = list_seen(COLUMN, [shell, more], HOSTS)
    assert (len(listed.rows), listed.total_stated) == (3, 48)


def test_the_parameters_of_the_pager_become_a_form():
    script = f"""<div id="7700"></div><script>var param_7700={{'col':1,'appid':'1','webid':'12','path':'/','columnid':'101',
'sourceContentType':'1','unitid':'7700','webname':'示例县','permissiontype':0}};
$('#7700').jpage({{proxyUrl:'{PROXY}', perPage:15, totalRecord:4895}});</script>"""
    requests = further_list_pages(COLUMN, [look(page(script))], HOSTS)
    assert requests[0].method == "POST"
    assert requests[0].url == f"https://{HOST}{PROXY}?startrecord=1&endrecord=60&perpage=15"
    assert dict(requests[0].form)["columnid"] == "101"
    assert dict(requests[0].form)["webname"] == "示例县"


def test_a_pager_that_counts_nothing_proves_an_empty_column():
    script = "<div id='7700'></div><script>$('#7700').jpage({perPage:15, totalRecord:0});</script>"
    listed = list_seen(COLUMN, [look(page(script), rendered=True)], HOSTS)
    assert (listed.rows, listed.total_stated, listed.unreadable) == ((), 0, Unreadable.NONE)
