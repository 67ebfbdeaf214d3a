"""What a title calls a document: the name that policy, interpretation, draft and feedback share.

Titles wrap the name: an issuing office in front, 关于印发…的通知 around it, 政策解读 behind it. Two names are compared
after that is taken off. Dates, ordinals and versions stay: 2022年方案 and 2023年方案 are two documents.
"""

from __future__ import annotations

import re
from enum import IntEnum

from rapidfuzz import fuzz

from checks.derived.chinese_text import plain

# 92: on names of 20 characters one inserted word of two (建设) is still the same name, two words are not.
NEAR = 92.0
# 75: titles that share most of a name; enough for doubt, never for an accusation.
RESEMBLING = 75.0
_SHORTEST_NAME = 5  # 工作方案 and 实施意见 alone name nothing

_ISSUER_END = (
    r"(?:政府|县|市|区|省|办公室|办公厅|管委会|管理委员会|委员会|委|局|厅|办|中心|指挥部|领导小组|领导小组办公室|镇|乡|街道|街道办事处"
    r"|部门|单位|公司|医院|学校|法院|检察院|支队|大队|分局|总队|处|会)"
)
_ISSUER = re.compile(rf"^[^《》关]{{1,60}}?{_ISSUER_END}(?=关于|关印发|印发|转发)")
_PUTS_OUT = re.compile(
    r"^(?:关于|关)?(?:联合)?(?:印发|发布|公布|颁布|下发)(?P<name>.+?)的?(?:通知|公告|通告|决定|函|令)$"
)
_TRIAL = re.compile(
    r"(?:[(\[【](?:试行|暂行|现行有效|全文|有效|主动公开|已?失效|已?废止|文字版|图文版|扫描件|原文|附全文|正文)[)\]】])+$"
)
_NUMBER_IN_FRONT = re.compile(r"^[\u4e00-\u9fff]{1,14}[〔\[(【]\d{4}[〕\])】]第?\d+号[:,-]?(?=.{6})")
_NUMBER_BEHIND = re.compile(r"[(\[【-]?[\u4e00-\u9fff]{1,14}[〔\[(【]\d{4}[〕\])】]第?\d+号[)\]】]?$")
_LABEL_IN_FRONT = re.compile(r"^[\[【][^\]】\d]{1,10}[\]】](?=.{6})")
_SIGNS = re.compile(r"[\W_]+")

_READS = r"(?:解读|图解|读懂|看懂|图说|图读|答记者问|问答|速览|一图|漫说|漫解|政策说明|明白卡|明白纸)"
INTERPRETS = re.compile(_READS)
_READS_IN_FRONT = re.compile(
    r"^[\[【(]?(?:权威|政策|文件|文字|图文|图片|视频|动漫|动画|音频|专家|负责人|部门|媒体|H5|一张图|一图|图解|图说|图读|漫画|简明|快速)*"
    r"(?:解读|图解|读懂|看懂|了解|图说|图读|速览|问答)?[\]】)]?[:|丨│\-—·,!]*"
)
_READS_BEHIND = re.compile(
    r"(?:的)?[\[【(]?(?:相关|有关)?(?:权威|政策|文件|文字|图文|图片|视频|动漫|动画|音频|专家|负责人|部门|媒体|H5|简明|常见|热点)*"
    r"(?:解读|图解|问答|答记者问|政策说明|明白卡|明白纸|速览)(?:材料|稿|说明|文章|版|系列)?"
    r"(?:之?[一二三四五六七八九十\d]+|[(\[【][^)\]】]{1,8}[)\]】])?[\]】)]?$"
)
_DRAFT = re.compile(
    r"[(\[【]?(?:公开)?(?:(?:修订|修改|草案)?征求意见稿|征求意见|修订草案|草案|送审稿|审议稿|讨论稿|初稿|草稿|代拟稿|修订稿|修改稿)[)\]】]?"
)
_ASKS_OR_TELLS = re.compile(
    r"面向|向?社会各?界?|公开|广泛|征求|征集|征询|听取|公众|群众|市民|网民|意见和?建议|意见|建议|有关|"
    r"结果|反馈|情况|采纳|处理|汇总|统计|分析|总结|公布|公示|公告|通告|通知|启事|来函|的函|说明|报告|开展|进行|问卷|调查|活动|结束"
)


class Likeness(IntEnum):
    OTHER = 0
    RESEMBLING = 1  # alike enough for doubt
    NEAR = 2  # one name holds the other, a word was dropped or added
    SAME = 3


def document_names(title: str) -> tuple[str, ...]:
    """Names under which a document with this title may be cited: one, or several for 印发《甲》《乙》的通知."""
    title = _balanced(_without_issuer(_bare(title)))
    put_out = _PUTS_OUT.match(title)
    if put_out is None and (whole := quoted(title)) and title == f"《{whole[0]}》":
        return document_names(whole[0])
    name = put_out["name"] if put_out else title.removeprefix("关于")
    inner = quoted(name) if put_out else ()
    if inner and "".join(f"《{part}》" for part in inner) in name:
        return tuple(dict.fromkeys(each for part in inner for each in document_names(part)))
    squeezed = squeeze(name)
    return (squeezed,) if len(squeezed) >= _SHORTEST_NAME else ()


def interpreted_names(title: str) -> tuple[str, ...]:
    """Names of the documents that the title of an interpretation speaks of; () when it names none."""
    title = plain(title).replace("\n", "")
    inner = quoted(_balanced(title))
    if inner:
        # A year behind the quotation (《…》（2022年修编）的解读) belongs to the edition, not to the name.
        return tuple(dict.fromkeys(name for part in inner for name in document_names(part)))
    bare = _READS_BEHIND.sub("", title)
    bare = _READS_IN_FRONT.sub("", bare, count=1)
    return document_names(bare.removeprefix("关于")) if bare != title else ()


def says_interpretation(title: str) -> bool:
    """Whether the title itself, not a document quoted in it, says that this is an interpretation."""
    return bool(INTERPRETS.search(outside_quotes(plain(title))))


def topic(title: str) -> str:
    """What a solicitation or its feedback is about; "" when the title says nothing but that opinions are asked."""
    title = _balanced(plain(title).replace("\n", ""))
    inner = [part for part in quoted(title) if part]
    if inner:
        names = [name for part in inner for name in document_names(_DRAFT.sub("", part))]
        return "".join(names) or squeeze(_DRAFT.sub("", inner[0]))
    bare = _without_issuer(title).removeprefix("关于")
    bare = squeeze(re.sub(r"(?:的|了|和|及|与|等)+$", "", _ASKS_OR_TELLS.sub("", _DRAFT.sub("", bare))))
    bare = re.sub(r"^(?:的|关于|对|就)+|的$", "", bare)
    return bare if len(bare) >= _SHORTEST_NAME else ""


def issuer(title: str) -> str:
    """The office that a title names in front of 关于 or 印发; "" where there is none."""
    match = _ISSUER.match(plain(title).replace("\n", ""))
    return match[0] if match else ""


def likeness(one: str, other: str) -> Likeness:
    """Two squeezed names. Different figures are different documents, however alike the rest is."""
    if not one or not other:
        return Likeness.OTHER
    if one == other:
        return Likeness.SAME
    alike = fuzz.ratio(one, other)
    shorter, longer = sorted((one, other), key=len)
    if _ordinals(one) == _ordinals(other) and alike >= NEAR and _is_inside(shorter, longer):
        return Likeness.NEAR
    if alike >= RESEMBLING or (len(shorter) >= _SHORTEST_NAME and shorter in longer):
        return Likeness.RESEMBLING
    return Likeness.OTHER


def quoted(text: str) -> tuple[str, ...]:
    """What stands in the outermost 《》, with the marks inside raised by one level."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign == "《":
            if depth == 0:
                start = place + 1
            depth += 1
        elif sign == "》" and depth:
            depth -= 1
            if depth == 0:
                parts.append(text[start:place].replace("〈", "《").replace("〉", "》"))
    return tuple(parts)


def outside_quotes(text: str) -> str:
    for part in quoted(text):
        text = text.replace(f"《{part}》", "《》").replace(
            "《" + part.replace("《", "〈").replace("》", "〉") + "》", "《》"
        )
    return text


def squeeze(name: str) -> str:
    """Letters, figures and characters only, so that quotation marks and spaces make no difference."""
    return _SIGNS.sub("", _TRIAL.sub("", name))


def _bare(title: str) -> str:
    """Without what lists put around a title: 【规范性文件】, the 文号 in front or behind, （试行）."""
    title = plain(title).replace("\n", "")
    title = _NUMBER_IN_FRONT.sub("", _LABEL_IN_FRONT.sub("", title))
    return _TRIAL.sub("", _NUMBER_BEHIND.sub("", _TRIAL.sub("", title)))


def _without_issuer(title: str) -> str:
    return _ISSUER.sub("", title, count=1)


def _balanced(title: str) -> str:
    """Real titles lose a mark: 草案》征求意见 or 《办法征求意见."""
    missing = title.count("《") - title.count("》")
    if missing > 0:
        return title + "》" * missing
    return "《" * -missing + title if missing < 0 else title


def _ordinals(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+|第?[一二三四五六七八九十]+(?:批|期|轮|次|届|号|季度)", name))


def _is_inside(shorter: str, longer: str) -> bool:
    """Whether the longer name only adds to the shorter one; 甲镇方案 and 乙镇方案 replace, and are two documents."""
    signs = iter(longer)
    return all(sign in signs for sign in shorter)
