"""Pages that would hold up whoever takes them apart."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from crawler.cms.found_list import ColumnHint
from crawler.cms.hanweb import find_list
from crawler.reading.document import Document, parse_markup
from crawler.reading.enclosed import enclosed


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f'a{n}="{n}"' for n in range(300_000)),
        " ".join(f"a{n}='>'" for n in range(300_000)),
        "/".join(f"a{n}" for n in range(300_000)),
        " ".join(f"a<{n}" for n in range(300_000)),
    ],
    ids=["quoted", "with-the-end-of-a-tag", "bare", "with-the-begin-of-a-tag"],
)
def test_a_tag_keeps_as_many_attributes_as_can_be_told_apart_in_time(attributes):
    root: Any = parse_markup(f"<html><body><div {attributes}><a href='/1.html'>公告</a></div></body></html>")
    assert len(root.find(".//div").attrib) < 6_000
    assert root.find(".//a").get("href") == "/1.html"


def test_a_long_page_with_stray_quotes_keeps_all_it_has():
    rows = "".join(f'<li><a title="公告"" href="/{n}.html">a < b = "c</a></li>' for n in range(5_000))
    root = parse_markup(f"<html><body><ul>{rows}</ul></body></html>")
    assert [a.get("href") for a in root.iter("a")] == [f"/{n}.html" for n in range(5_000)]


def test_records_that_never_end_are_looked_for_in_one_pass():
    opened = "<record><![CDATA[<li><a href='/art/" * 100_000
    whole = "<record><![CDATA[<li><a href='/1.html'>关于某事项的公告</a></li>]]></record>"
    text = f"<html><body><script type='text/xml'><datastore>{whole}{opened}</script></body></html>"
    found = find_list(Document.parse(text.encode(), "http://a.gov.example/col/col1/"), ColumnHint(date(2023, 12, 1)))
    assert found is not None
    assert [row.title for row in found.rows] == ["关于某事项的公告"]
    assert list(enclosed("<script>" * 300_000, *(re.compile(mark) for mark in ("<script", "</script")))) == []


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "raw-unicode-escape", "utf-7", "undefined", "hex"]
)
def test_a_charset_that_is_none_is_not_believed(name):
    body = f"<html><head><meta charset={name}></head><body>{'a' * 300}正文</body></html>".encode()
    document = Document.parse(body, "http://a.gov.example/", charset=name)
    assert document.charset == "utf-8"
    assert "正文" in document.text
