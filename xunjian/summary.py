"""What a person reads on the terminal when an audit has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from checks.subjects import Portal
from checks.verdict import Verdict
from reports.audit import AuditResult, ScoredTable
from reports.card_words import card_score
from reports.chinese_names import SEVERITIES
from reports.to_confirm import to_confirm
from xunjian.terminal import table

MOST_CONFIRMATIONS = 10  # of one kind on the terminal; the report names them all


def print_summary(console: Console, audit: AuditResult, folder: Path, looked: Decimal | None) -> None:
    """`looked`: share of the planned looks that were had, None where it was not worked out."""
    records = {record.id: record for outcome in audit.outcomes for record in outcome.findings}.values()
    failed = Counter(record.severity for record in records if record.finding.verdict is Verdict.FAIL)
    undecided = sum(record.finding.verdict is Verdict.UNDECIDED for record in records)
    counts = [f"{name} {failed[severity]}" for severity, name in SEVERITIES.items() if failed[severity]]
    by_severity = f"（{'，'.join(counts)}）" if counts else ""
    console.print(f"{escape(audit.portal.name)}  监测时间点 {audit.as_of}  检查编号 {audit.run_id}", highlight=False)
    console.print(
        f"问题 {failed.total()} 个{by_severity}，待人工确认 {undecided} 个；"
        f"页面 {audit.pages_seen} 个，请求 {audit.requests} 次"
        + (f"；计划内观测完成 {looked:.1%}" if looked is not None else ""),
        highlight=False,
        soft_wrap=True,
    )
    print_scores(console, audit.scored, audit.portal)
    print_confirmations(console, audit.portal)
    console.print(f"报告：{escape(str(folder / 'report.html'))}", highlight=False, soft_wrap=True)


def print_confirmations(console: Console, portal: Portal) -> None:
    """请确认: what discovery was not sure of, one kind after the other, the first of each by name."""
    entries = to_confirm(portal)
    for what in dict.fromkeys(entry.what for entry in entries):
        named = [entry for entry in entries if entry.what == what]
        console.print(f"请确认{what}（{len(named)}项）：", highlight=False)
        for entry in named[:MOST_CONFIRMATIONS]:
            why = f"（{entry.reason}，把握{entry.confidence:g}）"
            console.print(
                escape(f"  {entry.name} {entry.url}：{entry.used}，{entry.question}{why}"),
                highlight=False,
                soft_wrap=True,
            )
        if len(named) > MOST_CONFIRMATIONS:
            console.print(f"  其余{len(named) - MOST_CONFIRMATIONS}项见报告或登记文件", highlight=False)


def print_scores(console: Console, scored: Sequence[ScoredTable], portal: Portal) -> None:
    """One line per unit and table: the range that is certain, or how its rows stand where the table has no points.

    Units that a table is not for are named, so that nobody takes them for forgotten.
    """
    for entry in scored:
        without_points = entry.catalogue.without_points
        heads = ("单位", "逐项结论" if without_points else "得分区间", "未定事项", "等次" if without_points else "否决")
        grid = table(*heads, title=escape(entry.catalogue.title))
        for card in entry.cards:
            score = f"{card.at_least}" if card.at_least == card.at_most else f"{card.at_least}～{card.at_most}"
            if without_points:
                score = str(card_score(card))
            last = card.grade if without_points else "；".join(card.vetoed_by)
            grid.add_row(escape(card.unit), score, str(len(card.waiting_for)), escape(last))
        console.print(grid)
        carded = {card.unit for card in entry.cards}
        others = "、".join(unit.name for unit in portal.units if unit.name not in carded)
        if others:
            console.print(f"不适用本表的单位：{escape(others)}", highlight=False, soft_wrap=True)
