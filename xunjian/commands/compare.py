"""`xunjian compare RUN RUN`: what is new, gone and persisting between two judged runs of one portal."""

from __future__ import annotations

import json

from rich.markup import escape
from sqlalchemy.orm import Session

from checks.observation import FetchEnd, LinkFailedBefore, ListSeen, Observation, PageSeen, PageType
from checks.rule_index import all_rules
from reports.comparison import ComparedRun, Comparison, compare, comparison_payload
from reports.comparison_book import comparison_book
from reports.comparison_words import count_rows, notes, run_name, subject_name, totals, verdict_name
from reports.files import write_bytes, write_text
from storage.crawl_tables import Run
from storage.portal_lock import portal_key
from storage.run_store import RunStore
from storage.runs import find_run
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.problems import WrongUse
from xunjian.terminal import console, table

VERDICTS_TOLD = 20
GONE_STATUSES = (404, 410)


def compare_runs(
    run: given.RunName,
    other: given.RunName,
    output: given.Format = "text",
    out: given.Out = None,
    db: given.Db = None,
) -> None:
    """Compare two judged runs of one portal: new, gone and persisting issues, changed verdicts, coverage.

    The later run is compared with the earlier one, whichever is named first. --out DIR writes compare.json and
    compare.xlsx there. An issue that could not be looked at again is not gone but "not rechecked".
    """
    given.checked_format(output)
    with given.stored_database(db) as session:
        folder = given.checked_folder(out) if out else None
        before, after = _in_order(find_run(session, run), find_run(session, other))
        titles = {check: rule.META.title for check, rule in all_rules().items()}
        compared = compare(_side(session, before), _side(session, after), titles)
        portal = after.portal
    text = json.dumps(comparison_payload(compared), ensure_ascii=False, indent=2) + "\n"
    if folder:
        write_text(folder, "compare.json", text)
        write_bytes(folder, "compare.xlsx", comparison_book(compared, portal))
    if output == "json":
        print(text, end="")
        return
    _print(compared, portal)
    if folder:
        print(f"对比结果：{folder / 'compare.xlsx'}")


def _in_order(one: Run, other: Run) -> tuple[Run, Run]:
    if one.id == other.id:
        raise WrongUse(f"两个检查编号相同（{one.id}）；请给出同一门户的两次检查（用 xunjian runs 查看）")
    if portal_key(one.home) != portal_key(other.home):
        whose = "，".join(f"检查 {run.id} 的门户是{run.portal}（{run.home}）" for run in (one, other))
        raise WrongUse(f"{whose}，不是同一门户，不能对比；请给出同一门户的两次检查（用 xunjian runs 查看）")
    earlier, later = sorted((one, other), key=lambda run: (run.started_at, run.id))
    return earlier, later


def _side(session: Session, run: Run) -> ComparedRun:
    day, outcomes = pipeline.judged(session, run, None, ())
    return ComparedRun(
        run_id=run.id,
        as_of=day,
        started_at=run.started_at,
        outcomes=outcomes,
        seen=_seen(session, run),
        is_partial=pipeline.options_of(run).is_partial,
        state=run.state,
    )


def _seen(session: Session, run: Run) -> frozenset[str]:
    """Addresses at which this run saw what stands there, also that nothing does any longer."""
    return frozenset(
        seen.url.partition("#")[0] for seen in RunStore(session, run.id).observations() if _says_something(seen)
    )


def _says_something(seen: Observation) -> bool:
    """Not a wall, a server error, an unread list, nor what an earlier run saw and this one repeats."""
    if seen.fetch.ended is not FetchEnd.ANSWERED or isinstance(seen, LinkFailedBefore):
        return False
    if isinstance(seen, PageSeen) and seen.page_type is PageType.WALL:
        return False
    if isinstance(seen, ListSeen) and seen.unreadable:
        return False
    status = seen.fetch.status
    return status is None or status < 400 or status in GONE_STATUSES


def _print(compared: Comparison, portal: str) -> None:
    show = console()
    for line in (
        f"{portal}  上次 {run_name(compared.before)}  本次 {run_name(compared.after)}",
        "，".join(f"{name} {count} 个" for name, count in totals(compared)),
        *(f"说明：{note}" for note in notes(compared)),
    ):
        show.print(escape(line), highlight=False, soft_wrap=True)
    rows = list(count_rows(compared))
    if rows:
        grid = table("单位", "检查项", *(name for name, _ in totals(compared)))
        for unit, title, *counts in rows:
            grid.add_row(escape(unit), escape(title), *(str(count) if count else "" for count in counts))
        show.print(grid)
    if compared.verdicts:
        grid = table(
            "单位", "检查项", "检查对象", "上次结论", "本次结论", title=f"结论变化 {len(compared.verdicts)} 项"
        )
        for each in compared.verdicts[:VERDICTS_TOLD]:
            title = compared.check_titles.get(each.check, each.check)
            words = (verdict_name(each.before), verdict_name(each.after))
            grid.add_row(escape(each.subject.unit), escape(title), escape(subject_name(each.subject)), *words)
        show.print(grid)
        if len(compared.verdicts) > VERDICTS_TOLD:
            print(f"其余 {len(compared.verdicts) - VERDICTS_TOLD} 项见 --format json 或 --out 目录")
    if compared.coverage:
        grid = table("检查项", "查看", "未能查看", "未能观测的对象", title="覆盖差异（上次 → 本次）")
        for change in compared.coverage:
            pairs = (change.looked_at, change.could_not_look, change.not_observed)
            title = compared.check_titles.get(change.check, change.check)
            grid.add_row(escape(title), *(f"{old} → {new}" if old != new else str(old) for old, new in pairs))
        show.print(grid)
