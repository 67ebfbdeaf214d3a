from __future__ import annotations

import pytest

from checks.subjects import Column, Portal, Unit
from crawler.scope import Scope, SitesScope, host_key, is_file, portal_hosts
from crawler.url_traps import MOST_QUERIES_OF_ONE_PATH

HOME = "https://www.lanxi.gov.example/"


def scope() -> Scope:
    return Scope(frozenset({"www.lanxi.gov.example", "fgj.lanxi.gov.example:8800"}))


def test_hosts_of_a_portal_are_those_of_its_sites_and_columns():
    column = Column(unit="局", name="公告", url="http://open.lanxi.gov.example:81/a/")
    unit = Unit(name="局", sites=("http://fgj.lanxi.gov.example/",), columns=(column,))
    portal = Portal(name="县", home=HOME, sites=("https://b.example/x/",), units=(unit,))
    hosts = {"www.lanxi.gov.example", "fgj.lanxi.gov.example", "b.example", "open.lanxi.gov.example:81"}
    other_spellings = {"lanxi.gov.example", "www.fgj.lanxi.gov.example", "www.b.example"}
    assert portal_hosts(portal) == hosts | other_spellings | {"www.open.lanxi.gov.example:81"}


def test_an_address_has_no_other_spelling():
    assert portal_hosts(Portal(name="县", home="http://127.0.0.1:8800/")) == {"127.0.0.1:8800"}
    assert portal_hosts(Portal(name="县", home="http://[::1]:8800/")) == {"[::1]:8800"}


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://www.lanxi.gov.example/a", True),
        ("http://www.lanxi.gov.example/a", True),  # the same site over http
        ("http://www.lanxi.gov.example:8080/a", False),
        ("http://fgj.lanxi.gov.example:8800/", True),
        ("http://fgj.lanxi.gov.example/", False),
        ("http://lanxi.gov.example/", False),
        ("http://www.lanxi.gov.example.evil.example/", False),
    ],
)
def test_in_or_out(url, inside):
    assert (scope().outside(url) is None) is inside


def test_host_of_an_ipv6_literal():
    assert host_key("http://[::1]:8800/a") == "[::1]:8800"
    assert host_key("http://[::1]/a") == "[::1]"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("zwgk/tzgg/202312/t20231201_1.html", False),
        ("col/col123/index.html?uid=1&pageNum=3", False),
        ("art/2023/12/12/art_12_12.html", False),
        ("a/b/a/b/a/b/a/", True),
        ("/".join("abcdefghijklmnopqrst"), True),
        ("x" * 2100, True),
        ("s?" + "&".join(f"p{n}=1" for n in range(20)), True),
    ],
)
def test_traps(path, trap):
    assert (scope().trap(HOME + path) is not None) is trap


def test_one_path_with_endless_queries_ends():
    here = scope()
    verdicts = [here.trap(f"{HOME}list.jsp?id={n}") for n in range(MOST_QUERIES_OF_ONE_PATH + 1)]
    assert all(verdict is None for verdict in verdicts[:-1])
    assert verdicts[-1] is not None
    assert here.trap(f"{HOME}other.jsp?id=1") is None


def test_a_calendar_ends_sooner():
    here = scope()
    in_it = sum(here.trap(f"{HOME}rili?year={n}&month=1") is None for n in range(MOST_QUERIES_OF_ONE_PATH))
    assert in_it == MOST_QUERIES_OF_ONE_PATH // 5


@pytest.mark.parametrize(
    ("url", "file"),
    [
        (HOME + "a/P020231201.pdf", True),
        (HOME + "a/b.DOCX?x=1", True),
        (HOME + "a/b.html", False),
        (HOME + "pdf/", False),
        (HOME + "down.jsp?f=a.pdf", False),
    ],
)
def test_files_by_their_ending(url, file):
    assert is_file(url) is file


@pytest.mark.parametrize(
    ("url", "is_in"),
    [
        ("https://fgj.lanxi.gov.example/xxgk/1.html", True),
        ("http://fgj.lanxi.gov.example/", True),
        ("https://www.fgj.lanxi.gov.example/", True),
        ("https://www.lanxi.gov.example/swj/", True),
        ("https://lanxi.gov.example/swj/tzgg/1.html", True),
        ("https://www.lanxi.gov.example/swj2/", False),
        ("https://www.lanxi.gov.example/", False),
        ("https://jyj.lanxi.gov.example/", False),
    ],
)
def test_sites_alone_reach_as_far_as_their_folder_on_a_shared_host(url, is_in):
    sites = ("https://fgj.lanxi.gov.example/index/index.html", "https://www.lanxi.gov.example/swj/index.html")
    found = SitesScope(sites, {"www.lanxi.gov.example"})
    assert (found.outside(url) is None) is is_in


def test_no_sites_are_nowhere():
    assert SitesScope(()).outside(HOME) is not None
