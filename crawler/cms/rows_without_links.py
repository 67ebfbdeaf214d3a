"""Rows that lead nowhere a crawler could follow: `<tr onclick="show(17)">`, and what a browser drew out of data.

Their `url` stays empty; title and date are enough to tell how old a column is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from checks.observation import ListRow
from crawler.cms.found_list import ColumnHint
from crawler.cms.header_cells import header_labels
from crawler.cms.row_elements import CASE_TEXT, SHORT_TITLE, beside
from crawler.cms.row_group import Group, shape_of
from crawler.reading.document import Document, clean
from crawler.reading.link_target import is_clickable
from crawler.reading.list_row import row_of
from crawler.reading.page_layout import Layout
from crawler.reading.row_date import date_of_cell
from crawler.reading.written_dates import may_be_date, only_date

_FEWEST_ALIKE = 3
_LONGEST_DATE = 24  # characters: 2026-11-18 16:03:21.0
_MOST_LEVELS = 5  # from a date up to its row
_LONGEST_ROW = 400


def rows_without_links(
    document: Document, layout: Layout, hint: ColumnHint, taken: Collection[HtmlElement]
) -> list[Group]:
    """Groups of dated rows: those that can be clicked, and on a rendered page also those that a script listens to
    without a sign in the markup."""
    shapes: dict[HtmlElement, str] = {}
    groups: dict[str, Group] = {}
    places = [*_clickable(document, layout), *(_drawn(document, hint) if hint.rendered else ())]
    for element in dict.fromkeys(places):
        if element in taken or layout.region(element) is not None:
            continue
        row = _row(element, document, hint)
        if row is not None and row.date is not None:
            shape = shape_of(element, shapes)
            group = groups.setdefault(shape, Group(shape))
            group.rows.append(row)
            group.elements.append(element)
    return list(groups.values())


def _clickable(document: Document, layout: Layout) -> Iterator[HtmlElement]:
    for element in document.body_element.iter("tr", "li"):
        if layout.region(element) is not None or next(element.iterdescendants("li", "tr"), None) is not None:
            continue
        if any(is_clickable(one) for one in element.iter() if isinstance(one.tag, str)):
            yield element


def _drawn(document: Document, hint: ColumnHint) -> Iterator[HtmlElement]:
    """Elements with one date and a text each, three or more alike beside each other, and no link in any of them."""
    for cell in document.body_element.iter("span", "div", "td", "p", "time", "em", "i", "li"):
        text = clean(cell.text or "") if len(cell) == 0 else ""
        if not text or len(text) > _LONGEST_DATE or not may_be_date(text) or date_of_cell(cell, hint.today) is None:
            continue
        row = cell
        for _ in range(_MOST_LEVELS):
            above = row.getparent()
            if above is None or above.tag in ("body", "html", "ul", "ol", "table", "tbody"):
                break
            row = above
            if _stands_among_others(row, text):
                yield row
                break


def _stands_among_others(row: HtmlElement, shown_date: str) -> bool:
    alike = [one for one in beside(row) if one.tag == row.tag and one.get("class") == row.get("class")]
    if len(alike) + 1 < _FEWEST_ALIKE or next(row.iter("a"), None) is not None:
        return False
    text = clean(row.text_content())
    return SHORT_TITLE <= len(text) - len(shown_date) < _LONGEST_ROW


def _row(element: HtmlElement, document: Document, hint: ColumnHint) -> ListRow | None:
    row = row_of(element, None, "", document, hint.today, header_labels(element))
    if row is None or element.tag not in ("tr", "li"):
        return row
    cells = [clean(child.text_content()) for child in element if isinstance(child.tag, str)]
    titles = [cell for cell in cells if CASE_TEXT.search(cell) and only_date(cell) is None]
    if not titles:
        return None
    return ListRow(title=max(titles, key=len), url="", date=row.date, page_url=row.page_url, element=row.element)
