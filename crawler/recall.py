"""What this run stored before it was cut off. Its walks run again from the start; every look that the run has had is
answered from here, without the network and without storing it again, and the others are taken.
"""

from __future__ import annotations

from typing import TypeVar

from checks.observation import AccountPostsSeen, LinksSeen, Observation, PageSeen
from storage.capture import Capture, CaptureRole
from storage.run_store import READINGS
from storage.stored_looks import StoredLooks

Seen = TypeVar("Seen", bound=Observation)


class Recall:
    """Knows nothing where the run is new."""

    def __init__(self, stored: StoredLooks | None = None, *, requests: int = 0, size: int = 0) -> None:
        self.requests = requests  # made before the run was cut off
        self.bytes = size
        self._stored = stored
        self._taken: set[int] = set()  # row numbers of readings that were given out
        self._given: dict[int, Observation] = {}  # by identity: what need not be stored again

    def page(self, url: str, *, rendered: bool = False) -> Capture | None:
        """The plain or the rendered look at a page."""
        if self._stored is None:
            return None
        captures = self._stored.captures(CaptureRole.PAGE, url)
        return next((capture for capture in captures if capture.fetch.rendered == rendered), None)

    def column(self, column_url: str) -> list[Capture]:
        """The looks that a column took, in their order: perhaps not all that it takes."""
        return [] if self._stored is None else self._stored.captures(CaptureRole.COLUMN, column_url=column_url)

    def account(self, account_key: str) -> Capture | None:
        """The look at an account's source, where what it brought can be read again."""
        found = [] if self._stored is None else self._stored.captures(CaptureRole.ACCOUNT, column_url=account_key)
        return next((capture for capture in found if capture.body or not capture.body_sha256), None)

    def has(self, kind: type[Observation], url: str) -> bool:
        return self._stored is not None and self._stored.has(kind.KIND, url)

    def seen(self, kind: type[Seen], url: str) -> Seen | None:
        """An observation that is no reading of a capture."""
        for _, seen in self._stored.observations(kind.KIND, url) if self._stored is not None else ():
            if isinstance(seen, kind):
                return self._give(seen)
        return None

    def posts(self, source: str, account_key: str) -> AccountPostsSeen | None:
        """One source may belong to several accounts."""
        for _, seen in self._stored.observations(AccountPostsSeen.KIND, source) if self._stored is not None else ():
            if isinstance(seen, AccountPostsSeen) and seen.account_key == account_key:
                return self._give(seen)
        return None

    def readings(self, capture: Capture) -> tuple[PageSeen, LinksSeen] | None:
        """What was read from that very look, where all of it was stored."""
        page, links = (self._reading(kind, capture) for kind in (PageSeen, LinksSeen))
        if page is None or links is None:
            return None
        for number, seen in (page, links):
            self._taken.add(number)
            self._give(seen)
        return page[1], links[1]  # type: ignore[return-value]  # of the kinds asked for

    def is_stored(self, seen: Observation) -> bool:
        """Whether this observation stands in the store already: one that was given out, or a reading made again."""
        if self._given.pop(id(seen), None) is not None:
            return True
        if self._stored is None or not isinstance(seen, READINGS):
            return False
        for number, known in self._stored.observations(seen.KIND, seen.url, seen.body_sha256):
            if number not in self._taken and known == seen:
                self._taken.add(number)
                return True
        return False

    def _reading(self, kind: type[Observation], capture: Capture) -> tuple[int, Observation] | None:
        if self._stored is None:
            return None
        for number, seen in self._stored.observations(kind.KIND, capture.url, capture.body_sha256):
            if number not in self._taken and seen.observed_at == capture.observed_at:
                return number, seen
        return None

    def _give(self, seen: Seen) -> Seen:
        self._given[id(seen)] = seen
        return seen
