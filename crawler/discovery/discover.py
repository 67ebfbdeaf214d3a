"""One walk of discovery from its start to its last look; trouble of the outside world is a fact of the portal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from crawler import settings as our_settings
from crawler.crawl_run import CrawlRun, Progress
from crawler.discovery.bounds import Bounds
from crawler.discovery.found import Found
from crawler.plan import CrawlPlan
from crawler.spiders.discovery_walk import DiscoveryWalk
from storage.run_store import RunStore


def discover(
    plan: CrawlPlan, store: RunStore, bounds: Bounds, *, progress: Progress | None = None
) -> tuple[Found, bool]:
    """What the walk from the plan's home page found, and whether it was stopped by Ctrl-C."""
    return asyncio.run(_discover(plan, store, bounds, progress))


async def _discover(plan: CrawlPlan, store: RunStore, bounds: Bounds, progress: Progress | None) -> tuple[Found, bool]:
    run = CrawlRun(plan, store, progress)
    found = Found(plan.portal.home)
    scrapy_settings = Settings()
    scrapy_settings.setmodule(our_settings, priority="project")
    runner = AsyncCrawlerRunner(scrapy_settings)
    crawler = runner.create_crawler(DiscoveryWalk)
    try:
        with _first_interrupt(run):
            await runner.crawl(crawler, run=run, found=found, bounds=bounds)
    finally:
        await run.browser.close()
        store.flush()
    if run.store.failed is not None:
        raise run.store.failed
    return found, run.is_stopping


@contextmanager
def _first_interrupt(run: CrawlRun) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        run.stop()

    try:
        loop.add_signal_handler(signal.SIGINT, interrupted)
    except (NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
