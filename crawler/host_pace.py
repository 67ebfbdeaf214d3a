"""Keeps requests to one host apart, so that a portal under audit is not put under load."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

_MOST_HOSTS = 10_000


class HostPace:
    """`requests_per_second` per host, 0 for no limit. Turns are given in the order they were asked for."""

    def __init__(self, requests_per_second: float) -> None:
        self._gap = 1 / requests_per_second if requests_per_second > 0 else 0.0
        self._next: OrderedDict[str, float] = OrderedDict()

    async def turn(self, host: str) -> None:
        """Returns when the host may be asked again."""
        if not self._gap:
            return
        now = asyncio.get_running_loop().time()
        turn = max(self._next.get(host, now), now)
        self._next[host] = turn + self._gap
        self._next.move_to_end(host)
        while len(self._next) > _MOST_HOSTS:
            self._next.popitem(last=False)
        if turn > now:
            await asyncio.sleep(turn - now)
