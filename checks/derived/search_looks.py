"""What the functional test of a site's search amounts to, before any check asks its own question."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from checks.check import CouldNotLook
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.observation import SearchHit, SearchQuery, SearchTried
from checks.world import Given

# A title cut by the result page still has to be told from others that begin alike.
_SHORTEST_CUT = 8
_CUT_MARKS = ("...", "⋯", "··")  # NFKC writes … as three dots


@dataclass(frozen=True, slots=True)
class NotTested:
    why: str  # Chinese, without full stop
    place: CouldNotLook


def search_test(given: Given) -> SearchTried | NotTested:
    """The test of this subject's site, when its home page was opened in a browser."""
    url = given.subject.url
    tried = next((seen for seen in given[SearchTried] if seen.url == url), None)
    if tried is None:
        return NotTested("本次未检测站内搜索", CouldNotLook(url=url, reason="not-looked-at"))
    if not tried.fetch.has_page:
        place = CouldNotLook(url=url, reason=fetch_reason(tried.fetch), detail=tried.fetch.detail)
        return NotTested(fetch_sentence(tried.fetch), place)
    return tried


def found_in(query: SearchQuery) -> bool:
    return any(_is_it(hit, query) for hit in query.hits)


def told(query: SearchQuery) -> bool:
    """Whether the result page said something: a list of results, or that there are none."""
    return query.fetch.has_page and (query.result_list_found or query.total_stated == 0)


def _is_it(hit: SearchHit, query: SearchQuery) -> bool:
    return _same_page(hit.url, query.expected_url) or _same_title(hit.title, query.title)


def _same_title(shown: str, title: str) -> bool:
    """Result pages cut titles, put a class or a date around them and space out what they mark."""
    shown, title = _plain(shown), _plain(title)
    if not shown or not title:
        return False
    if title in shown:
        return True
    for mark in _CUT_MARKS:
        start, cut, _ = shown.partition(_plain(mark))
        if cut and len(start) >= _SHORTEST_CUT and start in title:
            return True
    return False


def _same_page(shown: str, expected: str) -> bool:
    """The same address over http or https, or a counting redirect that carries it in its query."""
    shown_at, expected_at = _address(shown), _address(expected)
    return bool(expected_at) and (shown_at == expected_at or expected_at in unquote(urlsplit(shown).query))


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}{'?' + parts.query if parts.query else ''}"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
