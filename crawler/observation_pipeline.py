"""The end of every walk: what was seen goes into the run's store, and ends the look that was planned for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.observation import AccountPostsSeen, Observation

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.crawl_run import CrawlRun


class ObservationPipeline:
    def __init__(self, run: CrawlRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ObservationPipeline:
        return cls(crawler.spider.run)  # type: ignore[union-attr]  # our spiders carry their run

    def process_item(self, item: Observation) -> Observation:
        store_observation(self._run, item)
        return item


def store_observation(run: CrawlRun, seen: Observation) -> None:
    if run.recall.is_stored(seen):
        run.store.settle(seen.KIND, seen.url)
    else:
        run.store.add(seen, settles=seen.KIND)
    if isinstance(seen, AccountPostsSeen):
        # One source can belong to several accounts, so the look was planned under the account's key.
        run.store.settle(seen.KIND, seen.account_key)
