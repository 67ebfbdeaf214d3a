"""How often each host is asked: one gate per host for everything a run does, with back-off and Retry-After.

The walks and probes take a `turn`; what the browser loads is `spaced` by the same gate, while the look that wanted
the page is `alone` with the host.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address, ip_network

from crawler.network_rules import MOST_AT_ONCE, NetworkRules
from crawler.quiet_hours import QuietHours, beijing_now

log = logging.getLogger(__name__)

DEFAULT_RATE = 2.0  # requests per second and host: the default of the registry file
UNTHROTTLED_AT_ONCE = 8  # enough to keep a loopback server busy, few enough for a test machine
# Requests under way over all hosts. Nobody waits for a host's pace inside of it: a process may open 1,024 files on
# common systems, and the browser and the database want some.
ALL_AT_ONCE = 256
LONGEST_PAUSE = 60.0  # a longer Retry-After is not waited for in one run
LONGEST_BACK_OFF = 30.0
FIRST_PRIVATE_BACK_OFF = 0.01
LONGEST_PRIVATE_BACK_OFF = 1.0
LONGEST_CRAWL_DELAY = 10.0  # robots.txt; a larger one would make a run of days
KEPT_BY_SUCCESS = 0.75  # of the back-off: given back slowly, or a busy host is at its limit again at once
# A request sent so much too late, because this process had other things to do, does not put off the next one: the
# rate stays that of the registry. Share of the spacing, and seconds at most.
LATE_SHARE = 0.25
MOST_LATE = 0.15
TOO_MANY = 429
TROUBLED = frozenset({500, 502, 503, 504})


@dataclass(slots=True)
class _Gate:
    delay: float
    at_once: asyncio.Semaphore
    private: bool
    back_off: float = 0.0
    next_at: float = 0.0
    paused_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def workers_per_host(rules: NetworkRules) -> int:
    """How many may wait for one host's gate with work in hand: as many as the gate can let through at once."""
    return UNTHROTTLED_AT_ONCE if rules.requests_per_second == 0 else rules.requests_at_once


class Politeness:
    """Rate 0 counts only for hosts whose every address stands inside `allow`; all others get the default rate."""

    def __init__(
        self,
        rules: NetworkRules,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = beijing_now,
    ) -> None:
        self._rules = rules
        self._allowed = tuple(ip_network(cidr) for cidr in rules.allow)
        self._pause = pause  # waits; may raise when the run is stopped
        self._clock = clock
        self._now = now
        self._quiet = QuietHours(rules.quiet_hours)
        self._is_told_of_quiet = False
        self._gates: dict[str, _Gate] = {}
        self._all = asyncio.Semaphore(ALL_AT_ONCE)

    @asynccontextmanager
    async def turn(self, host: str, addresses: tuple[str, ...]) -> AsyncIterator[None]:
        """Waits until this host may be asked again, and holds its place while it is."""
        gate = self._gate(host, addresses)
        async with gate.at_once:
            async with gate.turn:
                if self._quiet:
                    await self.until_not_quiet()
                await self._until_due(gate)
                await self._all.acquire()
                self._take(gate)
            try:
                yield
            finally:
                self._all.release()

    @asynccontextmanager
    async def alone(self, host: str, addresses: tuple[str, ...]) -> AsyncIterator[None]:
        """Holds a place at the host for a look that makes several requests, each `spaced`: nobody of ours asks beside.

        It begins outside of pauses and quiet hours, so that what it waits for is not taken for a slow page.
        """
        gate = self._gate(host, addresses)
        async with gate.at_once:
            await self.until_not_quiet()
            while (wait := gate.paused_until - self._clock()) > 0:
                await self._pause(wait)
            yield

    async def spaced(self, host: str, addresses: tuple[str, ...]) -> None:
        """Returns when the host may be asked again, in the order of asking; how many are under way is not counted."""
        gate = self._gate(host, addresses)
        async with gate.turn:
            await self._until_due(gate)
            self._take(gate)

    async def until_not_quiet(self) -> None:
        """Returns outside of the quiet hours."""
        while (wait := self._quiet.seconds_left(self._now())) > 0:
            if not self._is_told_of_quiet:
                self._is_told_of_quiet = True
                log.warning("quiet hours (%s): waiting %.0f minutes", ", ".join(self._rules.quiet_hours), wait / 60)
            await self._pause(wait)
        self._is_told_of_quiet = False

    def answered(self, host: str, status: int, retry_after: str | None) -> None:
        """Learn from an answer: 429 doubles the spacing, trouble of the server adds to it, other answers give back."""
        gate = self._gates.get(host)
        if gate is None:
            return
        if status == TOO_MANY:
            self._back_off(gate, gate.delay + 2 * gate.back_off)
        elif status in TROUBLED:
            self._back_off(gate, gate.back_off + _step(gate))
        else:
            if gate.back_off:
                left = gate.back_off * KEPT_BY_SUCCESS
                gate.back_off = left if left > _step(gate) / 20 else 0.0
            return
        pause = seconds_to_wait(retry_after)
        if pause is not None:
            gate.paused_until = max(gate.paused_until, self._clock() + min(pause, LONGEST_PAUSE))

    def unanswered(self, host: str) -> None:
        """A host that gave no answer may be overloaded, too."""
        gate = self._gates.get(host)
        if gate is not None:
            self._back_off(gate, gate.back_off + _step(gate))

    def recovered(self, host: str) -> None:
        """A page known to be good came again: what slowed us down was the pages and not the host."""
        gate = self._gates.get(host)
        if gate is not None:
            gate.back_off = 0.0

    def slow_down(self, host: str, crawl_delay: float) -> None:
        """robots.txt may ask for longer pauses than we would make."""
        gate = self._gates.get(host)
        if gate is not None and not gate.private:
            gate.delay = max(gate.delay, min(crawl_delay, LONGEST_CRAWL_DELAY))

    def is_unthrottled(self, host: str) -> bool:
        """Known once the host has been asked."""
        gate = self._gates.get(host)
        return gate is not None and gate.private and gate.delay == 0

    def is_throttled(self, host: str) -> bool:
        """Whether it was asked and found to be outside of the ranges that may go unthrottled."""
        gate = self._gates.get(host)
        return gate is not None and not (gate.private and gate.delay == 0)

    def _take(self, gate: _Gate) -> None:
        now = self._clock()
        due = gate.next_at if now - gate.next_at <= min(gate.delay * LATE_SHARE, MOST_LATE) else now
        gate.next_at = due + gate.delay + gate.back_off

    async def _until_due(self, gate: _Gate) -> None:
        while (wait := max(gate.next_at, gate.paused_until) - self._clock()) > 0:
            await self._pause(wait)

    def _back_off(self, gate: _Gate, seconds: float) -> None:
        longest = LONGEST_PRIVATE_BACK_OFF if gate.private else LONGEST_BACK_OFF
        gate.back_off = min(max(_step(gate), seconds), longest)

    def _gate(self, host: str, addresses: tuple[str, ...]) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            private = bool(addresses) and all(self._is_allowed(address) for address in addresses)
            rate = self._rules.requests_per_second
            unthrottled = rate == 0 and private
            delay = 0.0 if unthrottled else 1 / (rate or DEFAULT_RATE)
            most = UNTHROTTLED_AT_ONCE if unthrottled else max(1, min(self._rules.requests_at_once, MOST_AT_ONCE))
            gate = self._gates[host] = _Gate(delay, asyncio.Semaphore(most), unthrottled)
        return gate

    def _is_allowed(self, address: str) -> bool:
        parsed = ip_address(address)
        return any(parsed.version == network.version and parsed in network for network in self._allowed)


def _step(gate: _Gate) -> float:
    return FIRST_PRIVATE_BACK_OFF if gate.private else gate.delay


def seconds_to_wait(retry_after: str | None) -> float | None:
    """Retry-After as seconds from now: a number or an HTTP date (RFC 9110, 10.2.3); None where it says neither."""
    if not retry_after:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
