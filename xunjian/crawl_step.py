"""The step that asks the portal, and reading again what it brought.

Apart from `pipeline.py` because Scrapy takes a second to import, and judging a stored run does not need it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from crawler.crawl import CrawlSummary, run_crawl
from crawler.earlier_run import EarlierRun
from crawler.plan import CrawlPlan
from crawler.reading_version import reading_version
from crawler.recall import Recall
from crawler.reread import readings_of
from crawler.targets import Registry, registry_from_snapshot
from storage.crawl_tables import Run
from storage.link_streaks import carry_streaks, probes_of
from storage.run_store import RunStore
from storage.runs import begin_run, end_run, finished_runs
from storage.stored_looks import StoredLooks, forget_what_nobody_looked_at
from xunjian import VERSION
from xunjian.pipeline import RunOptions, options_of

Progress = Callable[[int, int, str], None]


def begin(session: Session, registry: Registry, options: RunOptions, as_of: date) -> Run:
    """A run that has seen nothing yet."""
    return begin_run(
        session,
        portal=registry.portal.name,
        home=registry.portal.home,
        snapshot=registry.snapshot,
        options=asdict(options),
        as_of=as_of,
        product_version=VERSION,
        read_by=reading_version(),
    )


def crawl(
    session: Session, run: Run, plan: CrawlPlan, progress: Progress | None, *, resumed: bool = False
) -> CrawlSummary:
    """Look at everything planned and store it. A crawl that was interrupted leaves the run `stopped`.

    `resumed`: the run was cut off, and only what it has not had is looked at.
    """
    recall = _recall(session, run) if resumed else None
    earlier = _earlier(session, run)
    store = RunStore(session, run.id)
    try:
        summary = run_crawl(plan, store, progress=progress, recall=recall, earlier=earlier)
    except BaseException:
        session.rollback()
        with suppress(SQLAlchemyError):  # the reason of the failure may be that nothing can be written
            end_run(session, run, state="stopped", summary=json.loads(run.summary))
        raise
    store.close()
    # What earlier nights saw of links failing tonight belongs to what tonight is judged with.
    for seen in carry_streaks(session, run.id, run.home, probes_of(session, run.id)):
        store.add(seen)
    store.close()
    end_run(session, run, state="stopped" if summary.stopped_early else "finished", summary=asdict(summary))
    return summary


def _recall(session: Session, run: Run) -> Recall:
    had = json.loads(run.summary)
    forget_what_nobody_looked_at(session, run.id, readings=run.read_by != reading_version())
    run.state, run.finished_at, run.read_by = "running", None, reading_version()
    session.commit()
    looks = StoredLooks(session, run.id)
    session.commit()
    return Recall(looks, requests=had.get("requests", 0), size=had.get("bytes", 0))


def _earlier(session: Session, run: Run) -> EarlierRun:
    """The last finished run of the portal that was asked for at least as much as this one."""
    options = options_of(run)
    for other in finished_runs(session, run.home):
        had = options_of(other)
        if had.is_link_walk or (had.is_partial and (had.units, had.columns) != (options.units, options.columns)):
            continue
        if options.full:
            break
        since = run.started_at - timedelta(hours=options.verified_within)
        looks = StoredLooks(session, other.id)
        session.commit()
        return EarlierRun(
            looks,
            same_readers=other.read_by == run.read_by != "",
            same_registry=_portal_of(other) == _portal_of(run),
            links_since=since if options.verified_within > 0 else None,
        )
    return EarlierRun()


def _portal_of(run: Run) -> object:
    return json.loads(run.registry_snapshot)["portal"]


def reread(session: Session, run: Run) -> int:
    """Read the stored bodies again with today's readers; gives the number of readings."""
    store = RunStore(session, run.id)
    registry = registry_from_snapshot(run.registry_snapshot)
    count = store.replace_readings(readings_of(store, registry.portal))
    run.read_by = reading_version()
    session.commit()
    return count
