"""The published page itself, as a link that came with the search: what is left to tell a result by where no list is.

Only what the page before the search did not show counts, and neither menus nor boxes of hot words and
recommendations, nor the words typed in shown again as a link to a further search.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from crawler.sessions.result_title import full_title, letters, target
from crawler.target_url import normalise

NOT_RESULTS = re.compile(
    r"热门|热搜|推荐|排行|大家都在|猜你|历史|相关搜索|友情链接|导航|常用|快速|最近浏览|标签", re.IGNORECASE
)


def arrived_link(
    frames: Iterable[dict[str, Any]], before: Iterable[dict[str, Any]], words: str, expected_url: str
) -> dict[str, Any] | None:
    """The first link of the changed page that leads to the expected address or bears exactly the title."""
    known = Counter(_identity(link) for link in _links(before))
    for link in _links(frames):
        if known[_identity(link)] > 0:
            known[_identity(link)] -= 1
        elif not link["template"] and not NOT_RESULTS.search(link["around"]) and _is_it(link, words, expected_url):
            return link
    return None


def _links(frames: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for frame in frames:
        yield from frame.get("links", ())


def _is_it(link: dict[str, Any], words: str, expected_url: str) -> bool:
    address = link["href"]
    if expected_url and normalise(target(address)) == expected_url:
        return True
    if not address or letters(full_title(link)) != letters(words):
        return False
    return not any(words in unquote(address.replace("+", " "), charset, "replace") for charset in ("utf-8", "gb18030"))


def _identity(link: dict[str, Any]) -> tuple[str, str, str]:
    """The same link in the same box; the news box of the home page does not hide the result."""
    return link["href"], link["text"], link["around"]
