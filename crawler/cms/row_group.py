"""Rows of one shape, and what a shape is: the path of tags and class names from the page down to the row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from checks.observation import Clue, ListRow

_DIGITS = re.compile(r"\d+")
_CLASS_STATES = frozenset((
    "on", "odd", "even", "first", "last", "active", "hover", "cur", "current", "selected", "top", "zd",
    "clearfix", "clear", "line", "dot", "bg", "noborder", "borderno", "nobor",
))  # fmt: skip


@dataclass(slots=True)
class Group:
    """Rows of one shape. `elements[i]` is the element of `rows[i]`."""

    shape: str
    rows: list[ListRow] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    is_side: bool = False
    is_other_box: bool = False

    @property
    def dated(self) -> int:
        return sum(1 for row in self.rows if row.date is not None and row.date.clue is not Clue.URL)

    @property
    def mean_title(self) -> float:
        return sum(min(len(row.title), 40) for row in self.rows) / max(len(self.rows), 1)


def common_ancestor(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all rows."""
    if not elements:
        return None
    shared = [*elements[0].iterancestors()]
    for element in elements[1:]:
        above = set(element.iterancestors())
        shared = [one for one in shared if one in above]
    return shared[0] if shared else None


def shape_of(element: HtmlElement, known: dict[HtmlElement, str]) -> str:
    parent = element.getparent()
    tag = str(element.tag)
    if parent is None:
        return tag
    if parent not in known:
        names = (parent.get("class") or "").lower()
        words = sorted({_DIGITS.sub("", name) for name in names.split()} - _CLASS_STATES - {""})
        known[parent] = f"{shape_of(parent, known)}.{'.'.join(words)}" if words else shape_of(parent, known)
    return f"{known[parent]}>{tag}"
