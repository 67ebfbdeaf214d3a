"""How a crawl is going and how it went: counters, hosts that stay silent, home pages that could not be reached."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from checks.observation import Fetch, FetchEnd
from crawler.scope import host_key

# After so many targets in a row without one answer the rest of a host is not asked: 20 links of a dead host at three
# looks of 15 s each would hold up a run for 15 minutes.
SILENT_AFTER = 5
# A host that has never answered is given up sooner: three looks (peers.md) that were waited for to their end.
SILENT_LOOKS = 3
SILENT_SECONDS = 40.0  # robots.txt 10 s, then twice the 15 s of standards 1.2
WHY_SILENT = "the host gave no answer to several looks before"
_NO_ANSWER = frozenset(
    {
        FetchEnd.TIMEOUT,
        FetchEnd.REFUSED,
        FetchEnd.RESET,
        FetchEnd.UNREACHABLE,
        FetchEnd.TLS,
        FetchEnd.NAME_FAILED,
    }
)


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
class _Silence:
    """What a host has not answered since its last answer: looks, targets after all their looks, seconds of waiting."""

    has_answered: bool = False
    looks: int = 0
    targets: int = 0
    seconds: float = 0.0


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
    _silence: dict[str, _Silence] = field(default_factory=dict)

    def counts(self) -> dict[str, object]:
        """What a run that is cut off has cost so far."""
        return {"requests": self.requests, "bytes": self.bytes, "mistakes": self.mistakes}

    def go_on(self, requests: int, size: int) -> None:
        """Count on from where a run was cut off."""
        self.requests += requests
        self.bytes += size

    def asked(self) -> None:
        self.requests += 1

    def received(self, size: int) -> None:
        self.bytes += size

    def looked(self, fetch: Fetch, seconds: float = 0.0) -> None:
        """One look after all its redirects. `seconds`: how long it was waited for."""
        self.ended[str(fetch.ended)] += 1
        self.pages += fetch.has_page
        for hop in fetch.hops:
            self._answered(host_key(hop.url))
        if fetch.ended in _NO_ANSWER:
            self.no_answer(host_key(fetch.final_url), seconds)
        elif fetch.ended is FetchEnd.ANSWERED:
            self._answered(host_key(fetch.final_url))

    def no_answer(self, host: str, seconds: float) -> None:
        silence = self._silence_of(host)
        silence.looks += 1
        silence.seconds += seconds

    def target_done(self, host: str, fetch: Fetch) -> None:
        """A page or link target after all its looks; any answer at all ends the silence of its host."""
        if fetch.ended in _NO_ANSWER:
            self._silence_of(host).targets += 1

    def is_silent(self, host: str) -> bool:
        """Whether the host is not worth another look in this run."""
        silence = self._silence_of(host)
        given_up = silence.looks >= SILENT_LOOKS and silence.seconds >= SILENT_SECONDS and not silence.has_answered
        return given_up or silence.targets >= SILENT_AFTER

    def has_answered(self, host: str) -> bool:
        return self._silence_of(host).has_answered

    def is_doubtful(self, host: str) -> bool:
        """Whether the host was asked and has not answered yet."""
        silence = self._silence_of(host)
        return silence.looks > 0 and not silence.has_answered

    def _answered(self, host: str) -> None:
        self._silence[host] = _Silence(has_answered=True)

    def _silence_of(self, host: str) -> _Silence:
        return self._silence.setdefault(host, _Silence())

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
