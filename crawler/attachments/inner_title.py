"""What a file calls itself: the title among its first lines, under red heads, numbers and the word 附件."""

from __future__ import annotations

import re

from crawler.attachments.file_report import LONGEST_TITLE

_LINES = 14  # a title stands in the first few; a red head with its number and signer takes up to six
_MOST_PIECES = 4  # a long title is broken over up to four centred lines
_LONGEST_LINE = 60  # a longer one is a sentence of the body

# Lines are in NFKC: brackets and colons are the narrow ones, 〔〕 stay.
_BEFORE_A_TITLE = re.compile(
    r"附\s?[件表录]\s?[\d一二三四五六七八九十]{0,3}(?:[-—]\d{1,2})?\s?[:.、]?"
    r"|[\u4e00-\u9fff ]{2,30}文\s?件|\(?[\u4e00-\u9fff ]{1,14}[〔\[(]\s?\d{4}\s?[〕\])]\s?第?\s?\d+\s?号\)?"
    r"|(?:签发人|密级|公开属性|公开方式|信息公开形式|信息公开选项|索引号|编号)\s?:?.{0,20}|主动公开|依申请公开|[-—\s]*\d{1,4}[-—\s]*|第\s?\d+\s?页.{0,12}"
    r"|(?:公开|预算|决算|财决|批复|部门)?\s?[\d-]{1,5}\s?表|表\s?[一二三四五六七八九十\d]{1,3}(?:-\d{1,2})?"
    r"|\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|[-_=*~.#·\s]+"
)
_LABEL = re.compile(r"^附\s?[件表录]\s?[\d一二三四五六七八九十]{0,3}(?:[-—]\d{1,2})?\s?[:.、\s]\s?(?=\S{3})")
# In sheets the unit of the figures and who filled the form in stand in the row of the title.
_BESIDE = re.compile(
    r"\s*(?:金额|计量)?(?:单位|填报单位|编制单位|填报人|填表日期|制表日期|填报日期|填报时间)(?:名称)?\s?:.*$"
)
_END = re.compile(
    r"(?:通知|公告|通告|公示|意见|办法|方案|规定|细则|规划|计划|报告|决定|决议|令|函|批复|纪要|总结|要点|说明|解读|清单|目录|名单|名册|表|册|书|指南|"
    r"须知|预算|决算|公开|统计|情况|预案|规程|规范|标准|条例|章程|制度|协议|合同|样表|模板|范本|汇编|台账|一览|流程图)"
    r"(?:\([^()]{1,20}\))?$"
)
_NO_TITLE = re.compile(
    r"^(?:序号|编号|姓名|单位名称|项目名称|填表|填报|目\s?录$|[一二三四五六七八九十]+、|第[一二三四五六七八九十\d]+[章条]|\([一二三四五六七八九十\d]+\)|"
    r"\d+[.、])"
)
_STOPS = re.compile(r"[。;!?:]$|,")


def inner_title(text: str) -> str:
    """The title as one line, "" where the first lines show none for sure."""
    pieces: list[str] = []
    for raw in text.split("\n")[:_LINES]:
        line = raw.strip()
        if not pieces:
            if _BEFORE_A_TITLE.fullmatch(line):
                continue
            line = _LABEL.sub("", line)
        line = _BESIDE.sub("", line)
        if not line:
            continue
        if len(line) > _LONGEST_LINE or _NO_TITLE.match(line) or _STOPS.search(line):
            break
        pieces.append(line)
        if _END.search(_joined(pieces)) or len(pieces) >= _MOST_PIECES:
            break
    title = _joined(pieces)
    return title if _END.search(title) and len(title) <= LONGEST_TITLE else ""


def _joined(pieces: list[str]) -> str:
    """Blanks between Chinese signs are spacing of a designer, not words."""
    return re.sub(r"(?<=[\u4e00-\u9fff〔〕《》()\d]) (?=[\u4e00-\u9fff〔〕《》()\d])", "", " ".join(pieces))
