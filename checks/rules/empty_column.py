"""Column that holds nothing.

Looks at the column's list as it was read: no row at all, on a page that says so itself (暂无信息 …) or whose list
block a known layout shows to be empty.

Cannot see: whether there was something earlier that was taken away; lists that a script draws (without a browser)
or whose layout is not known look empty without being so and are never called empty. An empty list without a layout
we know is named for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Ruling
from checks.derived.column_access import NoAccess, readable_list
from checks.derived.exemption import exempt_because
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListSeen, Unreadable
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="empty-column",
    version=1,
    title="空白栏目",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen,),
    emits=Occurrences,
    severity=Severity.SERIOUS,
)

MESSAGES = {
    "says-empty": "栏目“{column}”没有信息，页面显示“{text}”",
    "empty-list": "栏目“{column}”的信息列表为空，没有任何信息",
    "holds-rows": "栏目有信息，本次读到{rows}条",
    "exempt": "免于考核：{reason}",
    "only-links": "页面仅为指向其他栏目或网站的链接，不作空白栏目认定",
    "not-read": "未能判断是否空白：{why}",
    "contradicts": "未读到信息，但页面标明共有{total}条，无法判断是否空白",
    "unclear": "栏目“{column}”的信息列表未读到任何信息，需人工核实是否为空白栏目",
}

# A reader that goes by shape alone cannot tell an empty list from a page without one.
_SHAPE_ONLY = frozenset({"", "generic"})


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    if reason := exempt_because(column, as_of):
        return Ruling(
            verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="exempt", facts=(("reason", reason),)
        )
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        if seen.place.reason == Unreadable.ONLY_LINKS_ELSEWHERE:
            return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="only-links")
        return Ruling(
            verdict=seen.verdict,
            measure=Occurrences(0, unknown=1),
            could_not_look=(seen.place,),
            note="not-read",
            facts=(("why", seen.why),),
        )
    if seen.rows:
        rows = (("rows", str(len(seen.rows))),)
        return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=1, note="holds-rows", facts=rows)
    if seen.total_stated:
        return _contradicted(seen.total_stated)
    unclear = not seen.empty_text and seen.cms in _SHAPE_ONLY
    found = Finding(
        url=column.url,
        code="says-empty" if seen.empty_text else "unclear" if unclear else "empty-list",
        facts=(("column", column.name), ("text", seen.empty_text)),
        evidence=Evidence(
            excerpt=seen.empty_text,
            observed_at=seen.observed_at,
            status=seen.fetch.status,
            attempts=seen.fetch.attempts,
            body_sha256=seen.body_sha256,
        ),
        verdict=Verdict.UNDECIDED if unclear else Verdict.FAIL,
    )
    return Ruling(
        verdict=found.verdict,
        measure=Occurrences(0, unknown=1) if unclear else Occurrences(1),
        findings=(found,),
        looked_at=1,
        note=found.code,
        facts=found.facts,
    )


def _contradicted(total: int) -> Ruling:
    return Ruling(
        verdict=Verdict.UNDECIDED,
        measure=Occurrences(0, unknown=1),
        looked_at=1,
        note="contradicts",
        facts=(("total", str(total)),),
    )
