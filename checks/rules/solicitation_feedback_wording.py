"""Result of a solicitation of opinions that leaves out an element of the official sentence forms.

Reads the text of results (pages of their own, or the part of the call's page that tells the result). Two forms:
    截至…，一共收到…条意见。其中…条采纳，…条部分采纳，…条不采纳，
    采纳情况均反馈对方，并达成一致意见，下一步…
    截至…，未收到网友意见。下一步…
Elements may stand in any order and in other numerals; 截止 is taken for
截至 and told; a category that is not named counts as none when the others already make up the total.

Cannot see: pictures and attachments. A result that stands only there, and an element said in other words than the
form's (a period instead of 截至, 我局将… instead of 下一步), is undecided.
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
    id="solicitation-feedback-wording",
    version=1,
    title="意见征集反馈格式不规范",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "required": Param(
            default=["closing-day", "received", "adopted", "partly", "rejected", "told", "next-step"],
            meaning="反馈应当写明的要素",
            source="晋政办〔2023〕29号三（一）及附件四（二）3规定的民意征集反馈格式",
        ),
    },
)

MESSAGES = {
    "incomplete": "意见征集反馈“{title}”缺少{lacking}，不符合规定的反馈格式",
    "otherwise": "意见征集反馈“{title}”未按规定格式写明{lacking}，但有相近表述，需人工核实",
    "not-in-text": "意见征集反馈“{title}”的正文未写明{lacking}，内容可能在图片或附件中，需人工核实",
    "told": "共核对意见征集反馈{total}条：格式不规范{failed}条，不能判断{unknown}条",
    "told-jiezhi": "共核对意见征集反馈{total}条：格式不规范{failed}条，不能判断{unknown}条；"
    "另有{jiezhi}条将“截至”写作“截止”",
    "none": "栏目中没有意见征集反馈",
    "other-class": "不是征集调查类栏目",
    "exempt": "免于考核：{reason}",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return feedback_wording(given, Asked.OPINIONS, params["required"], as_of)
