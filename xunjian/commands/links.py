"""`xunjian links`: every page of a portal's hosts is walked, and every link target asked for once."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from crawler.links_walk.event_loop import fewer_collections
from crawler.network_rules import NetworkRules
from crawler.target_url import normalise
from crawler.targets import registry_from_snapshot, with_network
from reports.audit import AuditResult
from reports.chinese_names import LINK_OUTCOMES
from storage.crawl_tables import Run
from storage.runs import find_run
from xunjian.commands import options as given
from xunjian.exit_rules import DONE, NOT_ALL_SEEN
from xunjian.one_audit import one_at_a_time
from xunjian.pipeline import RunOptions, options_of, report
from xunjian.problems import WrongUse
from xunjian.progress import crawl_progress
from xunjian.summary import print_summary
from xunjian.terminal import console

_MOST_PROCESSES = 2  # more would wait for the one that stores
_DEFAULT = NetworkRules()

Url = Annotated[str | None, typer.Argument(metavar="URL", help="Home page of the portal.", show_default=False)]
MaxPages = Annotated[
    int | None,
    typer.Option("--max-pages", metavar="N", min=1, help="Follow the links of so many pages; the rest is only asked."),
]
Resume = Annotated[
    str | None, typer.Option("--resume", metavar="RUN", help='Go on with a run that was cut off (id, or "last").')
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes",
        metavar="N",
        min=1,
        max=_MOST_PROCESSES,
        help="Processes that share unthrottled hosts (2 with --rate 0, else 1).",
    ),
]
Read = Annotated[bool, typer.Option("--read", help="Also read and store every page: titles, dates, texts.")]


def links(
    url: Url = None,
    max_pages: MaxPages = None,
    out: given.Out = None,
    db: given.Db = None,
    resume: Resume = None,
    processes: Processes = None,
    read: Read = False,
    as_of: given.AsOfText = None,
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    confirm_after: given.ConfirmAfter = None,
    evidence_budget: given.EvidenceBudget = 0,
) -> None:
    """Check the links of a whole portal: walk its pages, ask every target once, confirm what fails."""
    if (url is None) == (resume is None):
        raise WrongUse(
            "请给出门户首页网址（如 xunjian links https://www.example.gov.cn/），或用 --resume 检查编号 继续"
        )
    from xunjian import links_step

    day = given.parse_day(as_of) or given.today_in_beijing()
    calendar = given.calendar(None)
    folder = given.checked_folder(out) if out else None
    with given.database(db) as session:
        if resume is not None:
            run = _resumed(session, resume)
            registry, chosen, day = registry_from_snapshot(run.registry_snapshot), options_of(run), run.as_of
            rules = given.network_with(registry.network, allow, resolver, rate, confirm_after)
            registry = with_network(registry, rules)
        else:
            home = _home(url or "")
            registry = links_step.registry_of(home, given.network_with(_DEFAULT, allow, resolver, rate, confirm_after))
            chosen = RunOptions(browser=False, checks=links_step.checks_for(read=read), most_pages=max_pages, read=read)
        plan = links_step.plan_of(registry)
        second = links_step.second_process(plan, processes, read=chosen.read)
        try:
            with one_at_a_time(session, registry.portal):
                run = run if resume is not None else links_step.begin(session, registry, chosen, day)
                with crawl_progress() as show:
                    walked = links_step.walk(session, run, plan, chosen, show, second)
        finally:
            if second is not None:
                second.end()
        if walked.mistakes:
            print(f"程序内部错误 {walked.mistakes} 处（详见上方日志），相关观测记为未能观测", file=sys.stderr)
        if walked.stopped_early:
            print(
                f"已停止：{walked.known} 个地址中还有 {walked.waiting} 个未查看；继续：xunjian links --resume {run.id}"
            )
            raise typer.Exit(NOT_ALL_SEEN)
        with fewer_collections():
            result = links_step.judge(session, run, day, calendar)
            folder = folder or given.checked_folder(Path("out") / run.id)
            report(result, folder, given.evidence_of(session, run, evidence_budget))
        print_summary(console(), result, folder, None)
        print_links(console(), result)
    raise typer.Exit(DONE if walked.pages else NOT_ALL_SEEN)


def print_links(where: Console, result: AuditResult) -> None:
    """One line: how many targets there are, and what became of them."""
    counts = Counter(link.outcome for link in result.links)
    words = "，".join(f"{name} {counts[outcome]}" for outcome, name in LINK_OUTCOMES.items() if counts[outcome])
    where.print(f"链接目标 {len(result.links)} 个：{words or '无'}", highlight=False, soft_wrap=True)


def _home(url: str) -> str:
    home = normalise(url)
    if home is None:
        raise WrongUse(f"“{url}”不是可以访问的网址；请写完整网址，如 https://www.example.gov.cn/")
    return home


def _resumed(session: Session, name: str) -> Run:
    run = find_run(session, name)
    if not options_of(run).is_link_walk:
        raise WrongUse(
            f"检查 {run.id} 不是 xunjian links 的检查；--resume 请给出 links 检查的编号（用 xunjian runs 查看）"
        )
    return run
