"""One crawl from its plan to its last stored row: the walks one after another, then probes and browser tests."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from checks.observation import Fetch, FetchEnd, HostProbed, LinkProbed, Observation, SearchTried
from crawler import settings as our_settings
from crawler.crawl_run import CrawlRun, Progress, utc_now
from crawler.fetch_outcome import LookFailed, how_it_ended
from crawler.observation_pipeline import store_observation
from crawler.plan import CrawlPlan
from crawler.probes.ipv6 import probe_ipv6
from crawler.run_health import CrawlSummary
from crawler.scope import host_key
from crawler.settle import settle_open_looks
from crawler.spiders.account_feed import AccountFeed
from crawler.spiders.column_list import ColumnList
from crawler.spiders.link_probe import LinkProbe
from crawler.spiders.portal_walk import PortalWalk
from crawler.walk import Walk
from storage.run_store import RunStore

__all__ = ["CrawlSummary", "run_crawl"]

log = logging.getLogger(__name__)


def run_crawl(plan: CrawlPlan, store: RunStore, *, progress: Progress | None = None) -> CrawlSummary:
    """Look at everything in the plan. Trouble of the outside world is stored, never raised.

    The first Ctrl-C ends it cleanly: looks under way are given up, every planned look that did not happen gets its
    row, and the summary says `stopped_early`. A second one raises KeyboardInterrupt.
    """
    return asyncio.run(crawl(plan, store, progress=progress))


async def crawl(plan: CrawlPlan, store: RunStore, *, progress: Progress | None = None) -> CrawlSummary:
    """The same for a caller who has an event loop already."""
    run = CrawlRun(plan, store, progress)
    run.plan_looks(plan.first_looks())
    try:
        with _first_interrupt(run.stop):
            await _look_at_everything(run)
    finally:
        await run.browser.close()
        settle_open_looks(run)
        store.flush()
    return run.health.summary(run.is_stopping)


async def _look_at_everything(run: CrawlRun) -> None:
    plan = run.plan
    if plan.columns:
        await _walk(run, ColumnList)
    if plan.sites:
        await _walk(run, PortalWalk)
    run.plan_looks((LinkProbed.KIND, url) for url in run.targets)
    together = [_probe_host(run, url) for url in plan.sites]
    if run.targets:
        together.append(_walk(run, LinkProbe))
    if plan.accounts:
        together.append(_walk(run, AccountFeed))
    await _side_by_side(together)
    # After the probes, because the browser keeps a pace of its own. It decides how many pages are open at once.
    await _side_by_side([_try_search(run, url) for url in plan.sites])


async def _side_by_side(looks: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of them to their end; then the first mistake of ours, if there was one, is raised."""
    ended = await asyncio.gather(*looks, return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error


async def _walk(run: CrawlRun, spider: type[Walk]) -> None:
    if run.is_stopping:
        return
    scrapy_settings = Settings()
    scrapy_settings.setmodule(our_settings, priority="project")
    runner = AsyncCrawlerRunner(scrapy_settings)
    crawler = runner.create_crawler(spider)
    await runner.crawl(crawler, run=run)
    run.store.flush()
    if run.store.failed is not None:  # Scrapy only logs what its callbacks raise
        raise run.store.failed
    run.health.mistakes += int(crawler.stats.get_value("spider_exceptions/count") or 0)


async def _probe_host(run: CrawlRun, url: str) -> None:
    def unseen(fetch: Fetch) -> Observation:
        return HostProbed(url=url, observed_at=utc_now(), fetch=fetch, host=host_key(url), names=fetch)

    await _session(run, lambda: probe_ipv6(run.rules, url, resolver=run.resolver), unseen, url)


async def _try_search(run: CrawlRun, url: str) -> None:
    def unseen(fetch: Fetch) -> Observation:
        return SearchTried(url=url, observed_at=utc_now(), fetch=fetch, seed=run.plan.seed)

    if run.is_stopping:
        return
    session = await run.browser.session()
    if session is None:
        store_observation(run, unseen(Fetch(ended=FetchEnd.NO_BROWSER, detail=run.browser.why_not)))
        return
    home = run.pages.get(url)
    if home is not None and not home.fetch.has_page:
        # Without a home page there is nothing to search on: the reason is that of the home page.
        store_observation(run, unseen(home.fetch))
        return
    from crawler.sessions.site_search import try_search

    titles = tuple(run.titles.get(host_key(url), {}).items())
    await _session(run, lambda: try_search(session, url, titles, run.plan.seed, hosts=run.hosts), unseen, url)


async def _session(
    run: CrawlRun,
    look: Callable[[], Coroutine[Any, Any, Observation]],
    unseen: Callable[[Fetch], Observation],
    url: str,
) -> None:
    """One look of a probe or browser session. When the run is stopped, it is left to `settle_open_looks`."""
    if run.is_stopping:
        return
    try:
        store_observation(run, await run.unless_stopped(look()))
    except LookFailed:
        return
    except Exception as error:  # these looks promise not to raise; a mistake of ours must not end the run
        log.exception("look at %s failed by a mistake of ours", url)
        ended, detail = how_it_ended(error)
        store_observation(run, unseen(Fetch(ended=ended, detail=detail)))
    run.look_done(host_key(url))


@contextmanager
def _first_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """The first SIGINT stops the run; then the old handling is back, so that a second one ends the program."""
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        stop()

    try:
        loop.add_signal_handler(signal.SIGINT, interrupted)
    except (NotImplementedError, RuntimeError, ValueError):
        # Not the main thread, or a platform without signals on the loop: the caller's handling stays.
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
