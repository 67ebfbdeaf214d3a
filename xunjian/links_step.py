"""The step that asks a portal for its links alone: begun, or taken up again where an earlier process was cut off."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from checks.check import AsOf
from checks.derived.link_outcomes import link_report
from checks.evaluate import Demand, evaluate
from checks.observation import LinkFailedBefore, LinkProbed, LinksSeen, PageSeen
from checks.rule_index import all_rules, rules_of
from checks.subjects import Portal, SubjectKind
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.crawl_run import CrawlRun
from crawler.exchange_log import ExchangeLog
from crawler.first_interrupt import first_interrupt
from crawler.links_walk.event_loop import run_on_fast_loop
from crawler.links_walk.second_process import SecondProcess
from crawler.links_walk.walk import LinksWalk
from crawler.network_rules import NetworkRules
from crawler.plan import CrawlPlan, make_plan
from crawler.run_health import CrawlSummary
from crawler.targets import Registry, registry_from_snapshot, with_network
from reports.audit import AuditResult
from storage.crawl_tables import Run
from storage.frontier import Frontier
from storage.link_streaks import carry_streaks
from storage.results import replace_outcomes
from storage.run_store import RunStore
from storage.runs import begin_run, end_run
from xunjian import VERSION
from xunjian.link_book import LINK_CHECKS, LinkBook
from xunjian.pipeline import RunOptions, options_of, result_of

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Walked:
    """`waiting`: addresses that nobody has asked for yet; more than none only where the walk was stopped."""

    known: int
    waiting: int
    pages: int
    requests: int
    stopped_early: bool
    mistakes: int


def registry_of(home: str, rules: NetworkRules) -> Registry:
    """A portal that is nothing but its address."""
    return with_network(Registry(Portal(name=urlsplit(home).netloc, home=home), rules, Path(), "{}"), rules)


def plan_of(registry: Registry) -> CrawlPlan:
    return make_plan(registry, browser=False)


def checks_for(*, read: bool) -> tuple[str, ...]:
    """The rules about links; with pages read also those that ask pages about the portal or a site."""
    if not read:
        return LINK_CHECKS
    about = {SubjectKind.PORTAL, SubjectKind.SITE}
    found = (
        check
        for check, rule in all_rules().items()
        if set(rule.META.needs) <= {PageSeen, LinksSeen, LinkProbed} and about & set(rule.META.about)
    )
    return tuple(dict.fromkeys((*LINK_CHECKS, *found)))


def second_process(plan: CrawlPlan, processes: int | None, *, read: bool) -> SecondProcess | None:
    """A second process where it may help: only hosts that are asked without a pace are shared. Not asked for
    expressly, it also needs a second core."""
    if plan.registry.network.requests_per_second != 0:
        return None
    wanted = processes if processes is not None else os.cpu_count() or 1
    return SecondProcess(plan, read=read) if wanted > 1 else None


def begin(session: Session, registry: Registry, options: RunOptions, as_of: date) -> Run:
    return begin_run(
        session,
        portal=registry.portal.name,
        home=registry.portal.home,
        snapshot=registry.snapshot,
        options=asdict(options),
        as_of=as_of,
        product_version=VERSION,
    )


def walk(
    session: Session,
    run: Run,
    plan: CrawlPlan,
    options: RunOptions,
    progress: Progress | None,
    second: SecondProcess | None,
) -> Walked:
    """Ask for everything that the run still waits for. Stopped or killed, it can be called again for the same run."""
    frontier = Frontier(session, run.id)
    try:
        crawl_run = run_on_fast_loop(_walk(session, run.id, plan, options, frontier, progress, second))
    except BaseException:
        session.rollback()
        with suppress(SQLAlchemyError):  # the reason of the failure may be that nothing can be written
            end_run(session, run, state="stopped", summary={})
        raise
    health = crawl_run.health
    health.pages = frontier.pages
    health.not_looked = frontier.known - frontier.done
    summary: CrawlSummary = health.summary(crawl_run.is_stopping)
    end_run(session, run, state="stopped" if crawl_run.is_stopping else "finished", summary=asdict(summary))
    return Walked(
        frontier.known,
        frontier.known - frontier.done,
        frontier.pages,
        health.requests,
        crawl_run.is_stopping,
        health.mistakes,
    )


def judge(session: Session, run: Run, as_of: date, calendar: WorkCalendar) -> AuditResult:
    """What a walk amounts to, by the rules that judge the links of an audit. Stores the outcomes."""
    book = LinkBook(session, run.id)
    portal = registry_from_snapshot(run.registry_snapshot).portal
    observations = book.observations()
    store = RunStore(session, run.id)
    # What earlier nights saw of links failing tonight belongs to what tonight is judged with. It is stored once,
    # however often this is called.
    known = {seen.url for seen in observations if isinstance(seen, LinkFailedBefore)}
    probes = (seen for seen in observations if isinstance(seen, LinkProbed))
    for carried in carry_streaks(session, run.id, run.home, probes):
        if carried.url not in known:
            store.add(carried)
            observations.append(carried)
    store.close()
    world = World(portal, observations, calendar)
    rules = rules_of(options_of(run).checks)
    demands = [Demand(check, {}) for check in rules]
    outcomes = book.with_bounds(evaluate(world, demands, rules, AsOf(as_of)))
    replace_outcomes(session, run, as_of, outcomes)
    return result_of(session, run, as_of, outcomes, (), world, book.with_every_page(link_report(world)))


async def _walk(
    session: Session,
    run_id: str,
    plan: CrawlPlan,
    options: RunOptions,
    frontier: Frontier,
    progress: Progress | None,
    second: SecondProcess | None,
) -> CrawlRun:
    store = RunStore(session, run_id)
    crawl_run = CrawlRun(plan, store)
    crawl_run.exchanges = ExchangeLog(store)
    walk_of_links = LinksWalk(crawl_run, frontier, options.most_pages, progress, second, read=options.read)
    with first_interrupt(crawl_run.stop):
        await walk_of_links.walk(plan.sites)
    store.close()
    return crawl_run
