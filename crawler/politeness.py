"""How often each host is asked: one gate per host for everything a run does, with back-off and Retry-After."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address, ip_network

from crawler.network_rules import NetworkRules

DEFAULT_RATE = 2.0  # requests per second and host: the default of the registry file
UNTHROTTLED_AT_ONCE = 8  # enough to keep a loopback server busy, few enough for a test machine
LONGEST_PAUSE = 60.0  # a longer Retry-After is not waited for in one run
LONGEST_BACK_OFF = 30.0
FIRST_PRIVATE_BACK_OFF = 0.05
LONGEST_PRIVATE_BACK_OFF = 1.0
LONGEST_CRAWL_DELAY = 10.0  # robots.txt; a larger one would make a run of days
BUSY = frozenset({429, 500, 502, 503, 504})


@dataclass(slots=True)
class _Gate:
    delay: float
    at_once: asyncio.Semaphore
    private: bool
    back_off: float = 0.0
    next_at: float = 0.0
    paused_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Politeness:
    """Rate 0 counts only for hosts whose every address stands inside `allow`; all others get the default rate."""

    def __init__(
        self,
        rules: NetworkRules,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules = rules
        self._allowed = tuple(ip_network(cidr) for cidr in rules.allow)
        self._pause = pause  # waits; may raise when the run is stopped
        self._clock = clock
        self._gates: dict[str, _Gate] = {}

    @asynccontextmanager
    async def turn(self, host: str, addresses: tuple[str, ...]) -> AsyncIterator[None]:
        """Waits until this host may be asked again, and holds its place while it is."""
        gate = self._gate(host, addresses)
        async with gate.at_once:
            async with gate.turn:
                while (wait := max(gate.next_at, gate.paused_until) - self._clock()) > 0:
                    await self._pause(wait)
                gate.next_at = self._clock() + gate.delay + gate.back_off
            yield

    def answered(self, host: str, status: int, retry_after: str | None) -> None:
        """Learn from an answer: a host that says it is busy is asked less often until it answers well again."""
        gate = self._gates.get(host)
        if gate is None:
            return
        if status not in BUSY:
            gate.back_off = gate.back_off / 2 if gate.back_off > 0.01 else 0.0
            return
        first = FIRST_PRIVATE_BACK_OFF if gate.private else gate.delay
        longest = LONGEST_PRIVATE_BACK_OFF if gate.private else LONGEST_BACK_OFF
        gate.back_off = min(max(first, gate.back_off * 2), longest)
        pause = seconds_to_wait(retry_after)
        if pause is not None:
            gate.paused_until = max(gate.paused_until, self._clock() + min(pause, LONGEST_PAUSE))

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

    def _gate(self, host: str, addresses: tuple[str, ...]) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            private = bool(addresses) and all(self._is_allowed(address) for address in addresses)
            rate = self._rules.requests_per_second
            unthrottled = rate == 0 and private
            delay = 0.0 if unthrottled else 1 / (rate or DEFAULT_RATE)
            at_once = asyncio.Semaphore(UNTHROTTLED_AT_ONCE if unthrottled else 1)
            gate = self._gates[host] = _Gate(delay, at_once, unthrottled)
        return gate

    def _is_allowed(self, address: str) -> bool:
        parsed = ip_address(address)
        return any(parsed.version == network.version and parsed in network for network in self._allowed)


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
