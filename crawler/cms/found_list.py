"""What a list reader hands over, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from checks.observation import ListRow
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


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """What the reader knows about the column it looks for: day of the look in Beijing and the column's own name."""

    today: date
    name: str = ""
