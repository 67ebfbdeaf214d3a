"""Which hosts of the portal answer 200 for paths that nobody published: only there what a page says needs reading."""

from __future__ import annotations

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

    found = set()
    for start in starts:
        parts = urlsplit(start)
        root = f"{parts.scheme}://{parts.netloc}/"
        tried = known.get(root)
        if tried is None and not run.is_stopping:
            tried = await try_invented_paths(root, start, run.plan.seed, ask)
            if tried.fetch.ended is FetchEnd.INTERRUPTED:
                continue
            known[root] = tried
            run.store.add(tried)
            run.store.flush()
        if isinstance(tried, InventedPathsTried) and not knows_not_found(tried):
            found.add(host_key(root))
    return frozenset(found)
