# ruff: noqa: E501  (rows of sample text and markup)
"""Two invented portals of different families, walked from their address alone, compared with their truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bench.discovery import (
    LOOPBACK,
    compare,
    discovered_in,
    invented_city,
    invented_county,
    invented_district,
    invented_zone,
    names,
    truth_of_city,
    truth_of_county,
    truth_of_district,
    truth_of_zone,
)
from checks.subjects import ColumnClass
from crawler.discovery.bounds import Bounds
from crawler.network_rules import NetworkRules
from crawler.targets import load_registry
from tests.crawler.discovery import gbk_town_city, hanweb_county, vsb_district
from tests.crawler.portal_server import Answer, PortalServer, Route
from xunjian.demo.names import Zone
from xunjian.discovery import Discovered, discovered
from xunjian.problems import WrongUse


@pytest.fixture(scope="module")
def county() -> tuple[Discovered, str]:
    with invented_county() as (url, network):
        return discovered_in(url, network)[0], url


@pytest.fixture(scope="module")
def district() -> tuple[Discovered, int]:
    with invented_district() as (url, network, port):
        return discovered_in(url, network)[0], port


def test_every_column_of_the_county_has_its_class_and_unit(county: tuple[Discovered, str]) -> None:
    found, url = county
    told = compare(truth_of_county(url), found.registry.portal)
    assert (told.missing, told.surplus, told.wrong, told.wrong_units, told.open_class) == ((), (), (), (), 0)


def test_every_column_of_the_district_is_found_and_none_has_a_wrong_class(district: tuple[Discovered, int]) -> None:
    found, port = district
    told = compare(truth_of_district(port), found.registry.portal)
    assert (told.missing, told.surplus, told.wrong, told.wrong_units) == ((), (), (), ())
    left_open = [column.name for column in found.registry.portal.columns() if column.guess and column.guess.likely]
    assert left_open == ["创城动态", "结果反馈"] or left_open == ["结果反馈", "创城动态"]


def test_a_city_of_old_tables() -> None:
    """Side boxes with 更多 on every list, blocks without 更多, one title for all pages: columns all the same."""
    with invented_city() as (url, network):
        found = discovered_in(url, network)[0]
    told = compare(truth_of_city(url), found.registry.portal)
    assert (told.missing, told.surplus, told.wrong, told.wrong_units) == ((), (), (), ())
    assert found.registry.portal.home == url
    assert found.registry.portal.name == gbk_town_city.NAME


def test_a_zone_of_cards() -> None:
    """Columns named by data-url and by sitemap.xml only, leaders with a page each, an office called by its short name."""
    with invented_zone() as (url, network):
        found = discovered_in(url, network)[0]
    told = compare(truth_of_zone(url), found.registry.portal)
    assert (told.missing, told.surplus, told.wrong, told.wrong_units) == ((), (), (), ())
    accounts = {(one.platform, one.name) for one in found.registry.portal.accounts()}
    assert accounts == {("wechat", "海棠发布"), ("wechat", "海棠财政")}


def test_the_site_of_one_department_owns_its_columns() -> None:
    rows = "".join(
        f"<li><a href='t2023120{n}_{n}.html'>第{n}号公告</a><span>2023-12-0{n}</span></li>" for n in range(1, 5)
    )
    foot = "<div class='footer'>主办单位：禾川县水利局　网站标识码：4300000009</div></body></html>"
    menu = (
        "<html><head><title>禾川县水利局</title></head><body><div class='nav'><a href='/a/'>通知公告</a></div>" + foot
    )
    column = f"<html><head><title>通知公告-禾川县水利局</title></head><body><ul>{rows}</ul>{foot}"
    with PortalServer({"/": menu, "/a/": column}) as server:
        found = discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)
    (unit,) = found.registry.portal.units
    (column_found,) = unit.columns
    assert unit.name == "禾川县水利局"
    assert column_found.guess is not None
    assert not column_found.guess.confirm


def test_a_department_host_that_is_only_deep_linked_is_known_by_its_home() -> None:
    rows = "".join(
        f"<li><a href='t2023120{n}_{n}.html'>第{n}号公告</a><span>2023-12-0{n}</span></li>" for n in range(1, 5)
    )
    hosts = {"www.hechuan.gov.example": {"a": ["127.0.0.1"]}, "slj.hechuan.gov.example": {"a": ["127.0.0.1"]}}
    with PortalServer() as server, names(Zone(hosts)) as resolver:
        www, slj = f"www.hechuan.gov.example:{server.port}", f"slj.hechuan.gov.example:{server.port}"
        home = f"<html><head><title>禾川县人民政府</title></head><body><div class='nav'><a href='http://{slj}/gg/'>水利公告</a></div></body></html>"
        column = f"<html><head><title>水利公告</title></head><body><ul>{rows}</ul></body></html>"
        own = "<html><head><title>禾川县水利局</title></head><body><a href='/gg/'>水利公告</a></body></html>"
        server.routes.update({f"{www}/": home, f"{slj}/gg/": column, f"{slj}/": own})
        network = NetworkRules(requests_per_second=0, resolver=resolver, allow=LOOPBACK)
        found = discovered(f"http://{www}/", network, browser=False)
    assert [(one.name, one.unit) for one in found.registry.portal.columns()] == [("水利公告", "禾川县水利局")]


def test_accounts_of_both(county: tuple[Discovered, str], district: tuple[Discovered, int]) -> None:
    for portal, wanted, office in (
        (county[0].registry.portal, hanweb_county.ACCOUNTS, hanweb_county.OFFICE),
        (district[0].registry.portal, vsb_district.ACCOUNTS, vsb_district.OFFICE),
    ):
        told = {(one.platform, one.name, one.unit) for one in portal.accounts()}
        assert told == {(platform, name, unit or office) for platform, name, unit in wanted}


def test_departments_have_their_hosts_as_sites(district: tuple[Discovered, int]) -> None:
    portal = district[0].registry.portal
    sites = {unit.name: unit.sites for unit in portal.units if unit.sites}
    assert sites == {
        vsb_district.TRAFFIC: (f"http://{vsb_district.JTJ}:{district[1]}/",),
        vsb_district.CIVIL: (f"http://{vsb_district.MZJ}:{district[1]}/",),
    }
    assert portal.name == vsb_district.NAME
    assert set(portal.sites) == {site for named in sites.values() for site in named}


def test_the_file_is_accepted_as_it_is_and_says_why(county: tuple[Discovered, str], tmp_path: Path) -> None:
    found, _ = county
    file = tmp_path / "registry.yaml"
    file.write_text(found.text, encoding="utf-8")
    assert load_registry(file).portal == found.registry.portal
    content = yaml.safe_load(found.text)
    columns = [column for unit in content["units"] for column in unit.get("columns", ())]
    assert all(0 <= column["guess"]["confidence"] <= 1 and column["guess"]["reason"] for column in columns)
    assert all(column["guess"]["unit_reason"] for column in columns)
    assert "# " in found.text
    assert "上限：页面800个" in found.text


def test_the_same_portal_gives_the_same_file() -> None:
    with invented_county() as (url, network):
        first, second = discovered_in(url, network)[0], discovered_in(url, network)[0]
    assert first.text == second.text


def test_what_lies_beyond_a_bound_is_said() -> None:
    with invented_county() as (url, network):
        found = discovered(url, network, Bounds(pages=6), browser=False)
    assert found.proposal.pages <= 6
    assert any("页面数上限6" in note for note in found.proposal.notes)
    assert "# 未看全：页面数上限6" in found.text


def test_a_class_below_the_threshold_is_other_and_to_be_confirmed() -> None:
    with invented_county() as (url, network):
        found = discovered(url, network, use_from=0.97, browser=False)
    classes = {column.column_class for column in found.registry.portal.columns()}
    assert classes <= {ColumnClass.OTHER}
    guesses = [column.guess for column in found.registry.portal.columns() if column.guess is not None]
    assert all(guess.confirm for guess in guesses if guess.likely is not None)


def test_an_address_that_cannot_be_had_is_told_in_one_sentence() -> None:
    with PortalServer({}) as server, pytest.raises(WrongUse, match="未能取得页面（服务器返回状态码 404）"):
        discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)


def test_a_start_behind_a_wall_is_told_as_one() -> None:
    wall = Answer("<html><script>$_ts=window['$_ts'];$_ts.cd='q';</script></html>", 412)
    with PortalServer({"/": wall}) as server, pytest.raises(WrongUse, match=r"被防护页面拦截.*人工编写登记文件"):
        discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)


def test_a_menu_that_is_cut_off_is_told() -> None:
    links = "".join(f"<li><a href='/c{n}/'>第{n}栏</a></li>" for n in range(1600))
    with PortalServer(
        {"/": f"<html><head><title>示例县人民政府</title></head><body><ul>{links}</ul></body></html>"}
    ) as server:
        network = NetworkRules(requests_per_second=0, allow=LOOPBACK)
        found = discovered(f"{server.url}/", network, Bounds(pages=3), browser=False)
    assert any("链接过多" in note for note in found.proposal.notes)


def test_a_column_of_many_offices_is_nobody_s_own() -> None:
    """All rows looked at are one town's; the name 乡镇动态 says that the column is not."""
    days = range(1, 5)
    rows = "".join(f"<li><a href='t2023120{n}_{n}.html'>第{n}号消息</a><span>2023-12-0{n}</span></li>" for n in days)
    foot = "<div class='footer'>主办单位：禾川县人民政府办公室</div></body></html>"
    menu = "<div class='nav'><a href='/a/'>乡镇动态</a><a href='/b/'>水利建设</a></div>"
    routes: dict[str, Route] = {"/": f"<html><head><title>禾川县人民政府</title></head><body>{menu}{foot}"}
    for folder, name, source in (("a", "乡镇动态", "青坪镇人民政府"), ("b", "水利建设", "县水利局")):
        title = f"<html><head><title>{name}_禾川县人民政府</title></head><body>{menu}"
        routes[f"/{folder}/"] = f"{title}<ul>{rows}</ul>{foot}"
        for n in days:
            text = "<p>为做好有关工作，现将情况公布如下，请有关单位认真落实，并及时报送进展情况。</p>" * 3
            routes[f"/{folder}/t2023120{n}_{n}.html"] = (
                f"<html><head><title>第{n}号消息</title></head><body><h1>第{n}号消息</h1>"
                f"<p>发布时间：2023-12-0{n}　来源：{source}</p><div class='TRS_Editor'>{text}</div>{foot}"
            )
    with PortalServer(routes) as server:
        found = discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)
    units = {one.name: one.unit for one in found.registry.portal.columns()}
    assert units == {"乡镇动态": "禾川县人民政府办公室", "水利建设": "县水利局"}


def test_private_addresses_are_not_asked_unless_allowed() -> None:
    with PortalServer({"/": "<a href='/a/'>通知公告</a>"}) as server:
        with pytest.raises(WrongUse, match=r"解析到内网地址，未访问.*--allow"):
            discovered(f"{server.url}/", NetworkRules(), browser=False)
        assert server.log == []


def test_robots_and_scope_hold_for_discovery() -> None:
    rows = "".join(
        f"<li><a href='t2023120{n}_{n}.html'>第{n}号公告</a><span>2023-12-0{n}</span></li>" for n in range(1, 5)
    )
    column = f"<html><head><title>通知公告</title></head><body><ul>{rows}</ul></body></html>"
    with PortalServer() as other, PortalServer() as server:
        menu = f"<div class='nav'><a href='/a/'>通知公告</a><a href='/b/'>公示公告</a><a href='{other.url}/c/'>政策文件</a></div>"
        server.routes.update({"/": menu, "/a/": column, "/b/": column, "/robots.txt": "User-agent: *\nDisallow: /b/"})
        found = discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)
        asked = server.paths()
    assert "/a/" in asked
    assert not [path for path in asked if path.startswith("/b/")]
    assert other.log == []
    assert [column.name for column in found.registry.portal.columns()] == ["通知公告"]


HOSTILE = "\"]}\n  - name: 坏\u2028单位\n# {{7*7}} <script>alert(1)</script> \x1b[31m: & * ! | > ' %"


def test_hostile_names_of_pages_stay_inside_their_quotes(tmp_path: Path) -> None:
    rows = "".join(
        f"<li><a href='/a/t2023120{n}_{n}.html'>标题{n}</a><span>2023-12-0{n}</span></li>" for n in range(1, 5)
    )
    name = HOSTILE[:20].replace("<", "&lt;").replace('"', "&quot;")
    page = (
        f"<html><head><meta charset='utf-8'><title>{name}_县</title><meta name='SiteName' content='县\"]}}\n- x: y'>"
        f"<meta name='ColumnName' content='{name}'></head><body><ul>{rows}</ul>"
        "<div class='footer'>主办单位：某县人民政府办公室</div></body></html>"
    )
    routes = {"/": "<div class='nav'><a href='/a/'>公告\"]}: # 坏</a></div>", "/a/": page}
    with PortalServer(routes) as server:
        found = discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)
    assert len(list(found.registry.portal.columns())) == 1
    file = tmp_path / "r.yaml"
    file.write_text(found.text, encoding="utf-8")
    assert load_registry(file).portal == found.registry.portal
    assert not {char for char in found.text if ord(char) < 32 and char != "\n"}


SHELL = """<html><head><meta charset='utf-8'><title>政府信息公开平台</title><meta name='SiteName' content='禾川县教育局'></head>
<body><div id='app'></div><script>window._CONFIG = {SID: '751', TREE: [{"id": 1, "name": "法定主动公开内容", "children": [
{"id": 2003, "name": "通知公告", "children": []}, {"id": 2004, "name": "部门预决算"}]}]};</script></body></html>"""


def test_the_tree_of_an_api_platform_names_columns_by_their_route() -> None:
    def api(category: str, titles: tuple[str, ...]) -> Answer:
        rows = [
            {
                "title": title,
                "url": f"/jyj/gkmlpt/content/1/{n}/post_{category}{n}.html",
                "created_at": f"2025-03-0{n} 09:00",
            }
            for n, title in enumerate(titles, start=1)
        ]
        return Answer(json.dumps({"total": len(rows), "articles": rows}), content_type="application/json")

    home = "<html><head><title>禾川县人民政府</title></head><body><div class='nav'><a href='/jyj/gkmlpt/index'>县教育局</a></div>"
    routes: dict[str, Route] = {
        "/": home + "<div class='footer'>主办单位：禾川县人民政府办公室</div></body></html>",
        "/jyj/gkmlpt/index": SHELL,
        "/jyj/gkmlpt/api/all/2003": api("2003", ("招生公告", "关于放假的通知", "资助公示")),
        "/jyj/gkmlpt/api/all/2004": api("2004", ("2025年部门预算", "2023年部门决算", "2024年部门预算")),
    }
    with PortalServer(routes) as server:
        found = discovered(f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK), browser=False)
        told = {
            (one.name, one.url.removeprefix(server.url), str(one.column_class), one.unit)
            for one in found.registry.portal.columns()
        }
    assert told == {
        ("通知公告", "/jyj/gkmlpt/index#2003", "notice", "禾川县教育局"),
        ("部门预决算", "/jyj/gkmlpt/index#2004", "budget", "禾川县教育局"),
    }
