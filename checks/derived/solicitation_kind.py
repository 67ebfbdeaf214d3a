"""What a page of the interaction columns asks for, by its title and, where that says nothing, by its text.

Pages that merely say 征集 are left alone: calls for needs, suppliers, works or clues, public notices with a right to
object, news of meetings and visits, and interpretations that tell the history of a draft are no solicitations of
opinions. A page that cannot be
told apart is of neither kind: nothing is claimed about it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from checks.derived.chinese_text import plain
from checks.derived.document_name import outside_quotes, says_interpretation
from checks.derived.news_of_asking import speaks_of_asking
from checks.subjects import ColumnClass

ASKING_CLASSES = frozenset({ColumnClass.SOLICITATION, ColumnClass.SURVEY})


class Asked(StrEnum):
    OPINIONS = "opinions"
    SURVEY = "survey"


_RESULT_TITLE = re.compile(
    r"(?:意见|建议|征集|征求|征询|调查|问卷|听证|测评|采纳|民意)[^,。]{0,14}?(?:情况|结果)的?(?:反馈|公告|公示|公布|通报|说明|汇总|总结|报告|通告|统计)?(?:表|报告)?$"
    r"|(?:结果|情况|意见|建议|征集|调查|问卷|采纳)的?(?:反馈|汇总|总结|综述)(?:情况|结果|公告|公示|报告|说明|表)*$"
    r"|(?:调查|问卷|征集|测评)[^,。]{0,10}(?:分析|统计|总结)(?:报告|结果|情况)?$"
    r"|^[\[【(]?(?:结果|意见|情况|征集)*(?:反馈|结果)[\]】):]"
    r"|[\[【(](?:结果|意见|情况|征集|采纳)*(?:反馈|结果|结果公布|采纳情况)[\]】)]$"
    r"|^(?:结果反馈|意见反馈|征集结果|调查结果)"
)
_ASKS_OPINIONS = re.compile(
    r"(?:征求|征集|征询|听取|收集)[^,。]{0,24}(?:意见|建议|修改)|征求意见|征询意见|意见征集|意见征求|建议征集|民意征集|"
    r"(?:意见|建议)[^,。]{0,4}(?:征集|征求|征询)|问计于民|建言献策|金点子"
)
_ASKS_OTHER_THINGS = re.compile(
    r"需求|采购|供应商|作品|线索|标识|logo|LOGO|Logo|志愿者|案例|名称|论文|素材|照片|摄影|服务机构|代理|中介|评估机构|专家|"
    r"单位入库|合作|投标|招标|比选|询价|报价|人选|委员|代表|监督员|体验官|候选|文物|史料|档案|口号|吉祥物|歌|方案设计|设计方案|"
    r"清退|项目(?:库|储备|申报)|选题|课题|企业|商家|(?:征询|征求)[^,。]{0,12}费"
)
_NO_SOLICITATION = re.compile(r"公示(?:公告)?$|(?:起草|编制|修订|制定|草案|有关|情况|编写)(?:的)?说明$|印发|实施方案$")
_SURVEY_TITLE = re.compile(
    r"问卷|(?:网上|网络|在线|民意|社会|满意[度率]|群众|公众|市民|评议|专项|有奖)[^,。]{0,8}调查|满意[度率]|测评|调查$|您?(?:如何|怎么|是否)|投票"
)
_NO_SURVEY = re.compile(
    r"事故|普查|土地调查|森林|资源调查|调查监测|调查报告书|勘察|统计调查|调查员|行政处罚|案件|立案|采购|招标|中标|询价|流行病|地质|国土|劳动力调查员"
)
_INVITES = re.compile(
    r"(?:提出|反馈|反映|发表|留下)[^。\n]{0,20}(?:意见|建议)|(?:意见|建议)[^。\n]{0,30}(?:反馈至|发送至|发至|寄至|邮箱|电子邮件|信函|传真|来信|来电)"
    r"|欢迎[^。\n]{0,20}(?:参与|提出|建言|留言)|(?:征求|征集)[^。\n]{0,20}(?:意见|建议)"
)
_ASKS_IN_TEXT = re.compile(
    r"(?:公开|广泛|面向社会|向社会)[^。\n]{0,10}(?:征求|征集|听取)[^。\n]{0,20}(?:意见|建议)|现[^。\n]{0,30}征求意见"
)
_FORM_IN_TEXT = re.compile(r"问卷|(?:单|多)选题?|\[(?:单选|多选)\]|(?:填写|参与)[^。\n]{0,12}(?:问卷|调查)")
_NO_FEEDBACK = re.compile(r"巡视|巡察|督[察查导]|整改|审计|提案|议案|代表(?:的)?建议|代表、|信访|检查反馈|投诉|举报")


def kind_of_title(title: str, home: ColumnClass) -> tuple[Asked | None, bool]:
    """What a title asks for or tells about, and whether it tells a result; (None, …) where it says neither."""
    words = outside_quotes(plain(title).replace("\n", ""))
    words = re.sub(r"\([\d年月日.\-至]+\)$", "", words)
    if says_interpretation(title) or speaks_of_asking(title):
        return None, False
    is_survey = bool(_SURVEY_TITLE.search(words)) and not _NO_SURVEY.search(words)
    asks_opinions = bool(_ASKS_OPINIONS.search(words))
    kind = Asked.OPINIONS if asks_opinions else Asked.SURVEY if is_survey else None
    if asks_opinions and re.search(r"问卷|调查", words) and not re.search(r"征求|《", words):
        kind = Asked.SURVEY
    no_result = _ASKS_OTHER_THINGS.search(words) or _NO_SURVEY.search(words) or _NO_FEEDBACK.search(words)
    if _RESULT_TITLE.search(words) and not no_result:
        natural = Asked.SURVEY if home is ColumnClass.SURVEY else Asked.OPINIONS
        if kind is None and (home in ASKING_CLASSES or re.search(r"意见|采纳|征集", words)):
            kind = Asked.SURVEY if re.search(r"调查|问卷|测评", words) else natural
        return kind, kind is not None
    if kind is Asked.OPINIONS and (
        _NO_SOLICITATION.search(words) or (_ASKS_OTHER_THINGS.search(words) and not re.search(r"征求意见|意见", words))
    ):
        return None, False
    if kind is Asked.OPINIONS and _ASKS_OTHER_THINGS.search(words) and "《" not in words and "征求" not in words:
        return None, False  # 征集问题线索和意见建议: opinions only by the way
    return kind, False


def kind_of_text(title: str, text: str, home: ColumnClass) -> Asked | None:
    """For a title that says nothing: the text has to ask, and has to say how to answer."""
    text = plain(text)[:6000]
    if says_interpretation(title) or speaks_of_asking(title) or _NO_SOLICITATION.search(outside_quotes(plain(title))):
        return None
    if home is ColumnClass.SURVEY and _FORM_IN_TEXT.search(text) and not _NO_SURVEY.search(plain(title)):
        return Asked.SURVEY
    other = _ASKS_OTHER_THINGS.search(outside_quotes(plain(title)))
    if home is ColumnClass.SOLICITATION and _ASKS_IN_TEXT.search(text) and _INVITES.search(text) and not other:
        return Asked.OPINIONS
    return None
