"""Result of a solicitation of opinions whose numbers contradict each other.

Reads the text of results: the opinions adopted, partly adopted and not adopted must make up the opinions received.
均采纳, 全部采纳 and 均不采纳 are understood; a category that is not named is not known, so only numbers that already
exceed the total, or three named ones that miss it, contradict it.

Cannot see: numbers in pictures, tables in attachments. Where a text has further categories (肯定, 合并, 另行答复),
several totals or an approximate one, or counts letters and senders on one side and opinions on the other, a difference
is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.exemption import exempt_because
from checks.derived.feedback_counts import Counts
from checks.derived.feedbacks import feedbacks_of
from checks.derived.fetch_wording import fetch_reason
from checks.derived.missing_feedback import evidence_of
from checks.derived.solicitation_kind import ASKING_CLASSES, Asked
from checks.derived.solicitations import Told
from checks.finding import Finding
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="solicitation-feedback-arithmetic",
    version=1,
    title="意见征集反馈数据不一致",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
)

MESSAGES = {
    "contradicts": "意见征集反馈“{title}”写明收到意见{totals}，{parts}，合计{sum}，前后不一致",
    "unclear": "意见征集反馈“{title}”中可能是收到意见总数的数字有{totals}，{parts}，合计{sum}；"
    "因计数单位、分类或口径不一，不能判断是否一致，需人工核实",
    "told": "共核对意见征集反馈{total}条：数据前后不一致{failed}条，不能判断{unknown}条，未写明所需数字{silent}条",
    "none": "栏目中没有写明收到意见数的反馈",
    "other-class": "不是征集调查类栏目",
    "exempt": "免于考核：{reason}",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    if column.column_class not in ASKING_CLASSES:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="other-class")
    if reason := exempt_because(column, as_of):
        return Ruling(
            verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="exempt", facts=(("reason", reason),)
        )
    results = feedbacks_of(given.world, column, Asked.OPINIONS, as_of)
    with_numbers = [(result, told) for result in results if (told := result.feedback) and any(told.counts.received)]
    blind = tuple(_place(given, result) for result in results if result.feedback is None)
    if not with_numbers and not blind:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
    findings: list[Finding] = []
    silent = 0
    for result, feedback in with_numbers:
        summed = adds_up(feedback.counts)
        silent += summed is Verdict.NOT_APPLICABLE
        if summed in {Verdict.FAIL, Verdict.UNDECIDED}:
            findings.append(_finding(result, feedback.counts, feedback.passage, summed))
    failed = sum(found.verdict is Verdict.FAIL for found in findings)
    unknown = len(findings) - failed + len(blind)
    if failed:
        verdict = Verdict.FAIL
    elif not with_numbers:
        verdict = Verdict.NOT_OBSERVED
    elif unknown or silent == len(with_numbers):
        verdict = Verdict.UNDECIDED
    else:
        verdict = Verdict.PASS
    return Ruling(
        verdict=verdict,
        # A result that does not state the numbers contradicts nothing; solicitation-feedback-wording tells it.
        measure=Occurrences(failed, unknown=unknown),
        findings=tuple(findings),
        looked_at=len(with_numbers),
        could_not_look=blind,
        note="told",
        facts=(
            ("total", str(len(with_numbers))),
            ("failed", str(failed)),
            ("unknown", str(unknown)),
            ("silent", str(silent)),
        ),
    )


def adds_up(counts: Counts) -> Verdict:
    """not-applicable: too few numbers stated to compare."""
    stated = counts.decided
    if not stated or not counts.received:
        return Verdict.NOT_APPLICABLE
    sums = {sum(stated)}
    if counts.partly is not None and counts.adopted is not None and counts.adopted_includes_partly:
        sums.add(sum(stated) - counts.partly)
    if sums & counts.made_up:
        return Verdict.PASS
    exceeds = min(sums) > max(counts.received)
    if len(stated) < 3 and not exceeds:
        return Verdict.NOT_APPLICABLE
    return Verdict.FAIL if counts.total_is_sure and len(sums) == 1 else Verdict.UNDECIDED


def _finding(result: Told, counts: Counts, passage: str, verdict: Verdict) -> Finding:
    named = zip(
        ("采纳", "部分采纳", "不采纳"), (counts.adopted, counts.partly, counts.rejected), counts.units, strict=True
    )
    parts = [(name, count, unit) for name, count, unit in named if count is not None]
    return Finding(
        url=result.url,
        code="contradicts" if verdict is Verdict.FAIL else "unclear",
        facts=(
            ("title", result.title),
            ("totals", "、".join(counts.totals)),
            ("parts", "、".join(f"{name}{count}{unit}" for name, count, unit in parts)),
            ("sum", f"{sum(count for _, count, _ in parts)}{parts[0][2]}"),
        ),
        evidence=evidence_of(result.page, passage),
        verdict=verdict,
    )


def _place(given: Given, result: Told) -> CouldNotLook:
    page = given.world.page(result.url)
    return CouldNotLook(url=result.url, reason=fetch_reason(page.fetch) if page else "not-looked-at")
