"""`xunjian waive`: points given back for a finding by a person with a reason, and the reversal of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from checks.check import FindingRecord, Outcome
from checks.personal_numbers import mask_text
from checks.scoring.points import rounded_text, shown
from checks.scoring.result import Scorecard
from reports.audit import ScoredTable
from reports.indicator_names import indicator_path
from storage.crawl_tables import Run
from storage.reviews import add_waiver, revoke_waiver, waivers_of
from storage.runs import find_run
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.problems import WrongUse

SHORTEST_ID = 6
LONGEST_REASON = 1_000
LONGEST_NAME = 100
DECIMAL_PLACES = 4


def waive(
    run: given.RunName,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Id of a finding, as in findings.jsonl.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; stands in the bill.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided.")],
    points: Annotated[str | None, typer.Option("--points", metavar="P", help="Points given back, e.g. 0.5.")] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take an earlier waiver back.")] = False,
    catalogue: Annotated[
        str | None, typer.Option("--catalogue", metavar="ID", help="The table, where several bill the finding.")
    ] = None,
    as_of: given.AsOfText = None,
    db: given.Db = None,
) -> None:
    """Give points back for a finding, or take that back with --revoke; nothing is deleted, the run is scored again."""
    if bool(points) == revoke:
        raise WrongUse("请写 --points 核减的分值（如 --points 0.5），或写 --revoke 撤销此前的核减，二者取一")
    why, who = _said("--reason", reason, LONGEST_REASON), _said("--by", by, LONGEST_NAME)
    wanted = _points(points) if points else None
    with given.stored_database(db) as session:
        stored = find_run(session, run)
        tables = pipeline.load_catalogues([catalogue] if catalogue else pipeline.options_of(stored).catalogues)
        day, outcomes = pipeline.judged(session, stored, given.parse_day(as_of), tables)
        record = _record(outcomes, finding, stored)
        before = pipeline.score_run(session, stored, day, outcomes, tables)
        if wanted is None:
            table_id = _revoke(session, stored, record, catalogue, why, who)
        else:
            table_id = _waive(session, stored, record, before, wanted, why, who)
        after = pipeline.score_run(session, stored, day, outcomes, tables)
        run_id = stored.id
    print(f"检查 {run_id}：{'已撤销核减' if wanted is None else f'已核减 {shown(wanted)} 分'}（问题 {record.id}）")
    was, now = (_card(scored, table_id, record.subject.unit) for scored in (before, after))
    if was and now:
        print(f"{record.subject.unit}（{table_id}）：{_range(was)} → {_range(now)}")


def _waive(
    session: Session,
    run: Run,
    record: FindingRecord,
    scored: Sequence[ScoredTable],
    points: Decimal,
    reason: str,
    by: str,
) -> str:
    """Adds the waiver and gives the id of its table. Raises WrongUse where the finding took no points, or fewer."""
    unit = record.subject.unit
    billed = [
        (entry.catalogue.id, result, deduction)
        for entry in scored
        for card in entry.cards
        if card.unit == unit
        for result in card.indicators
        for deduction in result.deductions
        if record.id in deduction.findings
    ]
    if not billed:
        raise WrongUse(f"问题 {record.id} 没有被扣分（所在单位：{unit or '门户公共部分'}），无需核减")
    if len({table for table, _, _ in billed}) > 1:
        several = "、".join(sorted({table for table, _, _ in billed}))
        raise WrongUse(f"问题 {record.id} 在多个指标体系中被扣分（{several}）；请用 --catalogue 指定其一")
    table, result, deduction = billed[0]
    held = [
        each
        for each in waivers_of(session, run)
        if (each.catalogue, each.waiver.unit, each.waiver.finding) == (table, unit, record.id)
    ]
    if held:
        raise WrongUse(
            f"问题 {record.id} 已由{held[0].waiver.by}核减 {shown(held[0].waiver.points)} 分；如需改动，"
            f"请先执行 xunjian waive {run.id} {record.id} --revoke --reason 理由 --by 姓名"
        )
    given_back = sum((each.points for each in result.waived if each.clause == deduction.clause), Decimal(0))
    most = deduction.points - given_back
    if points > most:
        raise WrongUse(
            f"--points {shown(points)} 超过该问题所在细则的扣分；“{indicator_path(result.indicator)}”该条扣 "
            f"{shown(deduction.points)} 分，最多可核减 {shown(most)} 分"
        )
    add_waiver(session, run, catalogue=table, unit=unit, finding=record.id, points=points, reason=reason, by=by)
    return table


def _revoke(session: Session, run: Run, record: FindingRecord, catalogue: str | None, reason: str, by: str) -> str:
    held = [
        each
        for each in waivers_of(session, run)
        if each.waiver.finding == record.id and catalogue in (None, each.catalogue)
    ]
    if not held:
        raise WrongUse(f"问题 {record.id} 没有生效中的核减可以撤销")
    if len(held) > 1:
        several = "、".join(sorted({each.catalogue for each in held}))
        raise WrongUse(f"问题 {record.id} 在多个指标体系中有核减（{several}）；请用 --catalogue 指定其一")
    revoke_waiver(session, held[0], reason=reason, by=by)
    return held[0].catalogue


def _record(outcomes: Sequence[Outcome], wanted: str, run: Run) -> FindingRecord:
    """The finding of this id, or the only one whose id starts so."""
    found = {
        record.id: record
        for outcome in outcomes
        for record in outcome.findings
        if record.id == wanted or (len(wanted) >= SHORTEST_ID and record.id.startswith(wanted))
    }
    if wanted in found:
        return found[wanted]
    if len(found) > 1:
        raise WrongUse(f"有 {len(found)} 个问题的编号以 {wanted!r} 开头：{'、'.join(sorted(found)[:3])}；请写全编号")
    if not found:
        raise WrongUse(f"检查 {run.id} 中没有编号为 {wanted!r} 的问题；编号见 findings.jsonl 的 id 或 report.html")
    return next(iter(found.values()))


def _card(scored: Sequence[ScoredTable], table: str, unit: str) -> Scorecard | None:
    return next(
        (card for entry in scored if entry.catalogue.id == table for card in entry.cards if card.unit == unit), None
    )


def _range(card: Scorecard) -> str:
    low, high = rounded_text(card.at_least), rounded_text(card.at_most)
    return f"{low} 分" if low == high else f"{low} 至 {high} 分"


def _points(text: str) -> Decimal:
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal(0)
    if not points.is_finite() or points <= 0 or points != points.quantize(Decimal(1).scaleb(-DECIMAL_PLACES)):
        raise WrongUse(f"--points {text!r}：请写大于 0 的分值，最多 {DECIMAL_PLACES} 位小数，如 0.5")
    return points


def _said(option: str, text: str, longest: int) -> str:
    said = mask_text(" ".join(text.split()))
    if not said or len(said) > longest:
        raise WrongUse(
            f"{option} 不能为空，也不能超过 {longest} 字；请写明{'核减理由' if option == '--reason' else '姓名'}"
        )
    return said
