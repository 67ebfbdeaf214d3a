"""Titles that speak of opinions but neither ask the public for them nor tell what came of it.

News of meetings, visits and campaigns (县司法局召开《…》征求意见座谈会), invitations to meetings, an office's reply to
another office's draft (关于《…》征求意见的复函), work on letters and hotlines (热线意见建议办理情况). An open call or a
public notice says so itself (公开征求, …公告), and then it is one, whoever met or travelled for it. Words inside 《》
belong to the draft and say nothing here.
"""

from __future__ import annotations

import re

from checks.derived.chinese_text import plain
from checks.derived.document_name import outside_quotes

_MEETING = (
    r"(?:(?:座谈|研讨|论证|听证|协商|评审|恳谈|咨询|审查|说明|推进|动员|部署|培训|调度|交流|见面|通报|发布|反馈|讨论|审议|评议|协调|汇报|"
    r"意见|征求|征集|专题|工作|现场|院坝|坝坝|议事|碰头|办公|常务|党组|联席|圆桌)会议?(?!员)|会议|例会|论坛|沙龙|茶话会)"
)
# 社会 and 委员会 hold the sign, too; a meeting needs one of the words above in front of it.
_HELD = r"(?:召开|召集|举行|举办|主持|组织召开|顺利召开)"
_NEWS_VERB = re.compile(
    rf"{_HELD}|赴|率队|率领|带队|莅临|来(?:我|本)[省市县区镇乡局委办]|深入|走访|走进|走村|入户|进村|上门|面对面|"
    r"约见|调研(?!问卷|提纲|表)|考察|座谈|视察|出席|列席"
)
_CAMPAIGN = re.compile(
    r"^(?!关于)[^,。]*开展[^,。]*(?:活动|调研(?!问卷)|工作)$|(?:启动|完成|展开|推进|进行时|见成效|收官|圆满|有序|顺利|火热)[^,。]{0,6}$"
)
_COUNTED = re.compile(r"(?:意见|建议)[^,。《]{0,6}\d+余?[条个件项]|\d+余?[条个件项](?:意见|建议|金点子)")
_OPENLY = re.compile(
    r"公开(?:征求|征集|征询|听取|收集)|(?:面向|向)(?:全?[市县区省]|社会|公众|广大|全体|市民|群众|网民)[^,。]{0,10}(?:征求|征集|征询|听取)"
    r"|(?:征求|征集|征询|听取)(?:社会|公众|市民|群众|广大|网民)"
)
_NOTICE = re.compile(r"(?:公告|通告|启事|公示|通知|倡议书?|邀请函|一封信|告知书)(?:\([^()]*\))?$|征集公告|征求意见公告")
_MEETING_NOTICE = re.compile(rf"{_MEETING}[^,。]{{0,6}}?的?(?:公告|通告|通知|预告|启事|公示)(?:\([^()]*\))?$")
_REPLY = re.compile(
    r"(?:复函|回函|函复|回复函?|答复函?|复文|反馈意见(?:的?函)?|(?:无|没有|回复)意见的?(?:复?函|说明)|意见回复|回复意见|回应)(?:\([^()]*\))?$"
    r"|^(?:回复|答复|复函|回应)[::]"
)
_LETTERS = re.compile(r"热线|12345|信箱|来信|来电|留言|网民诉求|群众诉求|民呼|接诉|领导批示")
_HANDLED = re.compile(r"(?:办理|办结|处置|处理|落实|整改|受理|转办)[^,。]{0,4}(?:情况|结果|进展|通报|报告|清单)")
_OF_A_CALL = re.compile(r"征集|征求|征询|采纳")


def says_reply(title: str) -> bool:
    """A reply may be an office's answer to another office, or what one office calls its result."""
    return bool(_REPLY.search(outside_quotes(plain(title).replace("\n", ""))))


def speaks_of_asking(title: str) -> bool:
    """Whether the title belongs to one of these; unsure titles of documents (关于…的公告) do not."""
    words = outside_quotes(plain(title).replace("\n", ""))
    if says_reply(title) or _LETTERS.search(words):
        return True
    if _HANDLED.search(words) and not _OF_A_CALL.search(words):
        return True
    if _OPENLY.search(words):
        return bool(re.search(rf"{_HELD}[^,。]*{_MEETING}$|{_MEETING}{_HELD}$", words))
    if _MEETING_NOTICE.search(words):
        return True
    if _NOTICE.search(words):
        return False
    return bool(
        re.search(_MEETING, words) or _NEWS_VERB.search(words) or _CAMPAIGN.search(words) or _COUNTED.search(words)
    )
