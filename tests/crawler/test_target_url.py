from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from crawler.target_url import normalise

BASE = "https://www.example.gov.cn/zwgk/tzgg/index.html?page=2"
FLOOR = 0.98  # of the http and https cases of the public test data; what fails are host names no registry would sell


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
        ("C:\\Users\\a.doc", None),
        ("x" * 9_000, None),
    ],
)
def test_one_spelling(written: str, expected: str | None):
    assert normalise(written, BASE) == expected


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
            expected = re.sub(r"^(https?://)[^/?#]*@", r"\1", address.partition("#")[0])
        if is_ours:
            asked += 1
            right += normalise(case["input"], base) == expected
    with capsys.disabled():
        print(f"\naddresses as browsers read them: {right} of {asked}")
    assert right >= FLOOR * asked
