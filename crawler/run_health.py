"""How a crawl is going and how it went: counters, hosts that stay silent, home pages that could not be reached."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from checks.observation import Fetch, FetchEnd

# After so many targets in a row without one answer the rest of a host is not asked: 20 links of a dead host at three
# looks of 20 s each would hold up a run for 20 minutes.
SILENT_AFTER = 5
_NO_ANSWER = frozenset({FetchEnd.TIMEOUT, FetchEnd.REFUSED, FetchEnd.RESET, FetchEnd.UNREACHABLE, FetchEnd.TLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """`unreachable`: home pages that gave no page. `ended`: how many looks ended how."""

    pages: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    stopped_early: bool = False
    mistakes: int = 0  # pieces of work that broke by a fault of our own; their looks are stored as unseen
    unreachable: tuple[str, ...] = ()
    not_looked: int = 0  # planned looks that the run did not get to (interrupted, limit, no browser)
    ended: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class RunHealth:
    started: float = field(default_factory=time.monotonic)
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    not_looked: int = 0
    mistakes: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    unreachable: list[str] = field(default_factory=list)
    _silent: Counter[str] = field(default_factory=Counter)

    def asked(self) -> None:
        self.requests += 1

    def received(self, size: int) -> None:
        self.bytes += size

    def looked(self, fetch: Fetch) -> None:
        self.ended[str(fetch.ended)] += 1
        self.pages += fetch.has_page

    def target_done(self, host: str, fetch: Fetch) -> None:
        """A link target after all its looks; any answer at all ends the silence of its host."""
        if fetch.ended in _NO_ANSWER:
            self._silent[host] += 1
        elif fetch.ended is FetchEnd.ANSWERED:
            self._silent[host] = 0

    def is_silent(self, host: str) -> bool:
        return self._silent[host] >= SILENT_AFTER

    def summary(self, stopped_early: bool) -> CrawlSummary:
        return CrawlSummary(
            pages=self.pages,
            requests=self.requests,
            bytes=self.bytes,
            seconds=round(time.monotonic() - self.started, 3),
            stopped_early=stopped_early,
            mistakes=self.mistakes,
            unreachable=tuple(dict.fromkeys(self.unreachable)),
            not_looked=self.not_looked,
            ended=tuple(sorted(self.ended.items())),
        )
