"""A page read whole on the walk of links: what an audit would store of it, as rows that may come from any process."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from crawler.crawl_run import CrawlRun
from crawler.links_walk.place_numbers import pack
from crawler.looking import Look
from crawler.reading.observe import page_seen
from storage.base import Base
from storage.capture import CaptureRole
from storage.frontier import NewPlace
from storage.run_store import RunStore

_MOST_REMEMBERED = 40_000

Rows = list[tuple[str, dict[str, Any]]]


class WholePages:
    """Numbers places as `PlaceMemo` does; the links are those that reading the page gives, so it is parsed once."""

    def __init__(self, run: CrawlRun, first: int, step: int) -> None:
        self._run = run
        self._store = _RowsOnly(run.store.run_id)
        self._next = first
        self._step = step
        self._known: dict[tuple[str, str, str, str], int] = {}

    def read(self, url: str, look: Look) -> tuple[bytes, list[NewPlace], Rows]:
        capture = self._store.keep(
            url=url, role=CaptureRole.PAGE, body=look.body, fetch=look.fetch, observed_at=look.at
        )
        page, links = page_seen(capture, self._run.hosts)
        self._store.add(page)
        numbers: dict[int, None] = {}
        new: list[NewPlace] = []
        for link in links.links:
            key = (link.url, str(link.kind), link.text, link.element)
            number = self._known.get(key)
            if number is None:
                number = self._next
                self._next += self._step
                new.append(NewPlace(number, *key))
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[key] = number
            numbers[number] = None
        return pack(numbers), new, self._store.taken()


class _RowsOnly(RunStore):
    """Makes the rows and leaves writing to whoever owns the database."""

    def __init__(self, run_id: str) -> None:
        super().__init__(Session(), run_id)
        self._made: Rows = []

    def taken(self) -> Rows:
        made, self._made = self._made, []
        return made

    def _wait(self, table: type[Base], row: dict[str, object]) -> None:
        self._made.append((table.__tablename__, row))
