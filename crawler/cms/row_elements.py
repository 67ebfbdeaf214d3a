"""Which element of a page is the row of a link: the largest one that still belongs to one target, an item or table row
that holds some small links beside its title, or a card among others of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import Document, clean
from crawler.reading.link_target import is_clickable, target_of
from crawler.reading.page_layout import Layout
from crawler.reading.row_date import date_of_cell, date_on_line
from crawler.reading.row_title import title_of
from crawler.reading.written_dates import only_date

STOP_TITLES = re.compile(
    r"[\W\d_]*|首\s?页|上\s?一?\s?页|下\s?一?\s?页|尾\s?页|末\s?页|更\s?多\W*|more\W*|详\s?情|详\s?细|查看(?:详情|全文|更多)?|阅读全文|全文"
    r"|返回\w{0,4}|关闭\w{0,4}|打印\w{0,4}|登\s?录|注\s?册|收藏\w{0,4}|分享\w{0,4}|搜\s?索|查\s?询|下载|点击\w{0,6}|\[?置顶\]?|跳转|确定|GO|\d+\s?(?:条|个|次)?\s?(?:评论|阅读|浏览|点赞|回复)",
    re.IGNORECASE,
)
CASE_TEXT = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{4,}")
SHORT_TITLE = 8  # menus have names of two to six characters
_BARRIERS = frozenset(("body", "ul", "ol", "table", "tbody", "thead", "form", "main", "section", "article"))
_ROW_TAGS = frozenset(("li", "tr"))
_MOST_TARGETS_IN_ROW = 6
_LONGEST_ROW = 700  # characters: title, summary and cells of the longest row seen, doubled
_MOST_LINKS = 3_000
_NEAR = 12  # siblings on each side; rows of one kind stand closer, with lines and images between them
_MOST_HOLDERS = 4  # levels from a link without an address to the row that opens it
_CLICKED = etree.XPath(".//*[@onclick or @data-url or @data-href or @data-link]")
_CONTROLS = frozenset(("input", "button", "select", "option", "img", "label", "form", "body", "i", "em"))
_CARD_TAGS = frozenset(("article", "div", "section", "dl", "dd", "ul"))
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class RowLink:
    link: HtmlElement
    url: str
    title: str


def links_of_rows(document: Document, layout: Layout) -> list[RowLink]:
    found = []
    excluded = (Region.HEADER, Region.NAVIGATION, Region.FOOTER)
    for link in document.body_element.iter("a", "area"):
        if layout.region(link) in excluded or link.tag == "area":
            continue
        url = target_of(link, document) or _target_of_holder(link, document)
        if url is None:
            if not is_clickable(link) or (
                "onclick" not in link.attrib and "javascript:" not in (link.get("href") or "")
            ):
                continue
            url = ""
        title = title_of(link)
        if not title or STOP_TITLES.fullmatch(title) or only_date(title) is not None:
            continue
        if not url and len(title) < SHORT_TITLE:
            continue
        found.append(RowLink(link, url, title))
        if len(found) >= _MOST_LINKS:
            break
    for element in _CLICKED(document.body_element):
        if element.tag == "a" or element.tag in _CONTROLS or layout.region(element) in excluded:
            continue
        if len(found) >= _MOST_LINKS or next(element.iter("a"), None) is not None or _is_inside_link(element):
            continue
        url = target_of(element, document)
        title = title_of(element) if url else ""
        if url and len(title) >= SHORT_TITLE and not STOP_TITLES.fullmatch(title) and only_date(title) is None:
            found.append(RowLink(element, url, title))
    return found


def _is_inside_link(element: HtmlElement) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _target_of_holder(link: HtmlElement, document: Document) -> str | None:
    """The address that the row around a link without one opens: `<li onclick="open('/a/1.html')"><a href="#">`."""
    for holder in islice(link.iterancestors(), _MOST_HOLDERS):
        if holder.tag in ("ul", "ol", "table", "tbody", "body"):
            return None
        if (url := target_of(holder, document)) is not None:
            return url if sum(1 for _ in islice(holder.iter("a"), 4)) < 4 else None
    return None


def targets_below(candidates: Iterable[RowLink]) -> dict[HtmlElement, set[str]]:
    below: dict[HtmlElement, set[str]] = {}
    above: dict[HtmlElement | None, list[set[str]]] = {}  # parent → what it and all around it holds
    for candidate in candidates:
        parent = candidate.link.getparent()
        holders = above.get(parent)
        if holders is None:
            ancestors = candidate.link.iterancestors()
            holders = above[parent] = [below.setdefault(ancestor, set()) for ancestor in ancestors]
        key = candidate.url or candidate.title
        for held in holders:
            held.add(key)
    return below


def row_element(candidate: RowLink, targets: dict[HtmlElement, set[str]], today: date) -> HtmlElement:
    for ancestor in candidate.link.iterancestors():
        if ancestor.tag in _ROW_TAGS:
            holds_rows = any(True for _ in ancestor.iterdescendants("li", "tr"))
            if holds_rows or len(targets[ancestor]) > _MOST_TARGETS_IN_ROW:
                break
            if ancestor.tag == "tr" and _holds_two_rows(ancestor):
                return _cell_of(candidate.link)
            if len(targets[ancestor]) > 1 and (own := _one_of_several(candidate.link, targets, today)) is not None:
                return own  # the row of a layout table, or an item that holds a list of its own
            as_cell = _list_of_cells(ancestor, targets, today)
            return ancestor if as_cell is None else as_cell
        if ancestor.tag in ("ul", "ol", "table", "body"):
            break
    return _widest(candidate.link, targets, today)


def _widest(link: HtmlElement, targets: dict[HtmlElement, set[str]], today: date) -> HtmlElement:
    """The largest element that still belongs to the target of one link, or the card that this link is the title of."""
    row = link
    for ancestor in link.iterancestors():
        if ancestor.tag in _BARRIERS or len(targets[ancestor]) > 1:
            if _is_card(ancestor, targets, today):
                return ancestor
            if ancestor.tag in _BARRIERS or len(targets[ancestor]) > _MOST_TARGETS_IN_ROW or row.tag in ("td", "th"):
                break
            if len(targets[ancestor]) > 1:
                card = _card_above(ancestor, targets, today)
                return row if card is None else card
            break
        if len(ancestor.text_content()) > _LONGEST_ROW:
            break
        row = ancestor
        if ancestor.tag in ("li", "tr", "dl"):
            break
    return row


def _one_of_several(link: HtmlElement, targets: dict[HtmlElement, set[str]], today: date) -> HtmlElement | None:
    """The element of one link, where others of its kind stand beside it and each has a title and a date of its own."""
    own = _widest(link, targets, today)
    if own is link:
        others = (one for one in beside(link) if one.tag == "a")
        dated = date_on_line(link, today) is not None and any(date_on_line(one, today) is not None for one in others)
        return link if dated else None
    if own.tag in ("td", "th") or not _has_date_and_link(own):
        return None
    alike = (one for one in beside(own) if one.tag == own.tag and one.get("class") == own.get("class"))
    return own if any(_has_date_and_link(one) for one in alike) else None


def _card_above(element: HtmlElement, targets: dict[HtmlElement, set[str]], today: date) -> HtmlElement | None:
    """A card whose links stand a level or two below it: title and category in one line, the date in the next."""
    for ancestor in islice(element.iterancestors(), 3):
        if ancestor.tag in ("body", "html", "td", "table") or len(targets[ancestor]) > _MOST_TARGETS_IN_ROW:
            return None
        if _is_card(ancestor, targets, today):
            return ancestor
    return None


def _is_card(element: HtmlElement, targets: dict[HtmlElement, set[str]], today: date) -> bool:
    """One of several alike, each with a date and a single title among its links (the others are short: a category,
    详情, an author)."""
    if element.tag not in _CARD_TAGS or len(targets[element]) > _MOST_TARGETS_IN_ROW or not _is_of_one_title(element):
        return False
    alike = [one for one in beside(element) if _alike(one, element)]
    return (
        bool(alike)
        and _has_date_beside_links(element, today)
        and any(_is_of_one_title(one) and _has_date_beside_links(one, today) for one in alike[:3])
    )


def beside(element: HtmlElement) -> Iterator[HtmlElement]:
    """The nearest siblings on both sides: enough to see rows of one kind, and bounded on a page of ten thousand."""
    yield from islice(element.itersiblings(preceding=True), _NEAR)
    yield from islice(element.itersiblings(), _NEAR)


def _alike(one: HtmlElement, other: HtmlElement) -> bool:
    return one.tag == other.tag and _class_words(one) == _class_words(other)


def _class_words(element: HtmlElement) -> str:
    """The first class name without its numbers; the ones behind it are states (odd, post-1193, category-news)."""
    names = (element.get("class") or "").split()
    return _DIGITS.sub("", names[0]) if names else ""


def _is_of_one_title(element: HtmlElement) -> bool:
    titles = {
        (link.get("href") or link.get("onclick") or "").strip()
        for link in element.iter("a")
        if len(clean(link.text_content())) >= SHORT_TITLE
    }
    return len(titles) == 1


def _has_date_beside_links(element: HtmlElement, today: date) -> bool:
    """Exactly one date, or one and its parts: two rows in one element have two."""
    found = {
        (written.year, written.month, written.day)
        for cell in element.iterdescendants()
        if isinstance(cell.tag, str) and cell.tag != "a" and (written := date_of_cell(cell, today)) is not None
    }
    return len(found) in (1, 2)


def _list_of_cells(item: HtmlElement, targets: dict[HtmlElement, set[str]], today: date) -> HtmlElement | None:
    """A `<ul>` that is a row of a table, its `<li>` being the cells, among others of its kind."""
    own = item.getparent()
    # Children are counted last: lxml walks over all of them, and a list may have 100,000.
    if item.tag != "li" or own is None or len(targets[own]) > 1 or len(own) < 2:
        return None
    if not any(_alike(one, own) and one in targets for one in beside(own)):
        return None
    return own if any(one is not item and date_of_cell(one, today) is not None for one in own) else None


def _has_date_and_link(element: HtmlElement) -> bool:
    links = set(element.iter("a"))
    return bool(links) and any(
        date_of_cell(cell) is not None for cell in element.iter() if isinstance(cell.tag, str) and cell not in links
    )


def _holds_two_rows(row: HtmlElement) -> bool:
    """A table row of two columns of news: several titles, each with a date of its own."""
    cells = [cell for cell in row if isinstance(cell.tag, str)]
    dates = sum(1 for cell in cells if date_of_cell(cell) is not None)
    titles = sum(1 for cell in cells if any(len(clean(a.text_content())) >= SHORT_TITLE for a in cell.iter("a")))
    return titles >= 2 and dates >= titles


def _cell_of(link: HtmlElement) -> HtmlElement:
    return next(link.iterancestors("td", "th"), link)
