"""What a list reader hands over, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from checks.observation import Clue, ListRow
from crawler.reading.page_request import PageRequest


@dataclass(frozen=True, slots=True)
class FoundList:
    """`block` is the element that holds the rows, None when they came from a script."""

    cms: str
    reason: str
    rows: tuple[ListRow, ...]
    total_stated: int | None = None
    further: tuple[PageRequest, ...] = ()
    block: HtmlElement | None = None
    is_confirmed: bool = True  # False: nothing but its shape says that this block is the column's own list
    is_beside: bool = False  # the rows of a box of another column, told so that its place is known
    title: str = ""  # the column's name where the list's own data tells it

    @property
    def dated(self) -> int:
        return sum(1 for row in self.rows if row.date is not None and row.date.clue is not Clue.URL)


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """What the reader knows about the column it looks for: day of the look in Beijing and the column's own name."""

    today: date  # as a datetime in Beijing it also resolves 3小时前
    name: str = ""
    rendered: bool = False  # read from the DOM of a browser: scripts have done their work
    fragment: str = ""  # what stands behind the # of the column's address: the route inside a page of scripts
