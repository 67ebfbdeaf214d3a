"""The frontier of a walk: every known address, what is still to be asked, what came of the rest.

The database is the truth. In memory stand a 64-bit digest per known address and a window of those that wait; results
are collected and written together with what they brought to light, so that a kill loses whole looks and never a part
of one.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.base import Base, StorageFailed
from storage.crawl_tables import Body, CaptureRow, ObservationRow
from storage.known_addresses import KnownAddresses
from storage.link_tables import LinkPage, LinkPlace, LinkTarget
from storage.run_store import insert_new

WINDOW = 20_000  # addresses that wait in memory; the others wait in the database
BATCH = 2_000  # rows; a commit of so many takes a few milliseconds
SECONDS = 0.5  # a kill costs the looks of so long; a commit takes a few milliseconds


class TargetState(IntEnum):
    """Values are stored: they never change, new ones go to the end."""

    WAITING = 0
    DONE = 1


class NewPlace(NamedTuple):
    """A way of pointing somewhere that the reader had not met before. `number` is its own choice."""

    number: int
    url: str
    kind: str
    text: str
    element: str


class Done(NamedTuple):
    """All that came of one target, as plain values: it may come from another process.

    `observation` is a row of ObservationRow without its run. `places` is None for what was not read as a page. `more`
    holds further rows by the name of their table: what was read of the page, where somebody asked for it.
    """

    number: int
    observation: dict[str, Any]
    body_sha256: str = ""
    places: bytes | None = None
    new_places: Sequence[NewPlace] = ()
    why: str = ""
    more: Sequence[tuple[str, dict[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    known: int
    done: int
    pages: int


class Frontier:
    """The caller opens the session and calls `flush` at the end. Raises StorageFailed when nothing can be written."""

    def __init__(self, session: Session, run_id: str) -> None:
        self.run_id = run_id
        self._session = session
        self._numbers = KnownAddresses()
        self._window: deque[tuple[int, str]] = deque()
        self._in_database_from: int | None = None  # the first waiting number that has no place in the window
        self._targets: list[dict[str, Any]] = []
        self._places: list[dict[str, Any]] = []
        self._pages: list[dict[str, Any]] = []
        self._observations: list[dict[str, Any]] = []
        self._done: list[dict[str, Any]] = []
        self._more: dict[str, list[dict[str, Any]]] = {name: [] for name in _MORE}
        self._last_commit = time.monotonic()
        self.done = 0
        self.pages = 0
        self.next_place = 0
        self._load()

    @property
    def known(self) -> int:
        return len(self._numbers)

    @property
    def waiting(self) -> int:
        """Addresses that `take` has not given out yet, roughly: those in the database are counted as one."""
        return len(self._window) + (self._in_database_from is not None)

    def add(self, url: str) -> int:
        """The number of this address; one that is new waits from now on."""
        digest = _digest(url)
        number = self._numbers.number_of(digest)
        if number is None:
            number = len(self._numbers)
            self._numbers.put(digest, number)
            self._targets.append(
                {"run_id": self.run_id, "number": number, "url": url, "state": TargetState.WAITING, "why": ""}
            )
            if self._in_database_from is not None:
                pass
            elif len(self._window) < WINDOW:
                self._window.append((number, url))
            else:
                self._in_database_from = number
            if len(self._targets) >= BATCH:
                self.flush()
        return number

    def knows(self, url: str) -> bool:
        return self._numbers.number_of(_digest(url)) is not None

    def take(self) -> tuple[int, str] | None:
        """The next address to be asked, first found first; None when none waits at the moment."""
        if not self._window and self._in_database_from is not None:
            self._fill_window(self._in_database_from)
        return self._window.popleft() if self._window else None

    def finish(self, done: Done) -> None:
        """Store what came of a target; what it points to becomes known."""
        row = {"run_id": self.run_id, **done.observation}
        for place in done.new_places:
            self._places.append(
                {
                    "run_id": self.run_id,
                    "number": place.number,
                    "target": self.add(place.url),
                    "kind": place.kind,
                    "text": place.text,
                    "element": place.element,
                }
            )
            self.next_place = max(self.next_place, place.number + 1)
        if done.places is not None:
            self.pages += 1
            self._pages.append(
                {"run_id": self.run_id, "number": done.number, "body_sha256": done.body_sha256, "places": done.places}
            )
        self._observations.append(row)
        for name, one in done.more:
            self._more[name].append(one)
        self._done.append({"key": done.number, "new_state": TargetState.DONE, "new_why": done.why})
        self.done += 1
        if len(self._done) >= BATCH or time.monotonic() - self._last_commit > SECONDS:
            self.flush()

    def flush(self) -> None:
        try:
            self._write()
        except SQLAlchemyError as error:
            self._session.rollback()
            raise StorageFailed(error) from error

    # -- what is stored ------------------------------------------------------------------------------------------

    def targets(self) -> Iterator[tuple[int, str, str]]:
        """(number, url, why) of everything known, in the order of finding."""
        self.flush()
        query = select(LinkTarget.number, LinkTarget.url, LinkTarget.why).where(LinkTarget.run_id == self.run_id)
        yield from self._rows(query.order_by(LinkTarget.number))

    def places(self) -> Iterator[tuple[int, int, str, str, str]]:
        """(number, target, kind, text, element)."""
        self.flush()
        query = select(LinkPlace.number, LinkPlace.target, LinkPlace.kind, LinkPlace.text, LinkPlace.element)
        yield from self._rows(query.where(LinkPlace.run_id == self.run_id).order_by(LinkPlace.number))

    def read_pages(self) -> Iterator[tuple[int, str, bytes]]:
        """(number of its target, digest of its body, numbers of its places)."""
        self.flush()
        query = select(LinkPage.number, LinkPage.body_sha256, LinkPage.places).where(LinkPage.run_id == self.run_id)
        yield from self._rows(query.order_by(LinkPage.number))

    def _rows(self, query: Any) -> Iterator[Any]:
        for row in self._session.execute(query.execution_options(yield_per=5_000)):
            yield tuple(row)

    # -- to and from the database --------------------------------------------------------------------------------

    def _load(self) -> None:
        """What an earlier process of this run left behind."""
        query = select(LinkTarget.number, LinkTarget.url, LinkTarget.state).where(LinkTarget.run_id == self.run_id)
        first_waiting = None
        for number, url, state in self._rows(query.order_by(LinkTarget.number)):
            self._numbers.put(_digest(url), number)
            if state == TargetState.WAITING:
                first_waiting = number if first_waiting is None else first_waiting
            else:
                self.done += 1
        if not len(self._numbers):
            return
        self._in_database_from = first_waiting
        places = select(func.max(LinkPlace.number)).where(LinkPlace.run_id == self.run_id)
        last = self._session.scalar(places)
        self.next_place = 0 if last is None else last + 1
        pages = select(func.count()).select_from(LinkPage).where(LinkPage.run_id == self.run_id)
        self.pages = self._session.scalar(pages) or 0

    def _fill_window(self, start: int) -> None:
        self.flush()
        query = select(LinkTarget.number, LinkTarget.url).where(
            LinkTarget.run_id == self.run_id, LinkTarget.number >= start, LinkTarget.state == TargetState.WAITING
        )
        for number, url in self._session.execute(query.order_by(LinkTarget.number).limit(WINDOW)):
            self._window.append((number, url))
        # Everything behind the last one taken still waits in the database, if there is any.
        self._in_database_from = self._window[-1][0] + 1 if len(self._window) == WINDOW else None

    def _write(self) -> None:
        connection = self._session.connection()
        for name, table in _MORE.items():
            if self._more[name]:
                connection.execute(insert_new(table, self._session), self._more[name])
        for table, rows in (
            (LinkTarget, self._targets),
            (LinkPlace, self._places),
            (LinkPage, self._pages),
            (ObservationRow, self._observations),
        ):
            if rows:
                connection.execute(insert(table), rows)
        if self._done:
            connection.execute(_SETTLE.where(LinkTarget.run_id == self.run_id), self._done)
        self._session.commit()
        lists = (self._targets, self._places, self._pages, self._observations, self._done, *self._more.values())
        for written in lists:
            written.clear()
        self._last_commit = time.monotonic()


# In the order in which they hang on each other.
_MORE: dict[str, type[Base]] = {table.__tablename__: table for table in (Body, CaptureRow, ObservationRow)}
_SETTLE = (
    update(LinkTarget)
    .where(LinkTarget.number == bindparam("key"))
    .values(state=bindparam("new_state"), why=bindparam("new_why"))
)


def add_all(frontier: Frontier, urls: Iterable[str]) -> None:
    for url in urls:
        frontier.add(url)


def _digest(url: str) -> int:
    """64 bits: among a million addresses two share one with a chance of one in thirty million."""
    digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "little", signed=True)
