"""What a link calls a file and what the file calls itself, made comparable.

Wording differs legitimately very often: 附件1, 点击下载, shortened names, 盖章版, the title of the notice that puts an
annex out. So a name that is no title of its own says nothing, and the rest is compared with its decorations off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.derived.chinese_text import plain

_ENDING = re.compile(
    r"\.\s?(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|dps|rtf|txt|csv|zip|rar|7z|html?|jpe?g|png)$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:点击)?(?:下载|查看)?[:\s]*(?:附\s?[件表]|附)\s?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?(?:[-—]\d{1,2})?\s?[:.、,\s]*(?=\S|$)"
)
_NUMBER_IN_FRONT = re.compile(r"^[(\[]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})[)\].、:]\s*(?=\S)")
_DECORATION = re.compile(
    r"[(\[【]?(?:盖章|公章|签章|签字|扫描|定稿|终稿|最终|印发|正式|公示|公开|电子|排版|发文|修改|校对|清样|网站|上网|挂网|打印|下载)"
    r"(?:版|件|稿|后|本)+\d*[)\]】]?|[(\[【]?(?:pdf|word|excel|wps|ofd)版?[)\]】]?|[(\[【](?:\d{1,2}|点击下载|下载|新|最新)[)\]】]"
    r"|(?:19|20)\d{2}[.\-_/]?\d{2}[.\-_/]?\d{2}$|\s+",
    re.IGNORECASE,
)
_FORM = r"(?:表|样表|申请书|申报书|承诺书|委托书|登记书|推荐书|说明书|责任书|模板|样本|样式|范本|格式|册|卡|证)"
_KIND = (
    r"(?:通知|公告|通告|公示|意见|办法|方案|规定|细则|规划|计划|报告|年报|决定|决议|批复|纪要|总结|要点|说明|解读|清单|目录|名单|名册|指南|须知|预算|"
    r"决算|统计|预案|规程|规范|标准|条例|章程|制度|协议|合同|汇编|台账|一览表|流程图|公报|" + _FORM + r")"
)
_ENDS_AS_TITLE = re.compile(_KIND + r"(?:\([^()]{1,20}\))?$")
_ENDS_AS_FORM = re.compile(_FORM + r"(?:\([^()]{1,20}\))?$")
_TO_BE_FILLED = re.compile(
    r"样表|样本|样式|模板|示例|参考|范本|格式|(?:申请|申报|报名|登记|推荐|审批|备案|承诺|委托|采集|意见反馈)(?:汇总|信息)?(?:表|书|卡)"
)
_OFFICE = re.compile(
    r"^[\u4e00-\u9fff]{2,24}?(?:局|委|委员会|办|办公室|政府|中心|厅|镇|乡|街道|街道办事处|院|校|会|公司|大队|支队|所|站)$"
)
_SHORTEST_TITLE = 8
_SIGNS = re.compile(r"[\W_]+")

_YEAR = re.compile(r"(?<![\d〔(\[])((?:19|20)\d{2})(?=年|[\u4e00-\u9fff])")
# Years that belong to an edition of a form or to a span, not to what the document is about.
_OTHER_YEARS = re.compile(
    r"[(\[《]?(?:19|20)\d{2}年?(?:版|修订|修正|修改|制定?|印制|试行)[^)\]]{0,4}[)\]]?"
    r"|(?:19|20)\d{2}年?度?\s?[-—~至到、和及]\s?(?:19|20)?\d{2}年?|[〔(\[](?:19|20)\d{2}[〕)\]]"
    r"|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}"
)
_PERIOD = re.compile(
    r"第?[一二三四1-4]季度|(?<!\d)(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?|上半年|下半年|第[一二三四五六七八九十\d]{1,3}[批期轮次]"
)
_LISTED = re.compile(r"^附\s?件\s?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})?\s?[:.、]?\s?(?P<name>.*)$")
_LISTED_ON = re.compile(r"^(?P<number>\d{1,2})\s?[.、．]\s?(?P<name>.+)$")
_FIGURES = {sign: str(place) for place, sign in enumerate("零一二三四五六七八九")} | {
    "十": "10",
    "十一": "11",
    "十二": "12",
}
_NUMERAL = re.compile(r"十[一二]|[一二三四五六七八九十]")
_MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class FileName:
    """`title` with its decorations off, "" where the name is none; `number` of 附件3, "" without."""

    title: str
    number: str


def file_name(text: str) -> FileName:
    """A link's text or a line of a list of annexes."""
    flat = _ENDING.sub("", plain(text).replace("\n", " ").strip())
    number = ""
    for pattern in (_LABEL, _NUMBER_IN_FRONT):
        match = pattern.match(flat)
        if match and flat[match.end() :] != flat:
            number = number or _figure(match["number"] or "")
            flat = flat[match.end() :]
    bare = _DECORATION.sub("", flat.strip("《》\"'“”【】[] ")).strip("-_—.、:,")
    return FileName(bare if is_title(bare) else "", number)


def is_title(bare: str) -> bool:
    """Whether these words name one document: long enough, and ending in a kind of document."""
    return len(_SIGNS.sub("", bare)) >= _SHORTEST_TITLE and _ENDS_AS_TITLE.search(bare) is not None


def is_form(title: str) -> bool:
    return _ENDS_AS_FORM.search(title) is not None


def is_to_be_filled(title: str) -> bool:
    """A form that people fill in: last year's is commonly handed out again."""
    return _TO_BE_FILLED.search(title) is not None


def squeezed(text: str) -> str:
    return _SIGNS.sub("", plain(text))


def years(title: str) -> frozenset[str]:
    """Years that the document is about; those of editions, spans, numbers of documents and days left aside."""
    return frozenset(_YEAR.findall(_OTHER_YEARS.sub(" ", plain(title))))


def has_other_years(title: str) -> bool:
    return _OTHER_YEARS.search(plain(title)) is not None


def without_years(title: str) -> str:
    return squeezed(re.sub(r"(?:19|20)\d{2}\s?年?度?", "", plain(title)))


def differ_by_office(one: str, other: str) -> bool:
    """Whether one title is the other with the name of an office in front; both squeezed."""
    shorter, longer = sorted((one, other), key=len)
    in_front = longer.removesuffix(shorter)
    return bool(shorter) and in_front != longer and (not in_front or _OFFICE.match(in_front) is not None)


def periods(title: str) -> frozenset[str]:
    """Quarters, months, half years and instalments, in one spelling: 第三季度 and 3季度 are one."""
    found = (each.removeprefix("第").removesuffix("份") for each in _PERIOD.findall(plain(title)))
    return frozenset(_NUMERAL.sub(lambda match: _figure(match[0]), each) for each in found)


def listed_annexes(text: str) -> dict[str, str]:
    """Number → name of the annexes that a body lists (附件：1.…); "" is the number of a single one."""
    found: dict[str, str] = {}
    inside = False
    for line in plain(text).split("\n"):
        line = line.strip()
        match = _LISTED.match(line)
        if match is not None and len(line) < 90:
            inside = True
            rest = match["name"].strip()
            on = _LISTED_ON.match(rest)
            number, name = (on["number"], on["name"]) if on else (_figure(match["number"] or ""), rest)
        elif inside and (on := _LISTED_ON.match(line)) is not None and len(line) < 90:
            number, name = on["number"], on["name"]
        else:
            inside = inside and len(line) < 3
            continue
        if name:
            found.setdefault(number, name)
        if len(found) >= _MOST_LISTED:
            break
    return found


def _figure(number: str) -> str:
    return _FIGURES.get(number, number)
