"""Rows that several columns show alike: a box of the template, found only when the columns lie side by side.

Where nothing but its shape vouches for a list (`ListSeen.unproven`) and another column's page shows the very same rows,
the rows are neither's: the columns' own lists were not found, and that is what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from checks.observation import ListSeen, Unreadable

_FEWEST_ROWS = 3
_INDEX = re.compile(r"/(?:index|default|list)\.\w{3,5}$")


def without_shared_boxes(lists: Iterable[ListSeen]) -> tuple[ListSeen, ...]:
    """New observations in place of those that a comparison of all of a run takes back; the others are not given."""
    latest: dict[str, ListSeen] = {}
    for seen in lists:
        if seen.unproven and len(seen.rows) >= _FEWEST_ROWS:
            latest[seen.url] = seen
    alike: dict[tuple[str, ...], list[ListSeen]] = {}
    for seen in latest.values():
        alike.setdefault(tuple(sorted(f"{row.url} {row.title}" for row in seen.rows)), []).append(seen)
    return tuple(
        replace(
            seen,
            rows=(),
            total_stated=None,
            unproven=False,
            unreadable=Unreadable.UNKNOWN_LAYOUT,
            cms_reason=f"同样的 {len(seen.rows)} 行也出现在其他栏目的页面上，不是本栏目的列表",
        )
        for group in alike.values()
        if len({_place(seen.url) for seen in group}) > 1
        for seen in group
    )


def _place(url: str) -> str:
    """One column may be registered under two spellings of its address."""
    parts = urlsplit(url)
    return f"{_INDEX.sub('/', parts.path)}?{parts.query}"
