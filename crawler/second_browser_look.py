"""A browser's look at pages that a wall kept from us: visitors with a browser may get through. Bounded in number.

Only where the run has a browser already or may start one; robots.txt, pace and guard hold for it like for every look.
"""

from __future__ import annotations

from checks.observation import Fetch, FetchEnd, LinkKind
from crawler.crawl_run import CrawlRun
from crawler.looking import Look
from crawler.reading.walls import LOGIN
from crawler.rendering import rendered_look
from crawler.scope import host_key

MOST_OF_A_RUN = 40  # at ten seconds each, seven minutes of a night
MOST_OF_A_HOST = 3  # what a wall did not let through thrice it lets nobody through who looks like us
# What walls of this field answer before their script has run; a 401 wants a password and a 429 wants a pause.
_STATUSES = frozenset({403, 412, 418, 521})
_KINDS = frozenset({LinkKind.PAGE, LinkKind.FRAME})


class SecondBrowserLook:
    def __init__(self, run: CrawlRun) -> None:
        self._run = run
        self._had = run.browser_looks  # host → looks so far; the probes of a run share them

    async def look(self, url: str, kind: LinkKind, fetch: Fetch) -> Look | None:
        """None where a browser has no better chance, the bounds are reached, or there is no browser."""
        host = host_key(url)
        if kind not in _KINDS or not is_barred(fetch) or self._run.browser.why_not:
            return None
        if self._had.total() >= MOST_OF_A_RUN or self._had[host] >= MOST_OF_A_HOST:
            return None
        self._had[host] += 1
        look = await rendered_look(self._run, url)
        return None if look is None or look.fetch.ended is FetchEnd.NO_BROWSER else look


def is_barred(fetch: Fetch) -> bool:
    """Whether a script of a wall stood in the way, not a log-in."""
    if fetch.ended is not FetchEnd.ANSWERED or fetch.wall == LOGIN:
        return False
    return bool(fetch.wall) or fetch.status in _STATUSES
