"""Pages that would hold up whoever takes them apart."""

from __future__ import annotations

import pytest

from crawler.reading.document import parse_markup


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
    root = parse_markup(f"<html><body><div {attributes}><a href='/1.html'>公告</a></div></body></html>")
    assert len(root.find(".//div").attrib) < 6_000
    assert root.find(".//a").get("href") == "/1.html"


def test_a_long_page_with_stray_quotes_keeps_all_it_has():
    rows = "".join(f'<li><a title="公告"" href="/{n}.html">a < b = "c</a></li>' for n in range(5_000))
    root = parse_markup(f"<html><body><ul>{rows}</ul></body></html>")
    assert [a.get("href") for a in root.iter("a")] == [f"/{n}.html" for n in range(5_000)]
