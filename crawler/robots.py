"""robots.txt, asked once per host and run, obeyed for every request of ours and every redirect hop.

RFC 9309 with one deviation: where robots.txt itself cannot be had (5xx, time-out), the page is still asked for at our
slow pace. An auditor has to tell an unreachable site from a forbidden one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

OUR_NAME = "xunjian"  # the name that robots.txt knows us by
MAX_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read

# Gives (status, body) of a robots.txt after its redirects; None when there was no answer.
FetchRobots = Callable[[str], Awaitable[tuple[int, bytes] | None]]


class RobotsRules:
    """One per run, shared by its walks."""

    def __init__(self) -> None:
        self._known: dict[str, Protego | None] = {}
        self._asked: dict[str, asyncio.Lock] = {}

    async def refusal(self, url: str, fetch: FetchRobots) -> str | None:
        """The reason why robots.txt keeps us from this URL, or None."""
        origin = _origin(url)
        if origin not in self._known:
            async with self._asked.setdefault(origin, asyncio.Lock()):
                if origin not in self._known:
                    self._known[origin] = await self._ask(origin, fetch)
        return self.known_refusal(url)

    def known_refusal(self, url: str) -> str | None:
        """The same from what was read so far; a robots.txt that was not read yet forbids nothing."""
        origin = _origin(url)
        rules = self._known.get(origin)
        return None if rules is None or rules.can_fetch(url, OUR_NAME) else f"{origin}/robots.txt"

    def crawl_delay(self, url: str) -> float | None:
        rules = self._known.get(_origin(url))
        return None if rules is None else rules.crawl_delay(OUR_NAME)

    async def _ask(self, origin: str, fetch: FetchRobots) -> Protego | None:
        answer = await fetch(f"{origin}/robots.txt")
        if answer is None or not 200 <= answer[0] < 300:
            return None
        text = answer[1][:MAX_ROBOTS_BYTES].decode("utf-8", "replace")
        if text.lstrip("\ufeff \r\n\t").startswith("<"):
            # Many portals answer every unknown address with a page and status 200.
            return None
        return Protego.parse(text)


@lru_cache(maxsize=1_024)  # one look asks for it three times
def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
