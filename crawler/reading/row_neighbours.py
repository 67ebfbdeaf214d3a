"""Cells of a row that stand outside its element: `<dt>` title `<dd>` date, a date in a `<dt>` over links, bare links
with their dates between them. Which way round a block is written is told from its first and last row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lxml.html import HtmlElement

from crawler.reading.row_date import date_of_cell

_TAGS_WITH_CELLS_BEHIND = frozenset(("a", "dt", "h3", "h4", "span", "p", "td"))
_MOST_CELLS = 4


def dates_lead(block: HtmlElement, rows: Collection[HtmlElement], today: date) -> bool:
    """Whether the rows of a block come each after its date: the first and most others have a date just before them,
    the last has none just behind it. (A date over two files is the signature of a letter with its attachments.)"""
    inside = [child for child in block if child in rows]
    if not inside or not _is_date(_next_to(inside[0], preceding=True), today):
        return False
    if _is_date(_next_to(inside[-1], preceding=False), today):
        return False
    return sum(_is_date(_next_to(row, preceding=True), today) for row in inside) * 2 > len(inside)


def cells_beside(
    row: HtmlElement, rows: Collection[HtmlElement], today: date, *, dates_lead: bool
) -> tuple[HtmlElement, ...]:
    """Siblings that belong to a row; `dates_lead` is what its block says of the order."""
    if dates_lead or row.tag == "dd":
        return _before(row, rows, today)
    return _behind(row, rows) if row.tag in _TAGS_WITH_CELLS_BEHIND else ()


def _before(row: HtmlElement, rows: Collection[HtmlElement], today: date) -> tuple[HtmlElement, ...]:
    before = _next_to(row, preceding=True)
    while row.tag == "dd" and before is not None and before.tag == "dd" and before in rows:
        before = _next_to(before, preceding=True)  # several <dd> stand under one <dt>
    return (before,) if before is not None and _is_date(before, today) else ()


def _behind(row: HtmlElement, rows: Collection[HtmlElement]) -> tuple[HtmlElement, ...]:
    found: list[HtmlElement] = []
    for sibling in row.itersiblings():
        if sibling in rows or len(found) == _MOST_CELLS:
            break
        if isinstance(sibling.tag, str):
            if sibling.tag not in ("br", "script") and any(one in rows for one in sibling.iter()):
                break
            found.append(sibling)
    return tuple(found)


def _next_to(element: HtmlElement, *, preceding: bool) -> HtmlElement | None:
    """The nearest sibling that shows text."""
    for one in element.itersiblings(preceding=preceding):
        if isinstance(one.tag, str) and one.tag != "script" and one.text_content().strip():
            return one
    return None


def _is_date(element: HtmlElement | None, today: date) -> bool:
    """Whether an element is nothing but a date, without a link that would make it a row of its own."""
    return element is not None and date_of_cell(element, today) is not None and next(element.iter("a"), None) is None
