"""The attached files that a run is to fetch, within the bounds of its plan: taken, waiting, or left out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checks.observation import ListSeen, PageSeen, PageType
from crawler.plan import Limits
from crawler.reading.links import FILE_ENDINGS, ending_of


@dataclass(slots=True)
class WantedFiles:
    """Fed by the walks as pages and lists are read; emptied by the walk that fetches files."""

    columns: dict[str, str] = field(default_factory=dict)  # article or file → the first column that lists it
    failed: dict[str, int] = field(default_factory=dict)  # once looked at in vain → bytes that came of it
    bytes: int = 0  # fetched so far
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # of the walk that fetches
    _waiting: dict[str, str] = field(default_factory=dict)  # file → column, "" outside of columns
    _known: set[str] = field(default_factory=set)
    _taken: int = 0
    _taken_of: Counter[str] = field(default_factory=Counter)

    def note_rows(self, seen: ListSeen) -> None:
        for row in seen.rows:
            self.columns.setdefault(row.url, seen.url)
            if ending_of(row.url) in FILE_ENDINGS:
                self._want(row.url, seen.url)

    def note_page(self, page: PageSeen) -> None:
        if page.page_type is PageType.ARTICLE:
            for attachment in page.attachments:
                self._want(attachment.url, self.columns.get(page.url, ""))

    def _want(self, url: str, column: str) -> None:
        if url not in self._known and url.startswith(("http://", "https://")):
            self._known.add(url)
            self._waiting[url] = column

    def is_wanted(self, url: str) -> bool:
        """Whether it was noted as a file to fetch, whatever came of it."""
        return url in self._known

    def take(self, limits: Limits) -> Iterator[tuple[str, str]]:
        """(file, why it is left out or ""), for everything noted since the last time."""
        waiting, self._waiting = self._waiting, {}
        for url, column in waiting.items():
            why = self._beyond(limits, column)
            if not why:
                self._taken += 1
                self._taken_of[column] += 1
            yield url, why

    def take_failed(self) -> Iterable[tuple[str, int]]:
        failed, self.failed = self.failed, {}
        return failed.items()

    def has_work(self) -> bool:
        return bool(self._waiting or self.failed)

    def _beyond(self, limits: Limits, column: str) -> str:
        if self._taken >= limits.files:
            return f"more than {limits.files} attached files"
        if column and self._taken_of[column] >= limits.files_of_a_column:
            return f"more than {limits.files_of_a_column} attached files in one column"
        return ""
