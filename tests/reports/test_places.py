from __future__ import annotations

import pytest

from reports.places import shown_place, web_address


@pytest.mark.parametrize("url", ["https://www.sample.example/a?b=c", "HTTP://www.sample.example/"])
def test_web_addresses_become_links(url):
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//x", "", "http:",
        "file:///etc/hosts", "https://[broken", "mailto:office@sample.example", "/relative", "vbscript:x",
    ],
)  # fmt: skip
def test_nothing_else_does(url):
    assert web_address(url) is None


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("/srv/audits/accounts/fgj.csv", "fgj.csv"),
        ("https://www.sample.example/a/b", "https://www.sample.example/a/b"),
        ("//www.sample.example/a", "//www.sample.example/a"),
        ("fgj.csv", "fgj.csv"),
        ("", ""),
    ],
)
def test_local_files_are_shown_by_name(place, shown):
    assert shown_place(place) == shown
