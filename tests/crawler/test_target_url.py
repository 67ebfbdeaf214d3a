from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from crawler.reading.document import Document
from crawler.target_url import normalise, with_fragment

BASE = "https://www.example.gov.cn/zwgk/tzgg/index.html?page=2"
ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("./202309/t20230901_1.html", "https://www.example.gov.cn/zwgk/tzgg/202309/t20230901_1.html"),
        ("../../", "https://www.example.gov.cn/"),
        ("/a/../b/./c", "https://www.example.gov.cn/b/c"),
        ("//img.example.gov.cn/a.png", "https://img.example.gov.cn/a.png"),
        ("HTTP://WWW.Example.GOV.cn:80/A", "http://www.example.gov.cn/A"),
        ("https://www.example.gov.cn:443/a#top", "https://www.example.gov.cn/a"),
        ("\\zwgk\\a.html", "https://www.example.gov.cn/zwgk/a.html"),
        (" \n/a b.html ", "https://www.example.gov.cn/a%20b.html"),
        ("/a;jsessionid=0A1B?x=1", "https://www.example.gov.cn/a?x=1"),
        ("?b=2&a=1", "https://www.example.gov.cn/zwgk/tzgg/index.html?b=2&a=1"),
        ("", "https://www.example.gov.cn/zwgk/tzgg/index.html?page=2"),
        ("/附件/表.xls", "https://www.example.gov.cn/%E9%99%84%E4%BB%B6/%E8%A1%A8.xls"),
        ("http://示例.政务/", "http://xn--fsq092h.xn--zfr164b/"),
        ("http://user:secret@www.example.gov.cn/", "http://www.example.gov.cn/"),
        ("http:/a", "http://a/"),
        ("javascript:void(0)", None),
        ("mailto:a@example.gov.cn", None),
        ("http://", None),
        ("https://xn--fsq092h.xn--zfr164b/", "https://xn--fsq092h.xn--zfr164b/"),
        ("https://xn--/", None),
        ("C:\\Users\\a.doc", None),
        ("x" * 9_000, None),
    ],
)
def test_one_spelling(written: str, expected: str | None):
    assert normalise(written, BASE) == expected


@pytest.mark.parametrize(
    "written",
    [
        "https://WWW.Example.gov.CN/zwgk/通知 一.html?id=7",
        "https://www.example.gov.cn:443/zwgk/通知 一.html?id=7",
        "https:\\\\www.example.gov.cn\\zwgk\\通知 一.html?id=7",
        "HTTPS://user@www.example.gov.cn/zwgk/x/../通知%20一.html?id=7#zoom",
        "//www.example.gov.cn/./zwgk/%e9%80%9a%E7%9f%a5%20%E4%B8%80.html?id=7",
        "/zwgk/通知 一.html;jsessionid=0A1B2C3D4E5F.node1?id=7",
        "/zwgk/通知 一.html;sid=8f2e77aa?id=7",
        "/(S(lit3py55t21z5v55vlm25s55))/zwgk/通知 一.html?id=7",
        "../通知 一.html?PHPSESSID=8f2e77aa11bb&id=7",
        "../通知 一.html?id=7&JSESSIONID=8f2e77aa11bb",
        " ../通知\n 一.html?id=7 ",
        "https://ｗｗｗ.example。gov.cn/zwgk/通知 一.html?id=7",
        "/zwgk/通知&#32;一.html?id&#61;7",
        "&#47;zwgk&sol;通知 一.html?id=7",
    ],
)
def test_variants_are_one_target(written: str):
    """As they stand in a page's markup, entities included."""
    page = Document.parse(f'<a href="{written}">x</a>'.encode(), BASE, "text/html", "utf-8")
    (link,) = page.root.iter("a")
    one = "https://www.example.gov.cn/zwgk/%E9%80%9A%E7%9F%A5%20%E4%B8%80.html?id=7"
    assert page.link(link.get("href")) == one
    assert normalise(one) == one


@pytest.mark.parametrize(
    "written",
    [
        "https://www.example.gov.cn/gkmlpt/api/all/12?page=1&sid=2001",  # the site, not the session
        "https://www.example.gov.cn/show?sid=8a8080f27b3c4d5e017b3c4d5e6f0001",
        "https://www.example.gov.cn/a;v=2/b",
        "https://www.example.gov.cn/(2023)1.html",
        "https://www.example.gov.cn/list?b=2&a=1",
    ],
)
def test_what_only_looks_like_a_session_stays(written: str):
    assert normalise(written) == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://WWW.example.gov.cn/fgj/gkmlpt/index#3051", "https://www.example.gov.cn/fgj/gkmlpt/index#3051"),
        ("https://www.example.gov.cn/a#", "https://www.example.gov.cn/a"),
        ("https://www.example.gov.cn/a", "https://www.example.gov.cn/a"),
        ("mailto:a@example.gov.cn#x", None),
    ],
)
def test_a_column_keeps_what_stands_behind_its_hash(written: str, expected: str | None):
    assert with_fragment(written) == expected


def test_a_query_is_written_in_the_charset_of_its_page():
    assert normalise("/s?q=示例", BASE, "gb18030") == "https://www.example.gov.cn/s?q=%CA%BE%C0%FD"


def test_normalising_twice_changes_nothing():
    once = normalise("/a%2Fb/..%2f/c d?e=é", BASE)
    assert once is not None
    assert normalise(once) == once


def test_public_test_data(shared: Path, capsys: pytest.CaptureFixture[str]):
    cases = [
        case for case in json.loads((shared / "url-tests" / "urltestdata.json").read_bytes()) if isinstance(case, dict)
    ]
    right = asked = 0
    for case in cases:
        base, address = case.get("base"), case.get("href", "")
        if case.get("failure"):
            is_ours = re.match(r"\s*https?:", case["input"], re.IGNORECASE) or (base or "").startswith("http")
            expected = None
        else:
            is_ours = address.startswith(("http:", "https:"))
            # What is ours: no user, no fragment, escapes in capitals.
            expected = re.sub(r"^(https?://)[^/?#]*@", r"\1", address.partition("#")[0])
            expected = ESCAPE.sub(lambda escape: escape[0].upper(), expected)
        if is_ours:
            asked += 1
            right += normalise(case["input"], base) == expected
    with capsys.disabled():
        print(f"\naddresses as browsers read them: {right} of {asked}")
    assert right == asked
