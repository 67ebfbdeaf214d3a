"""Rows of equal title and what stands behind them: whether two of them are one item put up twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.derived.near_duplicates import bare, bits_apart, simhash
from checks.observation import LinkKind, ListRow, ListSeen, PageSeen, PageType
from checks.world import World

_FIGURES = re.compile(r"\d+|[一二三四五六七八九十]+(?=季度|期|批|次|月)")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with the article behind it; `text` is bare and bounded, for comparing."""

    row: ListRow
    page: PageSeen
    text: str

    @property
    def address(self) -> str:
        """Where the page stands after redirects: two rows may lead to one page."""
        return _path(self.page.fetch.final_url or self.page.url)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of what the page shows beside its text: equal words over another picture are another item."""
        shown = [link.url for link in self.page.main_links if link.kind is not LinkKind.PAGE]
        return tuple(
            sorted({url.rsplit("/", 1)[-1] for url in (*shown, *(file.url for file in self.page.attachments))})
        )


def same_titles(rows: Iterable[ListRow]) -> list[list[ListRow]]:
    """Rows of the site that share a title with others, one per page."""
    by_title: dict[str, dict[str, ListRow]] = {}
    for row in rows:
        if row.url and not row.external:
            by_title.setdefault(bare(row.title), {}).setdefault(_path(row.url), row)
    return [list(same.values()) for same in by_title.values() if len(same) > 1]


def _path(url: str) -> str:
    """Without scheme and host: http and https, with and without www, or a gateway's own host show one page."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def read_row(world: World, row: ListRow, fewest: int) -> ReadRow | None:
    """The row with its article; None where that was not read or has fewer characters (a picture, an attachment)."""
    page = world.page(row.url)
    if page is None or not page.fetch.has_page or page.page_type is not PageType.ARTICLE:
        return None
    known = world.derived(_bare_texts)
    if page.url not in known:
        known[page.url] = bare(page.text)
    text = known[page.url]
    return ReadRow(row, page, text) if len(text) >= fewest else None


def rows_by_title(world: World, seen: ListSeen) -> dict[str, ListRow]:
    """The last row of each title that leads to a page of the site, worked out once per list."""
    known = world.derived(_titles)
    if seen.url not in known:
        known[seen.url] = {bare(row.title): row for row in seen.rows if row.url and not row.external}
    return known[seen.url]


def _bare_texts(world: World) -> dict[str, str]:
    return {}  # filled as texts are compared: few are


def _titles(world: World) -> dict[str, dict[str, ListRow]]:
    return {}


def plain_doubles(group: Sequence[ReadRow]) -> list[ReadRow]:
    """The largest set of pages that say the same on the same day with the same files."""
    same: dict[tuple[object, ...], list[ReadRow]] = {}
    for each in group:
        day = each.row.date.date if each.row.date else each.page.published_at.date if each.page.published_at else None
        if day is not None:
            same.setdefault(("".join(each.page.text.split()), day, each.files), []).append(each)
    most = max(same.values(), key=len, default=[])
    return most if len(most) > 1 else []


def are_alike(one: ReadRow, other: ReadRow, most_bits: int) -> bool:
    """Whether the texts are the same but for a few words."""
    if len(one.page.attachments) != len(other.page.attachments):
        return False
    if one.text == other.text:
        return True
    # Items of a series say the same with other figures.
    if _FIGURES.findall(one.text) != _FIGURES.findall(other.text):
        return False
    return bits_apart(simhash(one.text), simhash(other.text)) <= most_bits
