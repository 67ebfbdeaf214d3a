"""Solicitation of opinions that is over and whose result was not made public.

Looks at the calls for opinions in columns of class solicitation and survey. The closing day is read from the text of
the call; a result counts wherever it stands on the portal: on the same page, on a page joined by a link in either
direction, by 文号 or by the name of the draft.

A later notice on the same draft (延长征求意见时间) puts the closing day off; news of meetings and replies between
offices are neither calls nor results.

Cannot see: results that stand only in a picture or attachment, on paper or in new media, and rows of a list that
were not read. As long as a column that may hold the result (the unit's own, the portal's common ones, columns of
results of any unit) was not read far enough, nothing is called missing. Calls without a closing day, and calls for
which a result with a similar title exists, are undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Param, Ruling
from checks.derived.missing_feedback import missing_feedback
from checks.derived.solicitation_kind import Asked
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.world import Given

META = CheckMeta(
    id="missing-solicitation-feedback",
    version=1,
    title="意见征集结束后未公开反馈",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    params={
        "grace_working_days": Param(
            default=0,
            meaning="征集截止后允许整理意见的工作日数，期满仍未反馈才算问题",
            source="晋政办〔2023〕29号三（一）、四（二）3未规定宽限期，曾都区2023年指标亦未规定，故默认为0",
        ),
        "since": Param(
            default=None,
            meaning="只核对该日及以后截止的征集；默认不限",
            source="各地指标均未规定追溯期，考核某一年度时由指标体系设定",
        ),
    },
)

MESSAGES = {
    "no-feedback": "意见征集“{title}”已于{closing}截止，至{as_of}未见公开意见收集及采纳情况",
    "closing-day-unknown": "意见征集“{title}”未能读出征集截止日期，且未见反馈，需人工核实是否应当反馈",
    "maybe-answered": "意见征集“{title}”已于{closing}截止，“{alike}”可能是其反馈，需人工核实",
    "list-incomplete": "意见征集“{title}”已于{closing}截止，因本次未能读全栏目“{unread}”的列表，不能判断是否已反馈",
    "told": "共{total}项意见征集：已反馈{answered}项，未到截止日{open}项，应反馈未反馈{missing}项，不能判断{unknown}项",
    "none": "栏目中没有意见征集",
    "other-class": "不是征集调查类栏目",
    "exempt": "免于考核：{reason}",
    "not-read": "未能核对意见征集：{why}",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return missing_feedback(given, Asked.OPINIONS, params, as_of)
