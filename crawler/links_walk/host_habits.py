"""Which hosts of the portal answer 200 for paths that nobody published: only there what a page says needs reading."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

from checks.observation import FetchEnd, InventedPathsTried
from crawler.crawl_run import CrawlRun
from crawler.looking import Look, Looker
from crawler.probes.soft_404 import knows_not_found, try_invented_paths
from crawler.scope import host_key

_ENOUGH = 131_072  # bytes, as the probe of links takes of a page
_SECONDS = 15.0  # standards 1.2: what takes longer counts as not opening


async def hosts_that_answer_anything(run: CrawlRun, looker: Looker, starts: Iterable[str]) -> frozenset[str]:
    """Asks each host once per run, also when the run is resumed; what it answered is stored."""
    known = {seen.url: seen for seen in run.store.observations(InventedPathsTried.KIND)}

    async def ask(url: str) -> Look:
        return await looker.look(url, enough=_ENOUGH, seconds=_SECONDS)

    async def habit(root: str, start: str) -> str | None:
        tried = known.get(root)
        if tried is None and not run.is_stopping:
            tried = await try_invented_paths(root, start, run.plan.seed, ask)
            if tried.fetch.ended is FetchEnd.INTERRUPTED:
                return None
            run.store.add(tried)
            run.store.flush()
        is_doubted = isinstance(tried, InventedPathsTried) and not knows_not_found(tried)
        return host_key(root) if is_doubted else None

    roots: dict[str, str] = {}
    for start in starts:
        parts = urlsplit(start)
        roots.setdefault(f"{parts.scheme}://{parts.netloc}/", start)
    # Each host at its own pace, beside the others.
    found = await asyncio.gather(*(habit(root, start) for root, start in roots.items()))
    return frozenset(host for host in found if host is not None)
