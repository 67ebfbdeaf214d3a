"""A run for one walk started by `scrapy crawl NAME -a registry=FILE [-a db=URL]`, with its own session and end."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_data_path
from scrapy.exceptions import UsageError
from sqlalchemy.orm import Session

from crawler.crawl_run import CrawlRun
from crawler.plan import make_plan
from crawler.settle import settle_open_looks
from crawler.targets import RegistryError, load_registry
from storage.base import DatabaseUnusable, open_database
from storage.run_store import RunStore
from storage.runs import begin_run, end_run

_BEIJING = timezone(timedelta(hours=8))


class StandaloneRun:
    """Without `db` the same database as the command line of the product uses."""

    def __init__(self, registry: str, db: str) -> None:
        if not registry:
            raise UsageError("-a registry=FILE is missing: name the registry file to walk", print_help=False)
        try:
            plan = make_plan(load_registry(Path(registry)))
            url = db or f"sqlite:///{user_data_path('xunjian', appauthor=False) / 'xunjian.db'}"
            self._session = Session(open_database(url))
        except (RegistryError, DatabaseUnusable) as error:
            raise UsageError(str(error), print_help=False) from None
        self._row = begin_run(
            self._session,
            portal=plan.portal.name,
            home=plan.portal.home,
            snapshot=plan.registry.snapshot,
            options={},
            as_of=datetime.now(_BEIJING).date(),
            product_version=version("xunjian"),
        )
        self._store = RunStore(self._session, self._row.id)
        self.run = CrawlRun(plan, self._store)

    async def end(self) -> None:
        await self.run.browser.close()
        settle_open_looks(self.run)
        self._store.close()
        summary = self.run.health.summary(self.run.is_stopping)
        state = "stopped" if summary.stopped_early else "finished"
        end_run(self._session, self._row, state=state, summary=asdict(summary))
        self._session.close()
