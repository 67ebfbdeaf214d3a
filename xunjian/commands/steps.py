"""The later steps on a stored run: reread, check, score, report; and the list of runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from checks.verdict import Verdict
from reports.files import write_text
from reports.scores import scores_text
from storage.runs import all_runs, find_run
from xunjian import pipeline
from xunjian.bill_explained import explained
from xunjian.commands import options as given
from xunjian.summary import print_scores, print_summary
from xunjian.terminal import console, table


def reread(run: given.RunName, db: given.Db = None) -> None:
    """Read the stored pages of a run again with today's readers."""
    from xunjian import crawl_step

    with given.stored_database(db) as session:
        stored = find_run(session, run)
        count = crawl_step.reread(session, stored)
        print(f"检查 {stored.id}：已重新读取，得到 {count} 条观测；下一步：xunjian check {stored.id}")


def check(
    run: given.RunName,
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    holidays: given.Holidays = None,
    db: given.Db = None,
) -> None:
    """Judge a stored run; asks the portal for nothing."""
    day = given.parse_day(as_of)
    work_calendar = given.calendar(holidays)
    with given.stored_database(db) as session:
        stored = find_run(session, run)
        tables = pipeline.load_catalogues(catalogue or pipeline.options_of(stored).catalogues)
        outcomes = pipeline.judge(session, stored, day or stored.as_of, tables, work_calendar)
        failed = sum(outcome.verdict is Verdict.FAIL for outcome in outcomes)
        print(f"检查 {stored.id}（监测时间点 {day or stored.as_of}）：{len(outcomes)} 项结论，其中不合格 {failed} 项")


def score(
    run: given.RunName,
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    out: given.Out = None,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option("--explain", metavar="UNIT INDICATOR", help="Print the bill of one row line by line."),
    ] = None,
    output: given.Format = "text",
    db: given.Db = None,
) -> None:
    """Add up the official tables for a judged run; --out DIR writes scores.json there."""
    given.checked_format(output)
    with given.stored_database(db) as session:
        folder = given.checked_folder(out) if out else None
        stored = find_run(session, run)
        tables = pipeline.load_catalogues(catalogue or pipeline.options_of(stored).catalogues)
        day, outcomes = pipeline.judged(session, stored, given.parse_day(as_of), tables)
        scored = pipeline.score_run(session, stored, day, outcomes, tables)
        portal = pipeline.asked_portal(stored)
    text = scores_text(scored, day)
    if folder:
        write_text(folder, "scores.json", text)
    if explain:
        for line in explained(scored, portal, outcomes, *explain):
            print(line)
    elif output == "json":
        print(text, end="")
    else:
        print_scores(console(), scored, portal)


def report(
    run: given.RunName,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the reports.")],
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    holidays: given.Holidays = None,
    evidence_budget: given.EvidenceBudget = given.USUAL_EVIDENCE,
    db: given.Db = None,
) -> None:
    """Write all reports of a judged run."""
    work_calendar = given.calendar(holidays)
    with given.stored_database(db) as session:
        folder = given.checked_folder(out)
        stored = find_run(session, run)
        options = pipeline.options_of(stored)
        tables = pipeline.load_catalogues(catalogue or options.catalogues)
        day, outcomes = pipeline.judged(session, stored, given.parse_day(as_of), tables)
        scored = pipeline.score_run(session, stored, day, outcomes, tables)
        result = pipeline.audit_result(session, stored, day, outcomes, scored, work_calendar)
        pipeline.report(result, folder, given.evidence_of(session, stored, evidence_budget))
        print_summary(console(), result, folder, None)


def runs(output: given.Format = "text", db: given.Db = None) -> None:
    """List the stored runs, newest first."""
    given.checked_format(output)
    with given.stored_database(db) as session:
        rows = [
            {
                "run": stored.id,
                "portal": stored.portal,
                "home": stored.home,
                "started_at": stored.started_at.isoformat(timespec="seconds"),
                "finished_at": stored.finished_at and stored.finished_at.isoformat(timespec="seconds"),
                "state": stored.state,
                "as_of": stored.as_of.isoformat(),
                "judged_as_of": stored.judged_as_of and stored.judged_as_of.isoformat(),
                **{key: value for key, value in json.loads(stored.summary).items() if key in ("pages", "requests")},
            }
            for stored in all_runs(session)
        ]
    if output == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    states = {"running": "未结束", "finished": "已完成", "stopped": "已中断"}
    grid = table("检查编号", "门户", "开始时间（UTC）", "状态", "监测时间点", "页面数")
    for row in rows:
        state = states.get(str(row["state"]), str(row["state"]))
        day = str(row["judged_as_of"] or row["as_of"])
        grid.add_row(
            str(row["run"]), str(row["portal"]), str(row["started_at"])[:19], state, day, str(row.get("pages", ""))
        )
    console().print(grid)
