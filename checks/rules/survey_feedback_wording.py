"""Result of a survey that leaves out an element of the official sentence forms.

Reads the text of results (pages of their own, or the part of the survey's page that tells the result). Two forms:
    截至…，一共收到…份问卷调查。通过本次调查…，下一步…
    截至…，未收到问卷调查。下一步…
Elements may stand in any order; 截止 is taken for 截至 and told; an approximate number (300余份) is a number.

Cannot see: pictures (charts) and attachments. A result that stands only there, and an element said in other words
than the form's, is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Param, Ruling
from checks.derived.feedback_wording import feedback_wording
from checks.derived.solicitation_kind import Asked
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Severity
from checks.world import Given

META = CheckMeta(
    id="survey-feedback-wording",
    version=1,
    title="网上调查结果反馈格式不规范",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "required": Param(
            default=["closing-day", "received", "findings", "next-step"],
            meaning="调查结果应当写明的要素",
            source="晋政办〔2023〕29号三（二）及附件四（二）3规定的网上调查反馈格式",
        ),
    },
)

MESSAGES = {
    "incomplete": "调查结果“{title}”缺少{lacking}，不符合规定的反馈格式",
    "otherwise": "调查结果“{title}”未按规定格式写明{lacking}，但有相近表述，需人工核实",
    "not-in-text": "调查结果“{title}”的正文未写明{lacking}，内容可能在图片或附件中，需人工核实",
    "told": "共核对调查结果{total}条：格式不规范{failed}条，不能判断{unknown}条",
    "told-jiezhi": "共核对调查结果{total}条：格式不规范{failed}条，不能判断{unknown}条；"
    "另有{jiezhi}条将“截至”写作“截止”",
    "none": "栏目中没有调查结果",
    "other-class": "不是征集调查类栏目",
    "exempt": "免于考核：{reason}",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return feedback_wording(given, Asked.SURVEY, params["required"], as_of)
