"""From captures to observations. Pure: the same stored captures give the same observations, also when reread."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import FetchEnd, LinksSeen, ListSeen, PageLink, PageSeen, PageType, Region, Unreadable
from crawler.cms.families import family_name, find_list
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.article_page import LONGEST_TEXT, Article, forget_article, read_article
from crawler.reading.document import Document
from crawler.reading.fragments import anchors_of, fragment_links_of
from crawler.reading.home_blocks import home_blocks
from crawler.reading.links import links_of
from crawler.reading.list_page import (
    ListPage,
    column_title,
    merged_rows,
    next_pages,
    one_page_is_not_enough,
    read_list_page,
)
from crawler.reading.page_labels import labels_of
from crawler.reading.page_layout import layout_of
from crawler.reading.page_request import PageRequest
from crawler.reading.page_type import page_type_of
from crawler.reading.walls import LOGIN
from crawler.reading.written_dates import BEIJING
from storage.capture import Capture

log = logging.getLogger(__name__)

MOST_LIST_PAGES = 2
_MOST_FRAMES = 3  # of a page without rows, one after the other until one holds the list


def page_seen(capture: Capture, hosts: Collection[str]) -> tuple[PageSeen, LinksSeen]:
    """What one page says, and every place of it that points somewhere. `hosts` are those of the portal, with ports."""
    try:
        return _page_seen(capture, hosts)
    except Exception as error:
        return _page_seen(_broken(capture, error), hosts)


def list_seen(column_url: str, captures: Sequence[Capture], hosts: Collection[str]) -> ListSeen:
    """A column's list out of all its captures. Of a plain and a rendered look at one page the one with rows counts."""
    try:
        return _list_seen(column_url, captures, hosts)
    except Exception as error:
        return _list_seen(column_url, [_broken(capture, error) for capture in captures], hosts)


def _broken(capture: Capture, error: Exception) -> Capture:
    """The look as one that brought nothing: a page that our readers cannot bear must not cost the rest of the run.

    A mistake of ours, so it is logged with its trace; judging sees a look that ended without an answer.
    """
    log.error("reading %s broke", capture.url, exc_info=error)
    detail = f"reading broke: {type(error).__name__}"
    fetch = replace(capture.fetch, ended=FetchEnd.UNMAPPED, status=None, detail=detail, wall="")
    return replace(capture, body=b"", fetch=fetch)


def _page_seen(capture: Capture, hosts: Collection[str]) -> tuple[PageSeen, LinksSeen]:
    document = _document(capture)
    if document is None:
        page = PageSeen(
            url=capture.url,
            observed_at=capture.observed_at,
            vantage=capture.vantage,
            fetch=capture.fetch,
            body_sha256=capture.body_sha256,
            page_type=_type_of_failure(capture),
            personal_numbers=capture.personal_numbers,
        )
        return page, _links_seen(capture, ())
    article = read_article(document)

    @cache
    def listed() -> FoundList | None:
        return find_list(document, ColumnHint(_day(capture), column_title(document)))

    page_type = page_type_of(document, article, listed)
    main_blocks = _main_blocks(page_type, article, listed)
    links = links_of(document, main_blocks)
    is_article = page_type is PageType.ARTICLE
    page = PageSeen(
        url=capture.url,
        observed_at=capture.observed_at,
        vantage=capture.vantage,
        fetch=capture.fetch,
        body_sha256=capture.body_sha256,
        page_type=page_type,
        title=article.title if is_article else column_title(document),
        site_title=document.site_title,
        source_unit=article.source_unit if is_article else "",
        published_at=article.published_at if is_article else None,
        date_clues=article.date_clues if is_article else (),
        document_number=article.document_number if is_article else "",
        labels=labels_of(document),
        metadata_box=article.metadata_box if is_article else (),
        text=article.text if is_article else _visible_text(document),
        attachments=article.attachments if is_article else (),
        relation_boxes=article.relation_boxes if is_article else (),
        main_links=tuple(link for link in links if link.region is Region.MAIN),
        personal_numbers=capture.personal_numbers,
        cms=family_name(document),
        date_doubts=article.date_doubts if is_article else (),
        media=article.media if is_article else (),
        body_element=article.body_element if is_article else "",
        home_blocks=home_blocks(document, page_type, _day(capture)),
    )
    seen = _links_seen(capture, links)
    inside = fragment_links_of(document, main_blocks, hosts)
    anchors = anchors_of(document)
    forget_article(document)
    return page, replace(seen, fragment_links=inside, anchors=anchors)


def _list_seen(column_url: str, captures: Sequence[Capture], hosts: Collection[str]) -> ListSeen:
    pages = _pages(captures)
    if not pages:
        first = min(captures, key=lambda capture: capture.page_index)
        wall = first.fetch.wall
        return ListSeen(
            url=column_url,
            observed_at=first.observed_at,
            vantage=first.vantage,
            fetch=first.fetch,
            body_sha256=first.body_sha256,
            unreadable=(Unreadable.LOGIN if wall == LOGIN else Unreadable.WALL) if wall else Unreadable.NONE,
        )
    first_page = pages[0]
    rows = merged_rows(pages, hosts)
    shown = next((page for page in pages if page.rows), first_page)
    totals = [page.found.total_stated for page in pages if page.found and page.found.total_stated is not None]
    totals += [page.pager.total_rows for page in pages if page.pager.total_rows is not None]
    return ListSeen(
        url=column_url,
        observed_at=first_page.capture.observed_at,
        vantage=first_page.capture.vantage,
        fetch=first_page.capture.fetch,
        body_sha256=first_page.capture.body_sha256,
        cms=(shown.found.cms if shown.found else "") or family_name(first_page.document),
        cms_reason=shown.why,
        title=first_page.title,
        rows=rows,
        pages_read=tuple(dict.fromkeys(page.capture.url for page in pages)),
        total_stated=totals[0] if totals else None,
        unreadable=Unreadable.NONE if rows else first_page.unreadable,
        empty_text="" if rows else first_page.empty_text,
        more_pages=bool(_unread_pages(column_url, captures, pages, hosts)),
        unproven=bool(shown.found and shown.rows and not shown.found.is_confirmed),
    )


def further_list_pages(
    column_url: str, captures: Sequence[Capture], hosts: Collection[str], *, whole: bool = False
) -> tuple[PageRequest, ...]:
    """What else has to be asked for before the newest date of the column is known; () when enough was seen.

    `whole`: the rows themselves are judged, not only the newest date, so the list is wanted to its end.
    """
    pages = _pages_if_readable(captures)
    if not pages or any(not page.capture.fetch.has_page for page in pages):
        return ()
    if whole:
        return _unread_pages(column_url, captures, pages, hosts)
    if pages[0].frames and not any(page.rows for page in pages) and len(pages) <= _MOST_FRAMES:
        return _unread_pages(column_url, captures, pages, hosts)[:1]
    if len(pages) >= MOST_LIST_PAGES or not one_page_is_not_enough(pages[-1]):
        return ()
    return _unread_pages(column_url, captures, pages, hosts)[: MOST_LIST_PAGES - len(pages)]


def _unread_pages(
    column_url: str, captures: Sequence[Capture], pages: Sequence[ListPage], hosts: Collection[str]
) -> tuple[PageRequest, ...]:
    asked = {capture.url for capture in captures} | {column_url}
    wanted = next_pages(pages[-1]) or next_pages(pages[0])
    if len(pages) > 1 and any(page.rows for page in pages[1:]):
        wanted = tuple(one for one in wanted if not one.is_second_way)
    if not any(page.rows for page in pages):
        wanted = tuple(dict.fromkeys((*wanted, *pages[0].frames)))  # the first frame may be a menu
    wanted = tuple(one for one in wanted if one.url not in asked and urlsplit(one.url).netloc in hosts)
    return tuple(one for one in wanted if not one.is_second_way) or wanted


def needs_rendering(column_url: str, captures: Sequence[Capture], hosts: Collection[str]) -> bool:
    """Whether only a browser can show the rows: no look so far has any, and a script draws them."""
    if any(capture.fetch.rendered for capture in captures) or further_list_pages(column_url, captures, hosts):
        return False
    pages = _pages_if_readable(captures)
    if not pages or any(page.rows for page in pages):
        return False
    return pages[0].unreadable is Unreadable.NEEDS_BROWSER


def _pages_if_readable(captures: Sequence[Capture]) -> list[ListPage]:
    """For what to ask next; whether and why the list cannot be read is told by `list_seen`."""
    try:
        return _pages(captures)
    except Exception:
        return []


def _pages(captures: Sequence[Capture]) -> list[ListPage]:
    """One page per index, in order: the look that has rows, else the rendered one, else the first."""
    by_index: dict[int, list[ListPage]] = {}
    for capture in captures:
        if capture.fetch.has_page and capture.body:
            by_index.setdefault(capture.page_index, []).append(read_list_page(capture))
    chosen = []
    for index in sorted(by_index):
        looks = by_index[index]
        with_rows = [page for page in looks if page.rows]
        rendered = [page for page in looks if page.capture.fetch.rendered]
        chosen.append((with_rows or rendered or looks)[0])
    return chosen


def _document(capture: Capture) -> Document | None:
    fetch = capture.fetch
    if not fetch.has_page or not capture.body:
        return None
    if fetch.content_type and not re.search(r"html|xml|text/plain|json|^$", fetch.content_type.lower()):
        return None
    return Document.parse(
        capture.body, fetch.final_url or capture.url, fetch.content_type, fetch.charset, capture.observed_at
    )


def _links_seen(capture: Capture, links: tuple[PageLink, ...]) -> LinksSeen:
    return LinksSeen(
        url=capture.url,
        observed_at=capture.observed_at,
        vantage=capture.vantage,
        fetch=capture.fetch,
        body_sha256=capture.body_sha256,
        links=links,
    )


def _type_of_failure(capture: Capture) -> PageType:
    if capture.fetch.wall:
        return PageType.WALL
    return PageType.ERROR if (capture.fetch.status or 0) >= 400 else PageType.OTHER


def _main_blocks(
    page_type: PageType, article: Article, listed: Callable[[], FoundList | None]
) -> tuple[HtmlElement, ...]:
    block: HtmlElement | None = None
    if page_type is PageType.ARTICLE:
        block = article.main_block
    elif page_type is PageType.LIST and (found := listed()) is not None:
        block = found.block
    return (block,) if block is not None else ()


def _visible_text(document: Document) -> str:
    return "\n".join(line.text for line in layout_of(document).lines)[:LONGEST_TEXT]


def _day(capture: Capture) -> date:
    return capture.observed_at.astimezone(BEIJING).date()
