"""`xunjian audit` and `xunjian crawl`: the commands that ask the portal."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.orm import Session

from crawler.discovery.column_class import USE_FROM
from crawler.plan import CrawlPlan
from storage.crawl_tables import Run
from storage.run_store import RunStore
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.commands import target as given_target
from xunjian.commands.audit_begin import (
    Asked,
    Begun,
    NothingLeft,
    begun,
    command_to_resume,
    prepared,
    say_mistakes,
)
from xunjian.exit_rules import DONE, NOT_ALL_SEEN, OVER_THE_LIMIT, check_rule, is_hit, looked_share, parse_share
from xunjian.finding_pictures import picture_findings
from xunjian.pipeline import MOST_VERIFIED_WITHIN, VERIFIED_WITHIN
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
Resume = Annotated[
    str | None, typer.Option("--resume", metavar="RUN", help='Go on with a run that was cut off (id, or "last").')
]
Full = Annotated[
    bool, typer.Option("--full", help="Ask for everything again, also what the last run of the portal has unchanged.")
]
VerifiedWithin = Annotated[
    float | None,
    typer.Option(
        "--verified-within",
        metavar="HOURS",
        min=0,
        max=MOST_VERIFIED_WITHIN,
        help=f"Links that the last run found alive within so many hours are not asked again ({VERIFIED_WITHIN:g}).",
    ),
]


def audit(
    target: given_target.Target,
    unit: Units = None,
    column: Columns = None,
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    db: given.Db = None,
    out: given.Out = None,
    resume: Resume = None,
    full: Full = False,
    verified_within: VerifiedWithin = None,
    no_browser: given.NoBrowser = False,
    fail_on: FailOn = None,
    min_coverage: MinCoverage = "1",
    holidays: given.Holidays = None,
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    confirm_after: given.ConfirmAfter = None,
    threshold: given_target.Threshold = USE_FROM,
    evidence_budget: given.EvidenceBudget = given.USUAL_EVIDENCE,
) -> None:
    """Crawl a portal, judge what was seen, score it by its official tables, and write the reports."""
    check_rule(fail_on)
    share = parse_share(min_coverage)
    asked = Asked(
        command="audit",
        target=target,
        units=tuple(unit or ()),
        columns=tuple(column or ()),
        catalogues=tuple(catalogue or ()),
        day=given.parse_day(as_of),
        browser=not no_browser,
        threshold=threshold,
        allow=allow,
        resolver=resolver,
        rate=rate,
        confirm_after=confirm_after,
        resume=resume,
        full=full,
        verified_within=verified_within,
        also=(
            ("--db", db),
            ("--out", str(out) if out else None),
            ("--fail-on", fail_on),
            ("--min-coverage", None if min_coverage == "1" else min_coverage),
            ("--evidence-budget", None if evidence_budget == given.USUAL_EVIDENCE else f"{evidence_budget:g}"),
            ("--holidays", str(holidays) if holidays else None),
        ),
    )
    work_calendar = given.calendar(holidays)
    ready = prepared(asked)
    folder = given.checked_folder(out) if out else None
    with given.database(db) as session, ExitStack() as held:
        begins = _begun(session, asked, ready, held)
        run = begins.run or _begin(session, begins)
        folder = folder or given.checked_folder(Path("out") / run.id)
        given_target.keep_registry(begins.found, folder)
        summary = _crawl(session, run, begins, asked)
        if summary.stopped_early:
            raise typer.Exit(NOT_ALL_SEEN)
        outcomes = pipeline.judge(session, run, begins.day, begins.tables, work_calendar)
        scored = pipeline.score_run(session, run, begins.day, outcomes, begins.tables)
        result = pipeline.audit_result(session, run, begins.day, outcomes, scored, work_calendar)
        picture_findings(session, run, outcomes, begins.registry.network, browser=not no_browser)
        pipeline.report(result, folder, given.evidence_of(session, run, evidence_budget))
        looked = _looked(session, run, begins.plan)
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
    resume: Resume = None,
    full: Full = False,
    verified_within: VerifiedWithin = None,
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
    asked = Asked(
        command="crawl",
        target=target,
        units=tuple(unit or ()),
        columns=tuple(column or ()),
        day=given.parse_day(as_of),
        browser=not no_browser,
        threshold=threshold,
        allow=allow,
        resolver=resolver,
        rate=rate,
        confirm_after=confirm_after,
        resume=resume,
        full=full,
        verified_within=verified_within,
        also=(("--db", db), ("--min-coverage", None if min_coverage == "1" else min_coverage)),
    )
    ready = prepared(asked)
    with given.database(db) as session, ExitStack() as held:
        begins = _begun(session, asked, ready, held)
        run = begins.run or _begin(session, begins)
        summary = _crawl(session, run, begins, asked)
        looked = _looked(session, run, begins.plan)
        print_confirmations(console(), begins.registry.portal)
        print(f"检查编号 {run.id}：页面 {summary.pages} 个，请求 {summary.requests} 次；下一步：xunjian check {run.id}")
    raise typer.Exit(NOT_ALL_SEEN if summary.stopped_early or looked < share else DONE)


def _begun(session: Session, asked: Asked, ready: Begun | None, held: ExitStack) -> Begun:
    try:
        return begun(session, asked, ready, held)
    except NothingLeft as said:
        print(f"{said}（本次未作任何观测）")
        raise typer.Exit(DONE) from None


def _begin(session: Session, begins: Begun) -> Run:
    from xunjian import crawl_step  # Scrapy takes a second to import: not for `--help` and not for wrong use

    return crawl_step.begin(session, begins.registry, begins.options, begins.day)


def _crawl(session: Session, run: Run, begins: Begun, asked: Asked) -> CrawlSummary:
    from xunjian import crawl_step

    with crawl_progress() as show:
        summary = crawl_step.crawl(session, run, begins.plan, show, resumed=begins.run is not None)
    say_mistakes(summary.mistakes)
    if summary.stopped_early:
        print(
            f"已停止。检查 {run.id} 中已看到的内容都已保存；继续：{command_to_resume(asked, run)}；"
            f"或执行 xunjian check {run.id}、xunjian score {run.id}、xunjian report {run.id} --out 目录 出具部分结果"
        )
    return summary


def _looked(session: Session, run: Run, plan: CrawlPlan) -> Decimal:
    seen = RunStore(session, run.id).observations()
    return looked_share(plan.portal, plan.sites, seen, browser=plan.browser)
