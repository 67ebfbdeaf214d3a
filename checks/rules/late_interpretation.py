"""Interpretation that came out too many working days after its policy.

Looks at pairs of a policy and its interpretation of which both days of publication are known (成文日期 is not one). The
earliest interpretation of a policy counts; one that came out before the policy is not late. The Chinese calendar of
working days decides, make-up workdays included, beginning with the day after the policy.

Cannot see: policies that are not on the portal, and interpretations published elsewhere. A day that only stands in a
URL, copies of a policy with different days, or a year whose holidays are not known leave the delay open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.date_doubts import date_doubts
from checks.derived.date_wording import chinese_date, doubt_sentence
from checks.derived.policy_pairs import POLICY_CLASSES, Document, Paper, known_by, out_by, policy_pairs
from checks.derived.shared_columns import unread_for_interpretations, unread_of_unit
from checks.finding import Evidence, Finding
from checks.measure import Delays
from checks.observation import DoubtfulDate, ListSeen, PageSeen
from checks.subjects import ColumnClass, SubjectKind
from checks.verdict import Verdict
from checks.world import Given, World

META = CheckMeta(
    id="late-interpretation",
    version=1,
    title="政策解读发布不及时",
    about=(SubjectKind.UNIT,),
    needs=(ListSeen, PageSeen),
    emits=Delays,
    params={
        "limit_working_days": Param(
            default=3,
            meaning="解读材料应在政策文件发布后多少个工作日内发布",
            source="石泉县2023年指标（三）政策解读“解读时效”；郑州2016年市政府办文“最迟文件公开发布后3个工作日内”",
        ),
    },
)

MESSAGES = {
    "late": "政策文件“{policy}”于{policy_day}发布，解读“{title}”于{day}发布，间隔{delay}个工作日，超过{limit}个工作日",
    "unknown-day": "解读“{title}”或政策文件“{policy}”的发布日期不确定，不能计算间隔工作日",
    "unknown-calendar": "政策文件“{policy}”于{policy_day}发布，解读“{title}”于{day}发布，"
    "缺少相应年份的工作日历，不能计算间隔工作日",
    "copies-differ": "政策文件“{policy}”的多个页面发布日期不一致（{policy_day}），"
    "不能确定解读“{title}”（{day}）是否逾期",
    "not-read": "政策文件“{policy}”于{policy_day}发布，列表所示解读“{title}”日期为{day}，"
    "因解读页面未能读取，不能判断是否逾期",
    "list-incomplete": "政策文件“{policy}”于{policy_day}发布，已知最早的解读“{title}”于{day}发布；"
    "因本次未能读全栏目“{unread}”的列表，不能判断是否有更早的解读",
    "told": "共核对{total}份政策文件的首篇解读：逾期{late}份，不能判断{unknown}份",
    "none": "没有能与政策文件对应的解读",
    "list-not-read": "本次未能读取栏目“{unread}”的列表，没有可核对的政策文件与解读",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    limit = params["limit_working_days"]
    delays: list[tuple[str, int | None]] = []
    findings: list[Finding] = []
    for document, readings in _pairs(given, as_of):
        first = _first(readings)
        if given.unit.name not in given.world.units_of_page(first.url):
            continue
        delay, found = _judged(given.world, document, readings, first, limit)
        delays.append((first.url, delay))
        if found:
            findings.append(_with_doubts(found, given.derived(date_doubts)))
    if not delays:
        return _no_pair(given)
    late = sum(found.verdict is Verdict.FAIL for found in findings)
    unknown = len(findings) - late
    return Ruling(
        verdict=Verdict.FAIL if late else Verdict.UNDECIDED if unknown else Verdict.PASS,
        measure=Delays(tuple(sorted(delays, key=lambda case: case[0]))),
        findings=tuple(findings),
        looked_at=len(delays),
        note="told",
        facts=(("total", str(len(delays))), ("late", str(late)), ("unknown", str(unknown))),
    )


def _no_pair(given: Given) -> Ruling:
    """None there is, or one side of it was not read."""
    unit = given.unit.name
    unread = unread_of_unit(given.world, unit, {ColumnClass.INTERPRETATION})
    if unread is None and any(
        unit in given.world.units_of_page(reading.paper.url) for reading in given.derived(policy_pairs).readings
    ):
        unread = unread_of_unit(given.world, unit, POLICY_CLASSES)
    if unread is None:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Delays(()), note="none")
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Delays(()),
        could_not_look=(CouldNotLook(url=unread.url, reason="not-looked-at"),),
        note="list-not-read",
        facts=(("unread", unread.name),),
    )


def _pairs(given: Given, as_of: AsOf) -> list[tuple[Document, list[Paper]]]:
    """Documents of which the unit has an interpretation, with all interpretations that were out by then."""
    pairs = given.derived(policy_pairs)
    found: dict[tuple[str, str], tuple[Document, list[Paper]]] = {}
    for reading in pairs.readings:
        if given.unit.name not in given.world.units_of_page(reading.paper.url):
            continue
        known = out_by(reading, as_of.day)
        if len(known.documents) != 1 or known.documents[0].doubtful:
            continue
        document = known.documents[0]
        others = {
            other.paper.url: other.paper
            for copy in document.copies
            for other in pairs.readings_of.get(copy.url, ())
            if known_by(other.paper, as_of.day)
        }
        if others:
            papers = [others[url] for url in sorted(others)]
            found.setdefault((document.name, document.copies[0].url), (document, papers))
    return [found[key] for key in sorted(found)]


def _first(readings: Sequence[Paper]) -> Paper:
    dated = [paper for paper in readings if paper.published]
    return min(
        dated, key=lambda paper: (paper.published.day if paper.published else None, paper.url), default=readings[0]
    )


def _judged(
    world: World, document: Document, readings: Sequence[Paper], first: Paper, limit: int
) -> tuple[int | None, Finding | None]:
    days = sorted({copy.published.day for copy in document.copies if copy.published and copy.published.is_certain})
    certain = bool(days) and all(copy.published and copy.published.is_certain for copy in document.copies)
    out = first.published
    facts = {
        "title": first.title,
        "policy": document.copies[0].title,
        "policy_day": "、".join(chinese_date(day) for day in days),
        "day": chinese_date(out.day) if out else "",
        "limit": str(limit),
        "delay": "",
    }
    if out is None or not days:
        return None, _finding(document, first, "unknown-day", facts)
    delays = [world.calendar.working_days_after(day, out.day) for day in days]
    known = [delay for delay in delays if delay is not None]
    if len(known) < len(delays):
        return None, _finding(document, first, "unknown-calendar", facts)
    if max(known) <= limit:
        # In time by any reading: an interpretation or copy without a day could only be earlier or nearer.
        return max(known), None
    earlier = any(paper.published is None for paper in readings)
    if earlier or not certain or not out.is_certain:
        return None, _finding(document, first, "unknown-day", facts)
    if min(known) <= limit:
        return None, _finding(document, first, "copies-differ", facts)
    if first.page is None:
        return None, _finding(document, first, "not-read", facts)
    units = {column.unit for paper in (*readings, *document.copies) for column in paper.columns}
    # An earlier interpretation may stand where we have not looked.
    unread = unread_for_interpretations(world, units, days[0])
    if unread:
        return None, _finding(document, first, "list-incomplete", {**facts, "unread": unread.name})
    return min(known), _finding(document, first, "late", {**facts, "delay": str(min(known))}, Verdict.FAIL)


def _with_doubts(finding: Finding, doubts: Mapping[str, tuple[DoubtfulDate, ...]]) -> Finding:
    """Whoever hears an appeal reads beside the dates what is odd about them."""
    signs = [doubt_sentence(doubt) for url in (finding.url, *finding.found_on[:1]) for doubt in doubts.get(url, ())]
    excerpt = "；".join((finding.evidence.excerpt, *dict.fromkeys(signs)))
    return replace(finding, evidence=replace(finding.evidence, excerpt=excerpt))


def _finding(
    document: Document, first: Paper, code: str, facts: Mapping[str, str], verdict: Verdict = Verdict.UNDECIDED
) -> Finding:
    page = first.page
    clue = first.published.clue.text if first.published else ""
    return Finding(
        url=first.url,
        code=code,
        facts=tuple(facts.items()),
        evidence=Evidence(
            excerpt=clue or first.title,
            observed_at=page.observed_at if page else None,
            status=page.fetch.status if page else None,
            attempts=page.fetch.attempts if page else None,
            body_sha256=page.body_sha256 if page else "",
        ),
        found_on=tuple(copy.url for copy in document.copies),
        detail_key=document.name,
        verdict=verdict,
    )
