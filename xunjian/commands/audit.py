"""`xunjian audit` and `xunjian crawl`: the commands that ask the portal."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.orm import Session

from crawler.discovery.column_class import USE_FROM
from crawler.plan import CrawlPlan, make_plan
from crawler.targets import Registry
from storage.crawl_tables import Run
from storage.run_store import RunStore
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.commands import target as given_target
from xunjian.exit_rules import DONE, NOT_ALL_SEEN, OVER_THE_LIMIT, check_rule, is_hit, looked_share, parse_share
from xunjian.one_audit import one_at_a_time
from xunjian.progress import crawl_progress
from xunjian.summary import print_confirmations, print_summary
from xunjian.terminal import console

if TYPE_CHECKING:
    from crawler.crawl import CrawlSummary

Units = Annotated[list[str] | None, typer.Option("--unit", metavar="U", help="Only this unit (name or alias).")]
Columns = Annotated[list[str] | None, typer.Option("--column", metavar="C", help="Only this column (name or URL).")]
FailOn = Annotated[
    str | None,
    typer.Option("--fail-on", metavar="RULE", help="Exit 1 on a severity (veto … hint) or a score, e.g. score<80."),
]
MinCoverage = Annotated[
    str,
    typer.Option("--min-coverage", metavar="SHARE", help="Exit 3 when less of the plan was looked at (0 to 1)."),
]


def audit(
    target: given_target.Target,
    unit: Units = None,
    column: Columns = None,
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    db: given.Db = None,
    out: given.Out = None,
    no_browser: given.NoBrowser = False,
    fail_on: FailOn = None,
    min_coverage: MinCoverage = "1",
    holidays: given.Holidays = None,
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    confirm_after: given.ConfirmAfter = None,
    threshold: given_target.Threshold = USE_FROM,
) -> None:
    """Crawl a portal, judge what was seen, score it by its official tables, and write the reports."""
    check_rule(fail_on)
    share = parse_share(min_coverage)
    day = given.parse_day(as_of) or given.today_in_beijing()
    work_calendar = given.calendar(holidays)
    registry, found = given_target.registry_of(
        target, allow, resolver, rate, confirm_after, threshold=threshold, browser=not no_browser
    )
    tables = pipeline.load_catalogues(catalogue or registry.portal.catalogues)
    chosen = _options(unit, column, tuple(table.id for table in tables), no_browser)
    plan = make_plan(registry, units=chosen.units, columns=chosen.columns, browser=chosen.browser)
    folder = given.checked_folder(out) if out else None
    with given.database(db) as session, one_at_a_time(session, registry.portal):
        run, summary = _crawl(session, registry, plan, chosen, day)
        if summary.stopped_early:
            raise typer.Exit(NOT_ALL_SEEN)
        outcomes = pipeline.judge(session, run, day, tables, work_calendar)
        scored = pipeline.score_run(session, run, day, outcomes, tables)
        result = pipeline.audit_result(session, run, day, outcomes, scored, work_calendar)
        folder = folder or given.checked_folder(Path("out") / run.id)
        pipeline.report(result, folder)
        given_target.keep_registry(found, folder)
        looked = _looked(session, run, plan)
        print_summary(console(), result, folder, looked)
    if looked < share:
        raise typer.Exit(NOT_ALL_SEEN)
    raise typer.Exit(OVER_THE_LIMIT if is_hit(fail_on, result) else DONE)


def crawl(
    target: given_target.Target,
    unit: Units = None,
    column: Columns = None,
    as_of: given.AsOfText = None,
    db: given.Db = None,
    no_browser: given.NoBrowser = False,
    min_coverage: MinCoverage = "1",
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    confirm_after: given.ConfirmAfter = None,
    threshold: given_target.Threshold = USE_FROM,
) -> None:
    """Only look and store; judge later with check, score and report."""
    share = parse_share(min_coverage)
    day = given.parse_day(as_of) or given.today_in_beijing()
    registry, _ = given_target.registry_of(
        target, allow, resolver, rate, confirm_after, threshold=threshold, browser=not no_browser
    )
    tables = pipeline.load_catalogues(registry.portal.catalogues)
    chosen = _options(unit, column, tuple(table.id for table in tables), no_browser)
    plan = make_plan(registry, units=chosen.units, columns=chosen.columns, browser=chosen.browser)
    with given.database(db) as session, one_at_a_time(session, registry.portal):
        run, summary = _crawl(session, registry, plan, chosen, day)
        looked = _looked(session, run, plan)
        print_confirmations(console(), registry.portal)
        print(f"检查编号 {run.id}：页面 {summary.pages} 个，请求 {summary.requests} 次；下一步：xunjian check {run.id}")
    raise typer.Exit(NOT_ALL_SEEN if summary.stopped_early or looked < share else DONE)


def _options(
    units: list[str] | None, columns: list[str] | None, catalogues: tuple[str, ...], no_browser: bool
) -> pipeline.RunOptions:
    return pipeline.RunOptions(tuple(units or ()), tuple(columns or ()), catalogues, not no_browser)


def _crawl(
    session: Session, registry: Registry, plan: CrawlPlan, chosen: pipeline.RunOptions, day: date
) -> tuple[Run, CrawlSummary]:
    from xunjian import crawl_step  # Scrapy takes a second to import: not for `--help` and not for wrong use

    with crawl_progress() as show:
        run, summary = crawl_step.crawl(session, registry, plan, chosen, day, show)
    if summary.mistakes:
        print(f"程序内部错误 {summary.mistakes} 处（详见上方日志），相关观测记为未能观测", file=sys.stderr)
    if summary.stopped_early:
        print(
            f"已停止。检查 {run.id} 中已看到的内容都已保存；"
            f"可执行 xunjian check {run.id}、xunjian score {run.id}、xunjian report {run.id} --out 目录 出具部分结果"
        )
    return run, summary


def _looked(session: Session, run: Run, plan: CrawlPlan) -> Decimal:
    seen = RunStore(session, run.id).observations()
    return looked_share(plan.portal, plan.sites, seen, browser=plan.browser)
