"""Years that stand once above their rows: `<h3>2026年</h3>` (or 2026年11月) over rows that show `11-20`.

Used only where nothing speaks against it: every such heading has rows of its own (a row of tabs has none but the last),
the years go one way, and no row comes out later than the day of the look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from lxml.html import HtmlElement

from checks.observation import Clue, DateClue, ListRow
from crawler.cms.row_group import common_ancestor
from crawler.reading.document import clean

_YEAR = re.compile(r"\W*((?:19|20)\d{2})\s?(?:年?度?|(?:年|[-./])\s?(1[0-2]|0?[1-9])\s?月?)\W*")
_LONGEST_HEADING = 12  # characters: “— 2026年度 —”


def with_years(rows: Sequence[ListRow], elements: Sequence[HtmlElement], today: date) -> list[ListRow]:
    """The rows, those without a year under a heading with that of the heading."""
    if not any(_lacks_year(row) for row in rows):
        return list(rows)
    years = _years_above(elements)
    dated = [_with_year(row, year) for row, year in zip(rows, years, strict=True)]
    newest = max((row.date.date for row in dated if row.date is not None and row.date.date is not None), default=None)
    is_later = newest is not None and (newest.year, newest.month, newest.day) > (today.year, today.month, today.day)
    return list(rows) if is_later else dated


def _lacks_year(row: ListRow) -> bool:
    return row.date is not None and row.date.year is None and row.date.clue is not Clue.URL


def _with_year(row: ListRow, year: int | None) -> ListRow:
    shown = row.date
    if year is None or shown is None or not _lacks_year(row):
        return row
    try:
        date(year, shown.month, shown.day)
    except ValueError:
        return row
    text = f"{year}年 {shown.text}"[:60]
    under = DateClue(
        clue=shown.clue, text=text, year=year, month=shown.month, day=shown.day, time=shown.time, detail="year heading"
    )
    return replace(row, date=under)


def _years_above(elements: Sequence[HtmlElement]) -> list[int | None]:
    nothing: list[int | None] = [None] * len(elements)
    block = common_ancestor(elements)
    if block is None:
        return nothing
    above = block.getparent()
    scope = block if above is None or above.tag in ("body", "html") else above
    places = {element: place for place, element in enumerate(elements)}
    inside = {one for element in elements for one in element.iter()}
    found: list[int | None] = list(nothing)
    headings: list[tuple[int, int]] = []  # year and month, or year and 0
    filled: set[int] = set()  # headings that have rows
    read: set[HtmlElement] = set()
    for node in scope.iter():
        if node in places and headings:
            found[places[node]] = headings[-1][0]
            filled.add(len(headings))
        if node in inside or node in read or not isinstance(node.tag, str) or node.tag in ("option", "script", "style"):
            continue
        heading = _heading(node)
        if heading is not None:
            read.update(node.iter())
            headings.append(heading)
    falls = all(later < earlier for earlier, later in pairwise(headings))
    rises = all(later > earlier for earlier, later in pairwise(headings))
    return found if len(filled) == len(headings) and (falls or rises) else nothing


def _heading(node: HtmlElement) -> tuple[int, int] | None:
    if len(node) > 3:
        return None
    text = clean(node.text_content()) if len(node) else clean(node.text or "")
    match = _YEAR.fullmatch(text) if 4 <= len(text) <= _LONGEST_HEADING else None
    return (int(match[1]), int(match[2] or 0)) if match else None
