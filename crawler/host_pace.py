"""Keeps the browser's requests to one host apart, so that a portal under audit is not put under load."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from crawler.name_resolver import NameResolver
from crawler.politeness import DEFAULT_RATE

_MOST_HOSTS = 10_000


class HostPace:
    """`requests_per_second` per host. 0, no limit, counts only for hosts whose every address is allowed by name."""

    def __init__(self, requests_per_second: float, resolver: NameResolver) -> None:
        self._rate = requests_per_second
        self._resolver = resolver
        self._next: OrderedDict[str, float] = OrderedDict()

    async def turn(self, host: str) -> None:
        """Returns when the host may be asked again. Turns are given in the order they were asked for."""
        if self._rate <= 0 and await self._is_ours(host):
            return
        now = asyncio.get_running_loop().time()
        turn = max(self._next.get(host, now), now)
        self._next[host] = turn + 1 / (self._rate if self._rate > 0 else DEFAULT_RATE)
        self._next.move_to_end(host)
        while len(self._next) > _MOST_HOSTS:
            self._next.popitem(last=False)
        if turn > now:
            await asyncio.sleep(turn - now)

    async def _is_ours(self, host: str) -> bool:
        addresses = (await self._resolver.addresses(host)).addresses
        return all(self._resolver.guard.is_inside_allowed(address) for address in addresses)
