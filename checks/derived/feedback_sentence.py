"""What a feedback says of the opinions or questionnaires that came in: the elements of the official sentence forms.

The forms (晋政办〔2023〕29号, 三):
    截至…，一共收到 x 条意见。其中 x 条采纳，x 条部分采纳，x 条不采纳，采纳情况均反馈对方，并达成一致意见，下一步…
    截至…，未收到网友意见。下一步…
    截至…，一共收到 x 份问卷调查。通过本次调查…，下一步…
    截至…，未收到问卷调查。下一步…
Offices vary them freely, so the elements are looked for one by one and in any order. An element said in other words
than the form's is told apart from one that is not said at all. Text in pictures and attachments is not seen here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from checks.derived.chinese_text import NUMBER, plain
from checks.derived.feedback_counts import (
    ONLY_IF,
    OPINION,
    RECEIVED,
    Counts,
    opinion_counts,
    survey_counts,
    tells_the_past,
)


class Element(StrEnum):
    CLOSING_DAY = "closing-day"
    RECEIVED = "received"
    ADOPTED = "adopted"
    PARTLY = "partly"
    REJECTED = "rejected"
    TOLD = "told"
    FINDINGS = "findings"
    NEXT_STEP = "next-step"


class Said(StrEnum):
    YES = "yes"
    OTHERWISE = "otherwise"  # the fact is there, in other words than the form asks
    NO = "no"


@dataclass(frozen=True, slots=True)
class Feedback:
    passage: str
    none_received: bool
    states_result: bool  # a number received, or that none came
    counts: Counts
    said: tuple[tuple[Element, Said], ...]
    writes_jiezhi_otherwise: bool  # 截止 for 截至: accepted, and told

    def how(self, element: Element) -> Said:
        return dict(self.said).get(element, Said.NO)


_NONE = re.compile(
    rf"(?:(?:未|没有|无|暂未|均未|尚未|未曾)(?:人|再|能|有)?(?:收到|征集到|收集到|接到|征得|收集|征集|反馈|提出)[^。;,\n\d]{{0,24}}{OPINION}"
    rf"|无(?:任何|相关|有关|社会|公众|单位|和|及|个人|其他|群众|网友|修改|反对|不同|反馈|意见|建议){{0,6}}(?:意见|建议|异议|反馈)(?!的?视)"
    rf"|收到[^。;,\n\d]{{0,24}}(?<!\d)[0零](?:条|份|件|个|项|封)"
    rf"|(?:没有|无)(?:单位|个人|公众|群众|网友|市民|人|或|和|及){{1,4}}(?:提出|反馈|参与)"
    rf"|(?:反馈|意见|建议|问卷)(?:数|数量|情况)?(?:为|:)?(?<!\d)[0零](?:条|份|件|个|项|封)?(?=[,。;\n]|$))"
)
_DECIDED_IN_WORDS = re.compile(
    r"(?:未|不予|已|予以|部分|均|可|建议|意见|吸收)[^。;\n]{0,10}采(?:纳|用)(?!情况)|采(?:纳|用)(?!情况)"
)

_FULL_DAY = r"(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}(?:日|号)?"
_CLOSED = re.compile(
    rf"截(?P<zhi>至|止)(?:日期|时间|目前|到|于|为|至)?:?[^。;,\n\d]{{0,6}}(?:{_FULL_DAY}|\d{{1,2}}月底?)"
)
_CLOSED_LOOSE = re.compile(
    rf"{_FULL_DAY}[^。;\n]{{0,16}}(?:至|到|—|-|~|～|–)[^。;\n]{{0,8}}(?:{_FULL_DAY}|\d{{1,2}}日)|截[至止](?:目前|今|当前|征集期|期满|期限|征求意见期)"
    r"|(?:到|至)(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}日?(?:止|为止|结束)|(?:公示|征集|征求意见|征询|公告|调查)(?:期|期间|时间|期限)(?:届?满|结束|内)"
)
# 现将采纳情况反馈如下 tells the public, not the people whose opinions they were.
_TOLD = re.compile(
    r"反馈(?:给|至|到|了)?(?:对方|意见(?:建议)?(?:提出)?[人者]|提出[人者]|建议人|当事人|本人|网友|来信人|提意见)"
    r"|(?:向|与|跟|和|同)(?:对方|意见|建议|提出|提意见|当事|网友|群众|市民|来信|来电|留言|相关|有关|其|该|各)[^。;\n]{0,20}"
    r"(?:反馈|沟通|回复|答复|说明|解释|告知|联系|回访)(?!如下)"
    r"|达成[^。;,\n]{0,6}一致|(?:逐一|逐条|均已|已)(?:进行)?了?(?:电话|书面|邮件|短信|当面)?(?:反馈|回复|答复|沟通|告知)(?!如下)"
)
_NEXT = re.compile(r"下一?步|下一?阶段")
_NEXT_LOOSE = re.compile(
    r"接下来|今后|后续|(?:我|本)(?:市|县|区|局|委|办|镇|单位|中心|街道|厅|部门|省)(?:们)?将|将(?:根据|结合|按照|认真|进一步|充分|继续|尽快|按)|我们将"
)
_FOUND_OUT = re.compile(
    r"(?:通过|经过?|根据|从)(?:本次|此次|这次|该次|对|网上|问卷|调查|数据|结果|统计|回收)[^。;\n]{0,24}(?:调查|问卷|统计|分析|结果|数据|测评|来看|可以看出|了解|得知|显示)|"
    r"(?:调查|统计|分析|问卷|测评)(?:结果|情况|数据)?(?:显示|表明|来看|看出|发现|如下|反映)|\d+(?:\.\d+)?%|满意[率度]"
)
# 89人参与 counts people, not questionnaires.
_TOOK_PART = re.compile(
    rf"{NUMBER}余?(?:人|人次|名|位|户|家)[^。;,\n]{{0,10}}(?:参与|参加|填写|填报|作答|答题|投票|受访|接受)"
    rf"|(?:参与|参加|填写|作答|投票|受访)[^。;,\n\d]{{0,10}}{NUMBER}"
)
_OF_A_PERIOD = re.compile(r"共|截[至止]|期间|期内|累计|合计|总计|期满|公开征求|征集|征询|问卷|网友|\d月\d{1,2}日")
_RESULT_HEADING = re.compile(
    r"(?:^|\n)[^。\n]{0,20}(?:结果反馈|反馈结果|反馈情况|意见反馈|采纳情况|征集结果|结果公布|结果公示|反馈内容|调查结果|处理结果|办理结果|征求意见结果|征集反馈)[^。\n]{0,30}(?=\n|:|$)"
)


def read_feedback(text: str, *, about_survey: bool, whole_page: bool) -> Feedback:
    """`whole_page` False: the text also holds the notice, so only the passage that tells the result is read."""
    passage = plain(text) if whole_page else result_passage(plain(text))
    none_received = _first_none(passage) is not None
    counts = survey_counts(passage) if about_survey else opinion_counts(passage)
    if any(counts.received):
        none_received = False
    elif counts.received:
        none_received = True
    states = none_received or bool(counts.received)
    jiezhi = _CLOSED.search(passage)
    said = [
        (Element.CLOSING_DAY, _said(jiezhi is not None, _CLOSED_LOOSE.search(passage) is not None)),
        (Element.RECEIVED, _said(states, about_survey and _TOOK_PART.search(passage) is not None)),
        (Element.NEXT_STEP, _said(_NEXT.search(passage) is not None, _NEXT_LOOSE.search(passage) is not None)),
    ]
    if about_survey:
        found = _FOUND_OUT.search(passage) is not None
        said.append((Element.FINDINGS, _said(found, not none_received and len(passage) > 400)))
    else:
        settled = _settled(counts)
        # 建议(1)(2)未采纳，建议(3)采纳, or 8 份予以肯定: the outcome is told, though not as three numbers. A category
        # that is not named may have had nothing in it, as long as it is not sure which number the others must make up.
        in_words = (
            counts.has_other_categories
            or (bool(counts.decided) and not counts.total_is_sure)
            or (not counts.decided and _DECIDED_IN_WORDS.search(passage) is not None)
        )
        said += [
            (Element.ADOPTED, _said(counts.adopted is not None or settled, in_words)),
            (Element.PARTLY, _said(counts.partly is not None or settled, in_words)),
            (Element.REJECTED, _said(counts.rejected is not None or settled, in_words)),
            (Element.TOLD, _said(_TOLD.search(passage) is not None, False)),
        ]
    return Feedback(
        passage=passage,
        none_received=none_received,
        states_result=states,
        counts=counts,
        said=tuple(said),
        writes_jiezhi_otherwise=jiezhi is not None and jiezhi["zhi"] == "止",
    )


def result_passage(text: str) -> str:
    """From the heading, or else the paragraph, in which a plain text begins to tell what came in; "" without one."""
    starts = [match.start() for match in RECEIVED.finditer(text) if tells_the_past(text, match)]
    nothing = _first_none(text)
    if nothing is not None:
        starts.append(nothing.start())
    # A draft in the same text speaks of 收到申请 and 公示无异议 too, but not of a period that is over or of a total.
    starts = [start for start in starts if _OF_A_PERIOD.search(_sentence(text, start))]
    if not starts:
        return ""
    start = min(starts)
    headings = [match.start() for match in _RESULT_HEADING.finditer(text) if match.start() <= start]
    if headings:
        return text[headings[-1] :].strip()
    return text[text.rfind("\n", 0, start) + 1 :].strip()


def _first_none(text: str) -> re.Match[str] | None:
    for match in _NONE.finditer(text):
        sentence = text[
            max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1 : match.end() + 12
        ]
        if not ONLY_IF.search(sentence):
            return match
    return None


def _sentence(text: str, place: int) -> str:
    begin = max(text.rfind(end, 0, place) for end in "。;\n") + 1
    ends = [end for end in (text.find(mark, place) for mark in "。;\n") if end >= 0]
    return text[begin : min(ends, default=len(text))]


def _said(as_asked: bool, otherwise: bool) -> Said:
    return Said.YES if as_asked else Said.OTHERWISE if otherwise else Said.NO


def _settled(counts: Counts) -> bool:
    """The stated numbers already make up the total: a category that is not named had nothing in it."""
    return bool(counts.decided) and (sum(counts.decided) in counts.made_up or counts.adopted_includes_partly)
