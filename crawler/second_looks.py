"""When a failed look is taken again, and after how long."""

from __future__ import annotations

from urllib.parse import urlsplit

from checks.observation import FetchEnd
from crawler.crawl_run import SPACING_UNTHROTTLED, CrawlRun
from crawler.looking import Look
from crawler.network_rules import CONFIRM_AFTER, LEAST_CONFIRM_AFTER

# One look is no proof: what can pass by itself is looked at three times (peers.md: of one list of dead links only a
# ninth was dead in every one of five runs).
MOST_LOOKS = 3
SOFT_ENDS = frozenset(
    {
        FetchEnd.TIMEOUT,
        FetchEnd.NAME_FAILED,
        FetchEnd.REFUSED,
        FetchEnd.RESET,
        FetchEnd.UNREACHABLE,
        FetchEnd.TLS,
        FetchEnd.BAD_ANSWER,
        FetchEnd.UNMAPPED,
    }
)
# Signs that the thing is gone: one more look confirms them.
HARD_ENDS = frozenset({FetchEnd.NAME_UNKNOWN, FetchEnd.REDIRECT_LOOP})
HARD_STATUSES = frozenset({404, 410})
SOFT_STATUSES = frozenset({408, 425, 429})
# Anti-bot walls of Chinese portals answer with 521, LinkedIn's with 999: asking again only feeds them.
WALL_STATUSES = frozenset({521, 999})


def wants_another_look(run: CrawlRun, look: Look, looks: int) -> bool:
    """Whether a failed look of ours may be a passing trouble. `looks`: how many there were, this one included."""
    fetch = look.fetch
    if looks >= MOST_LOOKS or fetch.wall or look.capture is not None:
        return False
    if fetch.ended is FetchEnd.NAME_FAILED and run.resolver.is_down:
        return False
    if fetch.ended in SOFT_ENDS:
        return True
    if fetch.ended in HARD_ENDS:
        return looks < 2
    if fetch.ended is not FetchEnd.ANSWERED or fetch.status is None:
        return False
    if fetch.status in HARD_STATUSES:
        return looks < 2
    return (fetch.status >= 500 and fetch.status not in WALL_STATUSES) or fetch.status in SOFT_STATUSES


def seconds_to_confirm(run: CrawlRun, url: str, looks: int) -> float:
    """Spacing before another look at a link target that failed. Unlike a page of the walk nobody waits for it."""
    host = urlsplit(url).hostname or ""
    wanted = run.rules.confirm_after
    if run.pace.is_throttled(host) or run.rules.requests_per_second:
        return CONFIRM_AFTER if wanted is None else max(wanted, LEAST_CONFIRM_AFTER)
    if wanted is not None:
        return wanted
    return SPACING_UNTHROTTLED[min(looks, 2) - 1]


def seconds_until_next(run: CrawlRun, url: str, look: Look, looks: int) -> float:
    """Spacing before the next look; Retry-After is kept by the host's gate, which the next look passes."""
    first, second = run.spacing(url)
    # A look that was waited for to its end has made a pause of its own.
    return first if looks <= 1 or look.fetch.ended is FetchEnd.TIMEOUT else second
