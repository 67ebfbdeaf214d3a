"""The demo portal over HTTP: hosts, CMS shapes, odd answers and a search that really looks."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
import yaml

from xunjian.demo.server import PORTAL_FOLDER, DemoPortal
from xunjian.demo.site import load_sites

WWW, FGJ, JYJ, MZJ = (f"{name}.lanxi.gov.example" for name in ("www", "fgj", "jyj", "mzj"))
RSJ, WJJ, LYJ = (f"{name}.lanxi.gov.example" for name in ("rsj", "wjj", "lyj"))
ZWFW = "zwfw.linjiang.gov.example"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortal]:
    with DemoPortal() as demo:
        yield demo


def ask(
    demo: DemoPortal, host: str, path: str, method: str = "GET", body: bytes | None = None, address: str = "127.0.0.1"
) -> Answer:
    connection = http.client.HTTPConnection(address, demo.port, timeout=15)
    headers = {"Host": f"{host}:{demo.port}"}
    if method == "POST" and body and not body.startswith(b"{"):
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    connection.close()
    return answer


def found(page: Answer) -> list[str]:
    """Titles on a result page."""
    return re.findall(r'<h3><a href="[^"]*" target="_blank">([^<]*)</a></h3>', page.text)


def test_every_site_has_its_home_page_and_the_broken_one_has_not(demo):
    for host in (WWW, FGJ, JYJ, MZJ, RSJ, WJJ):
        assert ask(demo, host, "/").status == 200
    assert ask(demo, LYJ, "/").status == 404


def test_every_article_of_every_site_is_there(demo):
    for site in load_sites(PORTAL_FOLDER / "sites"):
        for row in site.rows:
            if not row.link:
                assert ask(demo, site.host, quote(row.url)).status == 200, (site.host, row.url)


def test_registry_names_columns_that_are_there_and_carries_the_ports(demo):
    registry = yaml.safe_load(demo.registry_path.read_text(encoding="utf-8"))
    assert registry["network"]["resolver"] == demo.resolver
    for unit in registry["units"]:
        for column in unit.get("columns", ()):
            host, _, path = column["url"].removeprefix("http://").partition("/")
            name, _, port = host.partition(":")
            assert port == str(demo.port)
            assert ask(demo, name, f"/{path}").status in (200, 301)
        for account in unit.get("accounts", ()):
            if not account["source"].startswith("http"):
                assert (demo.registry_path.parent / account["source"]).is_file()


def test_old_site_answers_in_gb2312_and_says_so_in_the_page_only(demo):
    page = ask(demo, MZJ, "/mzyw.htm")
    assert page.headers["content-type"] == "text/html"
    assert "民政要闻" in page.body.decode("gb2312")


def test_trs_list_goes_on_on_the_page_its_script_names(demo):
    first, second = ask(demo, WWW, "/xwzx/lxyw/").text, ask(demo, WWW, "/xwzx/lxyw/index_1.html").text
    assert 'createPageHTML(2, 0, "index", "html")' in first
    assert 'createPageHTML(2, 1, "index", "html")' in second
    assert "全县防汛抗旱工作调度会召开" in second.partition('class="list"')[2].partition("</ul>")[0]
    assert ask(demo, WWW, "/xwzx/lxyw/index_2.html").status == 404


def test_hanweb_list_gives_more_rows_by_group_and_by_range(demo):
    page = ask(demo, FGJ, "/col/col1201/index.html").text
    inline = page.count("<record>")
    more = ask(demo, FGJ, re.findall(r'href="(/module/web/jpage/dataproxy.jsp[^"]*)"', page)[0]).text
    assert (inline, more.count("<record>")) == (8, 3)
    form = urlencode({"columnid": 1201, "startrecord": 1, "endrecord": 60, "perpage": 20}).encode()
    assert ask(demo, FGJ, "/module/web/jpage/dataproxy.jsp", "POST", form).text.count("<record>") == 11


def test_script_list_is_not_in_the_page_and_is_in_its_interface(demo):
    title = "全县中小学校冬季防火安全演练全面铺开"
    assert title not in ask(demo, JYJ, "/jydt/").text
    data = json.loads(ask(demo, JYJ, "/api/articles?column=12&page=1&size=10").text)
    assert (data["total"], data["rows"][0]["title"]) == (8, title)


def test_search_finds_a_whole_title_and_not_everything(demo):
    title = "关于公布2023年县级农业产业化重点龙头企业名单的通知"
    assert found(ask(demo, WWW, f"/search/s?q={quote(title)}")) == [title]
    assert found(ask(demo, WWW, f"/search/s?q={quote('飞碟着陆须知')}")) == []
    assert "没有找到相关结果" in ask(demo, WWW, f"/search/s?q={quote('飞碟着陆须知')}").text


def test_search_by_post_form(demo):
    title = "关于开展2023年县级重点项目申报的通知"
    page = ask(demo, FGJ, "/search/search.do", "POST", urlencode({"keyword": title}).encode())
    assert found(page)[0] == title


def test_search_interface_behind_a_script(demo):
    words = json.dumps({"keyword": "2023年新入职教师岗前培训班结业", "page": 1}).encode()
    data = json.loads(ask(demo, JYJ, "/api/search", "POST", words).text)
    assert data["rows"][0]["title"] == "2023年新入职教师岗前培训班结业"
    assert [tab["name"] for tab in data["tabs"]] == ["全部", "新闻", "信息公开", "互动"]


def test_tab_of_the_results_shows_its_class_only(demo):
    words = quote("澜溪县人民政府办公室")
    both = found(ask(demo, WWW, f"/search/s?q={words}"))
    news = found(ask(demo, WWW, f"/search/s?q={words}&tab={quote('新闻')}"))
    assert set(news) < set(both)


def test_one_search_misses_what_came_after_its_index(demo):
    old, new = "社保经办服务网点实现乡镇全覆盖", "2023年下半年事业单位公开招聘工作人员拟聘用公示"
    assert found(ask(demo, RSJ, f"/search/index.jhtml?searchWord={quote(old)}")) == [old]
    assert found(ask(demo, RSJ, f"/search/index.jhtml?searchWord={quote(new)}")) == []


def test_results_come_with_classes_but_on_one_site(demo):
    words = quote("公告")
    assert "search_tabs" in ask(demo, RSJ, f"/search/index.jhtml?searchWord={words}").text
    assert "search_tabs" not in ask(demo, WJJ, f"/search.html?searchWord={words}").text


def test_head_is_refused_where_get_is_fine(demo):
    path = "/attach/2023/dianjia.pdf"
    assert (ask(demo, FGJ, path, "HEAD").status, ask(demo, FGJ, path).status) == (405, 200)
    assert (ask(demo, RSJ, "/", "HEAD").status, ask(demo, RSJ, "/").status) == (501, 200)


def test_busy_servers_become_well(demo):
    assert [ask(demo, ZWFW, "/first503.html").status for _ in range(3)] == [503, 503, 200]
    first = ask(demo, ZWFW, "/busy.html")
    assert (first.status, first.headers["retry-after"]) == (429, "1")
    time.sleep(1.1)
    assert ask(demo, ZWFW, "/busy.html").status == 200


def test_walls_redirects_and_gone_pages(demo):
    assert ask(demo, ZWFW, "/wall403.html").status == 403
    assert ask(demo, ZWFW, "/wall412.html").status == 412
    assert ask(demo, ZWFW, "/user/space.html").headers["location"] == "/user/login.html"
    assert ask(demo, "www.qinghe.gov.example", "/zjtx/removed.html").status == 410
    hops = [ask(demo, "www.qinghe.gov.example", f"/loop/{name}.html").headers["location"] for name in "ab"]
    assert hops == ["/loop/b.html", "/loop/a.html"]


def test_ipv6_answers_the_same_on_one_site_and_otherwise_on_another(demo):
    if not demo.has_ipv6:
        with pytest.raises(OSError):  # noqa: PT011 -- which error depends on the machine
            socket.create_connection(("::1", demo.port), timeout=2).close()
        pytest.skip("this machine has no ::1")
    assert ask(demo, WWW, "/", address="::1").body == ask(demo, WWW, "/").body
    assert ask(demo, FGJ, "/", address="::1").status == 404


def test_access_log_tells_host_method_path_and_status(demo):
    ask(demo, WWW, "/xwzx/lxyw/?from=test")
    last = demo.access_log[-1]
    assert (last.host, last.method, last.path, last.status) == (WWW, "GET", "/xwzx/lxyw/?from=test", 200)


def test_pages_are_the_same_on_every_start():
    bodies = []
    for _ in range(2):
        with DemoPortal() as demo:
            page = ask(demo, WWW, "/zwgk/zcwj/").text
            bodies.append(page.replace(f":{demo.port}", ""))
    assert bodies[0] == bodies[1]
