# ruff: noqa: E501  (rows of sample text and markup)
from __future__ import annotations

import pytest

from crawler.discovery.addresses import column_folder, is_article, is_of_portal, is_paging, is_walked, page_key
from crawler.discovery.samples import spread
from crawler.discovery.site_map import addresses_of_map

HOME = "http://www.lx.linjiang.gov.example/"


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://www.lx.linjiang.gov.example/zwgk/", True),
        ("http://lx.linjiang.gov.example/", True),
        ("http://fgj.lx.linjiang.gov.example/", True),
        ("http://www.linjiang.gov.example/", False),  # the city above
        ("http://www.qx.linjiang.gov.example/", False),  # the county beside
        ("http://oa.lx.linjiang.gov.example/", False),  # an application
        ("http://xlx.linjiang.gov.example/", False),
        ("http://www.lx.linjiang.gov.example.evil.example/", False),
    ],
)
def test_the_hosts_of_a_portal(url: str, inside: bool) -> None:
    assert is_of_portal(url, HOME) is inside


def test_an_address_of_digits_has_no_hosts_below_it() -> None:
    assert is_of_portal("http://127.0.0.1:8080/a/", "http://127.0.0.1:8080/")
    assert not is_of_portal("http://127.0.0.1:8081/", "http://127.0.0.1:8080/")
    assert not is_of_portal("http://x.127.0.0.1/", "http://127.0.0.1/")


@pytest.mark.parametrize(
    "path",
    [
        "/zwgk/tzgg/202312/t20231205_41388.html", "/art/2023/12/5/art_1202_8230.html", "/info/1012/3420.htm",
        "/content/post_1234567.html", "/xx/202305/7215380191c5400397df5d7d0b5fd06b.shtml", "/2023/1205/c12a345/page.htm",
    ],
)  # fmt: skip
def test_articles(path: str) -> None:
    assert is_article(f"http://a.example{path}")
    assert not is_walked(f"http://a.example{path}")


@pytest.mark.parametrize(
    "path",
    ["/zwgk/tzgg/", "/col/col1202/index.html", "/gsgg.htm", "/xxgk/list.htm", "/zwgk/zfxxgk/fdzdgknr/", "/c107449/"],
)
def test_columns(path: str) -> None:
    assert not is_article(f"http://a.example{path}")
    assert is_walked(f"http://a.example{path}")


@pytest.mark.parametrize("path", ["/tzgg/index_2.html", "/tzgg/?page=3", "/list.jsp?id=7&pageNo=2", "/xw/list_12.htm"])
def test_further_pages_are_no_columns(path: str) -> None:
    assert is_paging(f"http://a.example{path}")
    assert not is_walked(f"http://a.example{path}")


@pytest.mark.parametrize(
    "path",
    ["/en/index.html", "/user/login.html", "/search/index.html?q=a", "/wza/", "/mobile/", "/a/b.pdf", "/rss/x.htm"],
)
def test_what_is_not_walked(path: str) -> None:
    assert not is_walked(f"http://a.example{path}")


def test_spellings_of_one_page_have_one_key() -> None:
    same = ["http://www.a.example/tzgg/", "https://www.a.example/tzgg/index.html", "http://a.example/tzgg"]
    assert len({page_key(url) for url in same}) == 1
    assert page_key("http://a.example/list.jsp?id=1") != page_key("http://a.example/list.jsp?id=2")


def test_the_folder_of_a_trs_article_is_its_column() -> None:
    assert column_folder("http://a.example/zwgk/tzgg/202312/t20231205_1.html") == "http://a.example/zwgk/tzgg/"
    assert column_folder("http://a.example/zwgk/tzgg/t20231205_1.html") == "http://a.example/zwgk/tzgg/"
    assert column_folder("http://a.example/art/2023/12/5/art_1_2.html") is None


MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"


def test_addresses_of_a_site_map() -> None:
    body = MAP.format("<url><loc> http://a.example/x/ </loc></url><url><loc>javascript:x</loc></url>").encode()
    assert list(addresses_of_map(body)) == ["http://a.example/x/"]


def test_a_hostile_site_map_names_nothing_and_reads_nothing() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y 'http://a.example/&x;'>]>"
    assert list(addresses_of_map((bomb + MAP.format("<url><loc>&y;</loc></url>")).encode())) == []
    assert list(addresses_of_map(b"\x00\x01 not xml")) == []
    assert list(addresses_of_map(b"")) == []
    many = MAP.format("<url><loc>http://a.example/{n}/</loc></url>" * 5_000).encode()
    assert len(list(addresses_of_map(many))) == 2_000


def test_samples_are_spread_over_the_list() -> None:
    rows = [str(n) for n in range(10)]
    assert spread(rows, 3) == ["0", "4", "9"]
    assert spread(rows[:2], 3) == ["0", "1"]
    assert spread(rows, 1) == ["0"]
