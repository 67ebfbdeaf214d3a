"""A column's list out of the captures of its pages: rows, what family made them, and why there are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import Clue, ListRow, Unreadable
from crawler.cms.box_heading import heading_above
from crawler.cms.families import family_of, find_list_or_box
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.cms.paging import pager_of
from crawler.reading.article_page import read_article
from crawler.reading.blank_list import blank_lists
from crawler.reading.document import Document, clean
from crawler.reading.empty_list import (
    empty_text,
    has_empty_list,
    has_template,
    is_drawn_by_script,
    is_only_links,
    may_be_filled_by_script,
)
from crawler.reading.page_layout import layout_of
from crawler.reading.page_request import PageRequest
from crawler.reading.pager import Pager
from crawler.reading.walls import LOGIN, is_error_page, wall_of
from crawler.reading.written_dates import BEIJING
from storage.capture import Capture

_SMALL_FRAME = 100  # pixels
_MOST_BLANK_LISTS = 20
_MOST_CHARS_BESIDE_NOTHING = 150  # outside links: headings, a pager, a line of contact; more is content of its own
_EMPTY_UNDER_ITS_NAME = "栏目名下的列表没有任何一行"
_ROWS_OF_ANOTHER_BOX = "只有其他栏目块的行，本栏目的列表没有内容"
_SITE_NAME = re.compile(r"人民政府(?:门户|网|$)|门户网站|政府网站?$|政务网$|信息网$|官方?网站?$")
_TITLE_PARTS = re.compile(r"\s*[_|｜]\s*|\s+[-—–]+\s+|-{1,2}|——")


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one capture gives. `trusted_empty`: the page itself proves that the column has no rows."""

    capture: Capture
    document: Document
    title: str
    found: FoundList | None
    pager: Pager
    unreadable: Unreadable
    empty_text: str
    why: str
    frames: tuple[PageRequest, ...] = ()  # frames of the main part: an old layout keeps its list in one

    @property
    def rows(self) -> tuple[ListRow, ...]:
        return self.found.rows if self.found else ()


def read_list_page(capture: Capture) -> ListPage:
    """Pure; the last few are remembered because planning and observing ask about the same capture."""
    return _read(_Key(capture))


class _Key:
    """A capture as a cache key: equal digests of equal looks read alike."""

    __slots__ = ("capture", "identity")

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.identity = (capture.url, capture.body, capture.fetch, capture.observed_at, capture.page_index)

    def __hash__(self) -> int:
        return hash((self.capture.url, self.capture.body_sha256, len(self.capture.body), self.capture.observed_at))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.identity == other.identity


@lru_cache(maxsize=16)
def _read(key: _Key) -> ListPage:
    capture = key.capture
    fetch = capture.fetch
    document = Document.parse(capture.body, fetch.final_url or capture.url, fetch.content_type, fetch.charset)
    title = column_title(document)
    fragment = (capture.column_url or capture.url).partition("#")[2]
    hint = ColumnHint(capture.observed_at.astimezone(BEIJING), title, fetch.rendered, fragment)
    found = find_list_or_box(document, hint)
    title = (found.title if found is not None else "") or title
    own_list = ""
    block = found.block if found is not None and found.rows and not found.is_confirmed else None
    if block is not None:
        own_list = _own_list_without_rows(document, block, hint)
        if own_list or (found is not None and found.is_beside) or _says_otherwise(document, block, fetch.rendered):
            found = None
    pager = pager_of(document)
    family = family_of(document)
    told = family.why if family is not None else ""
    if found is not None and found.rows:
        named = replace(found, cms=family.family.name if family is not None else found.cms)
        read_by = "原页面没有列表行，由浏览器呈现后读取" if fetch.rendered else ""
        why = "；".join(part for part in (told, found.reason, read_by) if part)
        return ListPage(capture, document, title, named, pager, Unreadable.NONE, "", why)
    unreadable, text, why = _why_no_rows(document, found, pager, own_list, fetch.rendered)
    frames = _frames(document) if unreadable in (Unreadable.UNKNOWN_LAYOUT, Unreadable.NEEDS_BROWSER) else ()
    why = "；".join(part for part in (told, why) if part)
    return ListPage(capture, document, title, found, pager, unreadable, text, why, frames)


def next_pages(page: ListPage) -> tuple[PageRequest, ...]:
    """Where the list goes on: by the family's own request, else by the pager."""
    if page.found is not None and page.found.further:
        return page.found.further
    if not page.rows:
        return page.frames
    return (page.pager.next_page,) if page.pager.next_page else ()


def one_page_is_not_enough(page: ListPage) -> bool:
    """Whether the newest date may stand on the next page: only pinned rows are dated, dates are missing, or the
    rows are in no order of dates."""
    if not page.rows:
        return bool(page.found and page.found.further) or bool(page.frames)
    plain = [row for row in page.rows if not row.pinned]
    dates = [row.date.date or (9999, row.date.month) for row in plain if row.date and row.date.clue is not Clue.URL]
    days = [one for one in dates if not isinstance(one, tuple)]
    if not dates or len(dates) * 2 < len(plain):
        return True
    return any(later > earlier for earlier, later in pairwise(days))


def merged_rows(pages: Sequence[ListPage], hosts: Collection[str]) -> tuple[ListRow, ...]:
    """Rows of all pages in reading order, each target and title once."""
    seen: dict[tuple[str, str], ListRow] = {}
    for page in pages:
        for row in page.rows:
            external = bool(row.url) and urlsplit(row.url).netloc not in hosts
            seen.setdefault((row.url, row.title), replace(row, external=external, page_url=page.capture.url))
    return tuple(seen.values())


def column_title(document: Document) -> str:
    """The column's name as the page gives it: its label, else the first part of the title that is no site's name."""
    for name, content in document.metas:
        if name.lower() == "columnname" and content and "<" not in content and content.lower() != "null":
            return content
    parts = [part for one in _TITLE_PARTS.split(document.site_title) if (part := clean(one))]
    own = (part for part in parts if not _SITE_NAME.search(part))
    return next(own, parts[0] if parts else "")


def _says_otherwise(document: Document, block: HtmlElement, rendered: bool) -> bool:
    """Whether the page says beside a block of unproven rows that the column's own list is empty or still to be drawn:
    then the rows are those of a side column."""
    return bool(empty_text(document, block)) or (not rendered and has_template(document, block))


def _own_list_without_rows(document: Document, block: HtmlElement, hint: ColumnHint) -> str:
    """What a list that shows nothing, beside a block of unproven rows, makes of the page; "" where there is none.

    Empty for sure is only the list under the column's own heading, on a page that says nothing else and that nothing
    could still fill.
    """
    blank = list(islice(blank_lists(document, block), _MOST_BLANK_LISTS))
    if not blank:
        return ""
    named = bool(hint.name) and any(hint.name in heading_above(one) for one in blank)
    if not named or may_be_filled_by_script(document):
        return _ROWS_OF_ANOTHER_BOX
    box = {block, *block.iterdescendants()}
    said = sum(
        len(line.text) - line.chars_in_links
        for line in layout_of(document).lines
        if line.region is None and line.element not in box
    )
    return _EMPTY_UNDER_ITS_NAME if said <= _MOST_CHARS_BESIDE_NOTHING else _ROWS_OF_ANOTHER_BOX


def _frames(document: Document) -> tuple[PageRequest, ...]:
    """Frames of the same host in the main part that may hold the list; small ones are weather and counters."""
    layout = layout_of(document)
    found = []
    for frame in document.root.iter("iframe", "frame"):  # a frameset stands outside the body
        url = document.link(frame.get("src"))
        height = re.match(r"\d+", frame.get("height") or "")
        is_small = height is not None and int(height[0]) < _SMALL_FRAME and "%" not in (frame.get("height") or "")
        if url and not is_small and layout.region(frame) is None and urlsplit(url).netloc == document.host:
            found.append(PageRequest(url))
    return tuple(dict.fromkeys(found))


def _why_no_rows(
    document: Document, found: FoundList | None, pager: Pager, own_list: str, rendered: bool
) -> tuple[Unreadable, str, str]:
    wall = wall_of(document)
    if wall:
        why = "页面要求登录" if wall == LOGIN else f"回答的是防护页面（{wall}）"
        return (Unreadable.LOGIN if wall == LOGIN else Unreadable.WALL), "", why
    if is_error_page(document):
        return Unreadable.UNKNOWN_LAYOUT, "", "状态正常而内容是出错页面"
    said = empty_text(document)
    drawn = not rendered and (bool(found and found.further) or is_drawn_by_script(document))
    if said and not drawn:
        return Unreadable.NONE, said, "页面自己说明没有内容"
    if drawn:
        return Unreadable.NEEDS_BROWSER, "", "列表行由脚本绘制"
    stated = found.total_stated if found else None
    if stated == 0 or pager.total_rows == 0:
        return Unreadable.NONE, "", "翻页处写明共 0 条"
    if own_list == _EMPTY_UNDER_ITS_NAME:
        return Unreadable.NONE, "", own_list
    if own_list:
        # A script of a file of its own may fill the list, so a browser is asked first.
        unread = not rendered and may_be_filled_by_script(document)
        return (Unreadable.NEEDS_BROWSER if unread else Unreadable.UNKNOWN_LAYOUT), "", own_list
    if read_article(document).is_article:
        return Unreadable.UNKNOWN_LAYOUT, "", "栏目页本身是一篇文章"
    if is_only_links(document):
        return Unreadable.ONLY_LINKS_ELSEWHERE, "", "只有通往其他栏目或网站的链接"
    if pager.family == "trs" and (pager.total_pages or 0) <= 1 and has_empty_list(document):
        return Unreadable.NONE, "", "静态列表已生成而没有任何一行"
    return Unreadable.UNKNOWN_LAYOUT, "", "没有能够识别的列表"
