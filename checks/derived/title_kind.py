"""What kind of information a title announces, where the title alone says so; None for most titles.

Only for telling what plainly does not belong into a column: a title that could be two things is none of them.
"""

from __future__ import annotations

import re
from enum import StrEnum


class TitleKind(StrEnum):
    """The values are what reports call the kind."""

    NEWS = "工作动态"
    PROCUREMENT = "招标采购信息"
    RECRUITMENT = "招聘信息"
    DOCUMENT = "公文"
    INTERPRETATION = "政策解读"
    REPORT = "信息公开年报"


# What a title ends with when it is a paper of an office and no news about it.
_PAPER = re.compile(
    r"(?:通知|公告|通告|公示|通报|预告|启事|函|须知|办法|规定|细则|方案|意见|决定|批复|条例|规划|计划|措施|预案|名单|目录|清单|一览表|"
    r"表|情况|总结|思路|公报|统计|报告|解读|说明|问答|安排|令|要点|指南|标准|纪要|建议|答复|反馈|结果|议程)[）)》”\"\d〕】\s]*$"
)
_ABOUT = re.compile(r"^[\W\d]*(?:[^，。！]{0,30})?关于")
_PROCUREMENT = re.compile(
    r"(?:招标|采购|竞争性(?:磋商|谈判)|询价|询比|比选|中标|成交|竞价|单一来源|流标|废标|资格预审)[^，。]{0,12}(?:公告|公示|公开|邀请|结果|通知书)"
)
_NO_PROCUREMENT = re.compile(
    r"办法|规定|细则|制度|目录|意向|管理|关于(?:印发|规范|加强|进一步|做好)|政策|解读|处罚|投诉"
)
_RECRUITMENT = re.compile(
    r"(?:招聘|招录|招考)[^，。]{0,24}(?:公告|简章|公示|成绩|面试|体检|笔试|资格|名单|启事)|拟(?:聘用|录用)人员"
)
_NO_RECRUITMENT = re.compile(r"办法|规定|细则|意见|方案|措施|计划|解读|专场|招聘会|补贴")
_NEWS = re.compile(
    r"(?:[县市区镇乡局委办]|书记|县长|市长|区长|局长|主任|镇长|党组|党委|支部)[^，。]{0,24}"
    r"(?:召开|举行|举办|开展|组织|赴|到|深入|走访|慰问|调研|督导|督查|检查|视察|参加|出席|主持|带队|传达学习|集中学习|观看|荣获|获评)[^，。]*"
    r"|(?:会议?|培训班|座谈会|推进会|现场会|动员会|活动|仪式|讲座|比赛|演练|论坛)(?:顺利|圆满|隆重|成功|在\S{1,12})?"
    r"(?:召开|举行|举办|开班|闭幕|落幕|结束|启动|开幕|成功|完成)$"
)
_DOCUMENT = re.compile(r"^[^，。]{2,40}关于印发[^，。]+的通知(?:（[^（）]*）)?$|^[^，。]{0,30}人民政府令第[^，。]+号$")
_INTERPRETATION = re.compile(
    r"^(?:一图(?:读懂|看懂|解读)|图解|【?图解】?|音频解读|视频解读|专家解读)|(?:政策|文字|图文|专家)?解读$"
)
_REPORT = re.compile(
    r"20\d{2}年?(?:度)?[^，。]{0,20}政府信息公开(?:工作)?年度报告|政府信息公开(?:工作)?年度报告[（(]?20\d{2}"
)


def title_kind(title: str) -> TitleKind | None:
    title = title.strip()
    if _REPORT.search(title):
        return TitleKind.REPORT
    if _INTERPRETATION.search(title):
        return TitleKind.INTERPRETATION
    if _DOCUMENT.search(title):
        return TitleKind.DOCUMENT
    if _PROCUREMENT.search(title) and not _NO_PROCUREMENT.search(title):
        return TitleKind.PROCUREMENT
    if _RECRUITMENT.search(title) and not _NO_RECRUITMENT.search(title):
        return TitleKind.RECRUITMENT
    if _NEWS.search(title) and not _ABOUT.search(title) and not _PAPER.search(title):
        return TitleKind.NEWS
    return None
