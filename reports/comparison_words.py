"""A comparison in words: for the terminal and the sheets."""

from __future__ import annotations

from collections.abc import Iterator

from checks.subjects import Subject, SubjectKind
from checks.verdict import Verdict
from reports.chinese_names import NO_UNIT, SUBJECT_KINDS, VERDICTS
from reports.comparison import ComparedRun, Comparison, NotRechecked, counts_by_unit_and_check

NEW, GONE, PERSISTING, NOT_RECHECKED = "新增", "消失", "仍存在", "未能复核"

REASONS = {
    NotRechecked.NOT_ASKED: "本次检查未包括该对象或该检查项",
    NotRechecked.NOT_OBSERVED: "该对象本次未能观测",
    NotRechecked.PLACE_NOT_SEEN: "所在页面或链接目标本次未能查看",
    NotRechecked.UNDECIDED: "本次未能认定",
}


def verdict_name(verdict: Verdict | None) -> str:
    return VERDICTS[verdict] if verdict is not None else "未检查"


def subject_name(subject: Subject) -> str:
    return subject.name if subject.kind is SubjectKind.UNIT else f"{SUBJECT_KINDS[subject.kind]}：{subject.name}"


def run_name(side: ComparedRun) -> str:
    partial = "，仅部分单位或栏目" if side.is_partial else ""
    stopped = "，检查中断" if side.state != "finished" else ""
    return f"{side.run_id}（监测时间点 {side.as_of}{partial}{stopped}）"


def totals(compared: Comparison) -> tuple[tuple[str, int], ...]:
    return (
        (NEW, len(compared.new)),
        (GONE, len(compared.gone)),
        (PERSISTING, len(compared.persisting)),
        (NOT_RECHECKED, len(compared.not_rechecked)),
    )


def notes(compared: Comparison) -> Iterator[str]:
    """What people must know before they read the figures."""
    if compared.not_rechecked:
        count = len(compared.not_rechecked)
        yield f"有 {count} 个问题本次未再报告，但所在位置未能查看，列为“{NOT_RECHECKED}”，不视为消失"
    if compared.differently_asked:
        titles = "、".join(compared.check_titles.get(check, check) for check in compared.differently_asked[:5])
        more = f"等 {len(compared.differently_asked)} 项" if len(compared.differently_asked) > 5 else ""
        yield f"两次检查中，{titles}{more}的评判参数或程序版本不同，增减可能由此引起"
    for side in (compared.before, compared.after):
        if side.is_partial:
            yield f"检查 {side.run_id} 只检查了部分单位或栏目"
        if side.state != "finished":
            yield f"检查 {side.run_id} 中途停止，其结果不完整"


def count_rows(compared: Comparison) -> Iterator[tuple[str, str, int, int, int, int]]:
    for unit, check, counts in counts_by_unit_and_check(compared):
        yield (unit or NO_UNIT, compared.check_titles.get(check, check), *counts)
