"""The blocks of a home page as short lists: under which heading which items stand, with the dates shown beside them.

A clock (今天是2026年…) and a counter hold no link and are no rows. Blocks of one look are one group to the reader of
lists; here each container is a block of its own. A list that was meant for rows and shows none, or a template of one,
is a block without rows: a script may fill it.
"""

from __future__ import annotations

from datetime import date
from itertools import islice

from lxml.html import HtmlElement

from checks.observation import HomeBlock, ListRow, PageType
from crawler.cms.box_heading import heading_above
from crawler.cms.found_list import ColumnHint
from crawler.cms.row_groups import groups_of
from crawler.reading.blank_list import blank_lists
from crawler.reading.document import Document
from crawler.reading.empty_list import has_template

_MOST_BLOCKS = 60  # of a crowded county portal, doubled
_MOST_ROWS = 20
_MOST_BLANK = 20


def home_blocks(document: Document, page_type: PageType, today: date) -> tuple[HomeBlock, ...]:
    """In the order of the page; () for all other pages. `today`: day of the look in Beijing."""
    if page_type is not PageType.HOME:
        return ()
    blocks: dict[HtmlElement, tuple[str, list[ListRow]]] = {}
    for group in groups_of(document, ColumnHint(today)):
        for row, element in zip(group.rows, group.elements, strict=True):
            holder = _holder(element)
            if holder is None:
                continue
            if holder not in blocks:
                blocks[holder] = (heading_above(element), [])
            blocks[holder][1].append(row)
    found = [HomeBlock(heading, tuple(rows[:_MOST_ROWS])) for heading, rows in islice(blocks.values(), _MOST_BLOCKS)]
    return (*found, *_unfilled(document))


def _unfilled(document: Document) -> tuple[HomeBlock, ...]:
    nothing = document.body_element.makeelement("div", {})  # an element of no place: every list stands beside it
    found = tuple(HomeBlock(heading_above(one), ()) for one in islice(blank_lists(document, nothing), _MOST_BLANK))
    return (*found, HomeBlock("", ())) if has_template(document) else found


def _holder(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None) if row.tag in ("tr", "td") else row.getparent()
