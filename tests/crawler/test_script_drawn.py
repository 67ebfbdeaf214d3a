from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checks.observation import Fetch, FetchEnd, LinkKind, PageLink, PageSeen, PageType, Region, RelationBox
from crawler.script_drawn import has_unfilled_box, is_empty_shell, may_hide_counterpart


def seen(*boxes: RelationBox, text: str = "", kind: PageType = PageType.OTHER, links: int = 0) -> PageSeen:
    return PageSeen(
        url="https://a.gov.example/1.html",
        observed_at=datetime.now(UTC),
        fetch=Fetch(ended=FetchEnd.ANSWERED, status=200),
        relation_boxes=boxes,
        text=text,
        page_type=kind,
        main_links=(PageLink("https://a.gov.example/2.html", LinkKind.PAGE, "x", Region.MAIN, "a"),) * links,
    )


EMPTY = RelationBox("相关解读", "interpretation", "", (), "div")
FILLED = RelationBox("相关解读", "interpretation", "解读", ("https://a.gov.example/1",), "div")
WORDS = RelationBox("相关文件", "policy", "《办法》", (), "div")


def test_boxes_that_a_script_may_fill():
    assert has_unfilled_box(seen(EMPTY))
    assert has_unfilled_box(seen(FILLED, WORDS))
    assert not has_unfilled_box(seen(FILLED))
    assert not has_unfilled_box(seen())


@pytest.mark.parametrize(
    ("script", "hides"),
    [
        ("$.post('/search', {docid: 1}, function (d) { $('#relnews').html(d) })", True),
        ("document.write('<h3>相关解读</h3>')", True),
        ("loadRelated_docs('zcjd')", True),
        ("$.get('/hits?id=1', function (n) { $('#hits').text(n) })", False),
        ("var _hmt = _hmt || [];", False),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_scripts_that_speak_of_a_counterpart(script, hides, charset):
    body = f"<html><body><p>解读</p><script>{script}</script></body></html>".encode(charset)
    assert may_hide_counterpart(seen(), body) is hides
    assert not may_hide_counterpart(seen(FILLED), body)


def test_a_shell_that_a_script_fills():
    shell = b"<html><body><div id='app'></div><script src='app.js'></script></body></html>"
    assert is_empty_shell(seen(), shell)
    assert not is_empty_shell(seen(text="关于做好有关工作的通知" * 5), shell)
    assert not is_empty_shell(seen(kind=PageType.ARTICLE), shell)
    assert not is_empty_shell(seen(links=5), shell)
    assert not is_empty_shell(seen(), b"<html><body><img src='a.jpg'></body></html>")
