"""What kind of page answered: an article, a list, a home page, a search, a wall, an error page, or none of these.

The list of a page is looked for only where the answer hangs on it: finding one costs as much as all else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from checks.observation import Clue, PageType, Region
from crawler.cms.found_list import FoundList
from crawler.reading.article_page import Article
from crawler.reading.article_title import meta_value
from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of
from crawler.reading.walls import is_error_page, wall_of

_HOME_PATH = re.compile(r"^/(?:(?:index|default|home|main)\.\w{3,5})?$", re.IGNORECASE)
_SEARCH = re.compile(
    r"/(?:search|so|was5|jrobotfront|jsearch|igs/front|ssjg|ssp)\b|[?&](?:searchWord|keyword|q|qt|kw|searchkey)=\S",
    re.IGNORECASE,
)
_SEARCH_TITLE = re.compile(r"\S{0,12}(?:检索|搜索)(?:结果|页面?|中心|引擎|平台)?(?:\W.*)?")
_FEWEST_ROWS = 3
_SHORTEST_ROW = 4  # characters of a title that may be a row of a list
_HIDDEN_ROWS = re.compile(r"<(?:datastore|recordset)\b", re.IGNORECASE)
_NO_ROWS_IN = (Region.NAVIGATION, Region.FOOTER, Region.HEADER)


def page_type_of(document: Document, article: Article, listed: Callable[[], FoundList | None]) -> PageType:
    """`listed` finds the list of the page; it is asked at most once."""
    if wall_of(document):
        return PageType.WALL
    if is_error_page(document):
        return PageType.ERROR
    parts = urlsplit(document.url)
    labelled = bool(meta_value(document, "ArticleTitle"))
    is_route = parts.fragment.startswith(("/", "!"))  # of a page that a script puts together: /#/detail/55
    if _HOME_PATH.match(parts.path) and not parts.query and not is_route and not labelled:
        return PageType.HOME
    is_search = _SEARCH.search(f"{parts.path}?{parts.query}") or _SEARCH_TITLE.fullmatch(document.site_title)
    if is_search and not labelled:
        return PageType.SEARCH
    if article.is_article and (labelled or not _may_hold_list(document)):
        return PageType.ARTICLE
    found = listed()
    rows = found.rows if found else ()
    dated = sum(1 for row in rows if row.date is not None and row.date.clue is not Clue.URL)
    if not _list_outweighs(article, found, dated) and article.is_article:
        return PageType.ARTICLE
    if dated >= 1 or len(rows) >= _FEWEST_ROWS:
        return PageType.LIST
    return PageType.OTHER


def _may_hold_list(document: Document) -> bool:
    """Whether there are as many links outside menus as a list has rows, or rows that only a script shows."""
    lines = layout_of(document).lines
    links = sum(1 for line in lines if line.chars_in_links >= _SHORTEST_ROW and line.region not in _NO_ROWS_IN)
    return links >= _FEWEST_ROWS or _HIDDEN_ROWS.search(document.text) is not None


def _list_outweighs(article: Article, listed: FoundList | None, dated: int) -> bool:
    """A list inside a box called content is a list: most of the body is then links with dates of their own."""
    if listed is None or dated < _FEWEST_ROWS or (listed.block is None and listed.cms != "hanweb"):
        return False
    body = article.block.body
    holds_body = (
        listed.block is not None and body is not None and (body in listed.block.iter() or listed.block in body.iter())
    )
    return holds_body or article.prose < sum(len(row.title) for row in listed.rows)
