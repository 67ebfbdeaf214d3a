"""What a file of one CMS family gives: the marks that tell it, a reader of rows of its own shape, its way of paging.

Everything else (rows in the open, pagers that are links) is the same in all families and stands in `generic` and
`paging`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest

SEVERAL = 3  # one address of a family's shape may lead to another portal; three are this one's


@dataclass(frozen=True, slots=True)
class Addresses:
    """A shape of address that only this family gives; searched only where `hint` stands in the text, for speed."""

    hint: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Family:
    """`marks` tell it alone, all lower case. `find_list`: rows that a plain look does not show, None without any.

    `second_page`: from the page and the number of pages it states to the address of the second; asked only where the
    pager shows no link that leads on.
    """

    name: str
    marks: tuple[str, ...] = ()
    addresses: tuple[Addresses, ...] = ()
    find_list: Callable[[Document, ColumnHint], FoundList | None] | None = None
    second_page: Callable[[Document, int], PageRequest | None] | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """`why` is for people: the mark or the address that told the family."""

    family: Family
    why: str
