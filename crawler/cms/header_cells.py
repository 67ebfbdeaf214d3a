"""The header cells over rows of several cells: which of a row's dates is the one of publication."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.document import clean


def header_labels(row: HtmlElement) -> tuple[str, ...]:
    """The header cells over a row of several cells, from the first row of its table or of the block before it."""
    width = sum(1 for child in row if isinstance(child.tag, str))
    if width < 2:
        return ()
    heads: list[HtmlElement] = []
    table = next(row.iterancestors("table"), None) if row.tag == "tr" else None
    if table is not None:
        first = next(table.iter("tr"), None)
        heads = [first] if first is not None else []
    else:
        parent = row.getparent()
        heads = [] if parent is None or parent[0] is row or not isinstance(parent[0].tag, str) else [parent[0]]
        before = parent.getprevious() if parent is not None else None
        if before is not None and isinstance(before.tag, str):
            heads += [before, *[child for child in before if isinstance(child.tag, str)][:1]]
    for head in heads:
        cells = [clean(child.text_content()) for child in head if isinstance(child.tag, str)]
        if (
            len(cells) == width
            and any(re.search(r"日期|时间", cell) for cell in cells)
            and all(len(c) < 16 for c in cells)
        ):
            return tuple(cells)
    return ()
