"""Survey that is over and whose result was not made public.

Looks at the surveys (questionnaires, satisfaction polls) in columns of class survey and solicitation. The closing day
is read from the text; a result counts wherever it stands on the portal: on the same page, on a page joined by a link
in either direction or by the subject of the survey.

Cannot see: results that stand only in a picture or attachment or inside an application that needs a login, and rows
of a list that were not read. Surveys without a closing day are undecided.
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
    id="missing-survey-feedback",
    version=1,
    title="网上调查结束后未公开结果",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    params={
        "grace_working_days": Param(
            default=0,
            meaning="调查截止后允许统计整理的工作日数，期满仍未公开结果才算问题",
            source="晋政办〔2023〕29号三（二）、四（二）3未规定宽限期，故默认为0",
        ),
        "since": Param(
            default=None,
            meaning="只核对该日及以后截止的调查；默认不限",
            source="各地指标均未规定追溯期，考核某一年度时由指标体系设定",
        ),
    },
)

MESSAGES = {
    "no-feedback": "网上调查“{title}”已于{closing}截止，至{as_of}未见公开调查结果",
    "closing-day-unknown": "网上调查“{title}”未能读出调查截止日期，且未见调查结果，需人工核实是否应当公开",
    "maybe-answered": "网上调查“{title}”已于{closing}截止，“{alike}”可能是其结果，需人工核实",
    "list-incomplete": "网上调查“{title}”已于{closing}截止，因本次未能读全栏目“{unread}”的列表，不能判断是否已公开结果",
    "told": "共{total}项网上调查：已公开结果{answered}项，未到截止日{open}项，应公开未公开{missing}项，"
    "不能判断{unknown}项",
    "none": "栏目中没有网上调查",
    "other-class": "不是征集调查类栏目",
    "exempt": "免于考核：{reason}",
    "not-read": "未能核对网上调查：{why}",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return missing_feedback(given, Asked.SURVEY, params, as_of)
