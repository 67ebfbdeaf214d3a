"""The numbers a feedback states: what came in, what was adopted, adopted in part and not adopted.

Numbers are read where they stand next to their word. Whatever could make the sum miss the total for a good reason
(supportive opinions, several opinions in one letter, a second way of counting, an approximate figure) is noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.derived.chinese_text import NUMBER, number

OPINION = r"(?:意见|建议|留言|反馈|异议|来信|来函|邮件|电话|诉求|回复|信件|答卷|问卷)"
ONLY_IF = re.compile(r"如(?:果|未|无|有|逾|需|对|不|收|没|公众|单位)|若(?!干)|逾期|视为|视同|视作|默认")

_UNIT = r"(?:条|份|件|个(?!工作日|月|小时|自然日)|项|封|篇|通|则|次|人次|人|名|位|户|家)"
_MORE = r"(?:余|多|左右)?"
_AMOUNT = rf"(?P<n>{NUMBER})(?P<more>{_MORE})(?P<unit>{_UNIT})(?P<more2>{_MORE})"
# 收到 speaks of what came in; the others do so only where nothing better stands in the text.
_CAME_IN = ("收到", "征集", "收集", "接到", "征得", "征求", "回收")
RECEIVED = re.compile(
    r"(?:收到|征集到?|收集到?|接到|征得|征求到|回收|反馈|参与|提出|反映)(?:了|有|的)?"
    rf"(?:(?!未|无|不[予采])[^。;,\n\d]){{0,28}}?(?:共|共计|总计|合计|累计|[:为])?{_AMOUNT}"
)
_TOTAL_IN_FRONT = re.compile(
    rf"(?:共|共计|一共|总共|总计|合计|累计|已)(?:有)?{_AMOUNT}[^。;,\n]{{0,12}}(?:{OPINION}|参与|参加)"
)
_TOTAL_BEHIND = re.compile(rf"{OPINION}(?:建议)?(?:共|共计|总计|合计|累计)(?:有)?{_AMOUNT}")
_ANY_AMOUNT = re.compile(rf"(?<!第)(?<!\d){_AMOUNT}")
_OF_PEOPLE = re.compile(r"^(?:单位|部门|企业|公司|群众|市民|公众|网友|居民|镇|乡|社区|村|学校|代表)")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十、,和及至~-]*$")
_PEOPLE_UNITS = frozenset({"人", "人次", "名", "位", "户", "家"})
# What opinions are counted in; the other units count letters, calls and senders, each of which may hold several.
_OPINION_UNITS = frozenset({"条", "项", "个", "则"})

_ADOPT = re.compile(
    rf"(?:(?P<n>{NUMBER})(?P<unit>{_UNIT})(?:意见|建议|的?意见建议)?(?:和建议)?[^。;,、\n\d]{{0,6}}?)?"
    r"(?P<how>(?:部分|基本|原则)(?:予以|得到|被)?(?:吸收)?采(?:纳|用)"
    r"|(?:未|不|没有?|暂不|均未|均不|未能|未予|不予|不作|未被|暂未|不予以|未予以|未获)(?:予以|予|作|被|得到)?(?:吸收)?采(?:纳|用)"
    r"|采(?:纳|用)(?:或|和|及|、|与)部分采(?:纳|用)|(?:吸收|予以|已|被|全部|均|得到|可|拟)*采(?:纳|用))"
    rf"(?:的?(?:意见|建议|情况|数量?)?(?:建议|共|有|的|为|[:])*(?P<after>{NUMBER})(?P<unit2>{_UNIT}))?"
)
_ALL_ADOPTED = re.compile(
    r"(?:均|全部|都|全)(?:已|予以|被|得到|可以?|作了?|进行了?)*(?:研究|吸收|认真)*采(?:纳|用)"
    r"|(?:已|我们已|我局已)吸收采纳|采纳全部|全数采纳"
)
_NONE_ADOPTED = re.compile(r"(?:均|全部|都)(?:未|不|不予|未予|未被|暂不|没有)(?:予以|予|被)?采(?:纳|用)")
_THE_REST = re.compile(r"(?:其余|剩余|另外)[^。;,\n\d]{0,8}?(?P<how>部分|未|不予|不)?(?:予以|予|被)?采(?:纳|用)")
_ONE_DECIDED = re.compile(r"(?P<no>(?:不予|未予|未|不)(?:予以)?)?(?:予以|已)?采(?:纳|用)")
_OTHER_CATEGORIES = re.compile(
    rf"{NUMBER}{_UNIT}[^。;,、\n]{{0,20}}?(?:肯定|赞成|赞同|同意|支持|认可|理解|咨询|无关|解释|另行|重复|转交|转办|参考|研究|体现|说明|不属于)"
    r"|其余|剩余|(?:归纳|合并|整理|梳理)(?:为|成|出|后)|有效意见|涉及"
)
_ADOPTED_INCLUDES = re.compile(
    r"采纳[^。;]{0,12}其中[^。;]{0,10}部分采纳|采纳(?:或|和|及|、|与)部分采纳|采纳\(含部分采纳\)|采纳[^。;,]{0,10}含部分采纳"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """None: the number is not stated. `received` holds every total the text offers (3 份邮件, 共 12 条意见)."""

    received: tuple[int, ...] = ()
    totals: tuple[str, ...] = ()  # every number that may be the total, with its unit, as people read it: 3封, 12条
    others: tuple[int, ...] = ()  # amounts beside total and decisions: 2条 by telephone, 7条 in favour
    units: tuple[str, str, str] = ("条", "条", "条")  # of adopted, partly, rejected
    in_other_units: bool = False  # letters, calls or senders came in, opinions were decided
    adopted: int | None = None
    partly: int | None = None
    rejected: int | None = None
    adopted_includes_partly: bool = False  # 采纳5条（其中部分采纳2条） or 采纳或部分采纳5条
    has_other_categories: bool = False  # supportive, merged, explained: the sum need not be the total
    has_other_numbers: bool = False  # letters and calls beside opinions: it is not sure which number is the total
    approximate: bool = False  # 300余份

    @property
    def decided(self) -> tuple[int, ...]:
        """What is stated of adopted, partly adopted and rejected."""
        return tuple(count for count in (self.adopted, self.partly, self.rejected) if count is not None)

    @property
    def made_up(self) -> frozenset[int]:
        """What the decisions may make up: a total, another number, channels taken together, what is left."""
        beside = sum(self.others)
        together = (number for total in self.received for number in (total, total + beside, total - beside))
        return frozenset((*self.others, *together))

    @property
    def total_is_sure(self) -> bool:
        """One number is the total, and the decisions are counted as it is."""
        doubtful = self.approximate or self.has_other_categories or self.has_other_numbers or self.in_other_units
        return len(self.received) == 1 and not doubtful


def survey_counts(passage: str) -> Counts:
    received = [
        match for match in _totals(passage) if tells_the_past(passage, match) or match[0][:2] in {"回收", "参与"}
    ]
    return Counts(received=_values(received), approximate=_is_approximate(received))


def opinion_counts(passage: str) -> Counts:
    totals = [match for match in _totals(passage) if "采" not in match[0]]
    opinions = [match for match in totals if not _counts_people(passage, match)]
    received = _values(opinions or totals)
    tally = _tally(passage)
    adopted, partly, rejected = (stated[0] for stated in tally)
    if adopted is partly is rejected is None:
        adopted, partly, rejected = _decided_at_once(passage, received)
    elif len(received) == 1:
        adopted, partly, rejected = _with_the_rest(passage, received[0], adopted, partly, rejected)
    window = _window(passage, totals)
    others = _other_numbers(window, received)
    named = [f"{number(match['n'])}{match['unit']}" for match in totals] + [text for _, text in others]
    return Counts(
        received=received,
        totals=tuple(dict.fromkeys(named)),
        others=tuple(value for value, _ in others),
        units=(tally[0][1], tally[1][1], tally[2][1]),
        in_other_units=_in_other_units(opinions or totals, [unit for count, unit in tally if count is not None]),
        adopted=adopted,
        partly=partly,
        rejected=rejected,
        adopted_includes_partly=bool(_ADOPTED_INCLUDES.search(passage)),
        has_other_categories=bool(_OTHER_CATEGORIES.search(window)),
        has_other_numbers=len(opinions) < len(totals) or bool(others),
        approximate=_is_approximate(totals),
    )


def tells_the_past(text: str, match: re.Match[str]) -> bool:
    """收到3条意见, but not 反馈期限5日 nor 参与者需填写3份."""
    if not match[0].startswith(_CAME_IN) and match.re is RECEIVED:
        return False
    around = text[max(match.start() - 24, 0) : match.end() + 12]
    return not ONLY_IF.search(around) and bool(re.search(OPINION, around))


def _totals(passage: str) -> list[re.Match[str]]:
    """Totals in the order of the text; parts (其中电子邮箱1条) are no totals."""
    patterns = (RECEIVED, _TOTAL_IN_FRONT, _TOTAL_BEHIND)
    found = [match for pattern in patterns for match in pattern.finditer(passage)]
    whole = []
    for match in sorted(found, key=lambda match: match.start()):
        before = passage[max(match.start() - 8, 0) : match.start()]
        if "其中" in before or "其中" in match[0] or number(match["n"]) is None:
            continue
        whole.append(match)
    # 收到8份反馈，提出意见12条: both may be the total. 参与 and 反馈 alone count only where nothing else does.
    strong = [
        match
        for match in whole
        if match.re is not RECEIVED
        or match[0].startswith(_CAME_IN)
        or re.match(
            r"(?:提出|反映)[^,]*?(?:意见|建议|\d[^,。;]{1,4}(?:意见|建议))", passage[match.start() : match.end() + 6]
        )
    ]
    return strong or whole


def _counts_people(passage: str, match: re.Match[str]) -> bool:
    """11个单位 and 20人 answered; how many opinions they had is another number."""
    return match["unit"] in _PEOPLE_UNITS or bool(_OF_PEOPLE.match(passage[match.end() :]))


def _values(matches: list[re.Match[str]]) -> tuple[int, ...]:
    values = (number(match["n"]) for match in matches)
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _is_approximate(matches: list[re.Match[str]]) -> bool:
    return any(match["more"] or match["more2"] for match in matches)


def _tally(passage: str) -> list[tuple[int | None, str]]:
    """Adopted, partly and not adopted, each as first stated, with its unit."""
    stated: dict[str, tuple[int, str]] = {}
    for match in _ADOPT.finditer(passage):
        counted = bool(match["n"]) and not _is_ordinal(passage, match.start("n"))
        words = match["n"] if counted else match["after"]
        value = number(words) if words else None
        if value is None:
            continue
        how = match["how"]
        if how.startswith(("部分", "基本", "原则")):
            kind = "partly"
        elif how.startswith(("未", "不", "没", "暂", "均未", "均不")):
            kind = "rejected"
        else:
            kind = "adopted"
        stated.setdefault(kind, (value, match["unit"] if counted else match["unit2"]))
    return [stated.get(kind, (None, "条")) for kind in ("adopted", "partly", "rejected")]


def _is_ordinal(text: str, place: int) -> bool:
    """第2条意见 and 第1、3、6条意见 name opinions, they do not count them."""
    return bool(_ORDINAL.search(text[max(place - 30, 0) : place]))


def _in_other_units(totals: list[re.Match[str]], decided: list[str]) -> bool:
    """收到3封邮件, 采纳5条: nothing says how many opinions the letters held."""
    outcomes = {_counted_in(unit) for unit in decided}
    return bool(outcomes) and not outcomes <= {_counted_in(match["unit"]) for match in totals}


def _counted_in(unit: str) -> str:
    return "条" if unit in _OPINION_UNITS else unit


def _decided_at_once(passage: str, received: tuple[int, ...]) -> tuple[int | None, int | None, int | None]:
    """均采纳, 均不采纳, and one opinion with one decision (收到1条意见，经研究，不予采纳) need no second number."""
    total = max(received, default=None)
    if _NONE_ADOPTED.search(passage):
        return 0, 0, total
    if _ALL_ADOPTED.search(passage) and not re.search(r"(?:未|不予|不|部分)采(?:纳|用)", passage):
        return total, 0, 0
    decided = _ONE_DECIDED.search(passage)
    if (
        received != (1,)
        or decided is None
        or "部分采纳" in passage
        or re.search(r"采纳(?:情况|结果)[^。]{0,4}$", passage)
    ):
        return None, None, None
    return (0, 0, 1) if decided["no"] else (1, 0, 0)


def _with_the_rest(
    passage: str, received: int, adopted: int | None, partly: int | None, rejected: int | None
) -> tuple[int | None, int | None, int | None]:
    """其余均未采纳 states a number too."""
    rest = _THE_REST.search(passage)
    left = received - sum(count or 0 for count in (adopted, partly, rejected))
    if rest is None or left < 0:
        return adopted, partly, rejected
    match rest["how"]:
        case "部分":
            return adopted, left if partly is None else partly, rejected
        case None:
            return left if adopted is None else adopted, partly, rejected
        case _:
            return adopted, partly, left if rejected is None else rejected


def _window(passage: str, totals: list[re.Match[str]]) -> str:
    """From the first total to the end of the sentence of the last decision: further down other things are counted."""
    if not totals:
        return passage
    decisions = [match.end() for match in _ADOPT.finditer(passage)]
    last = max([totals[-1].end(), *decisions])
    ends = [place for place in (passage.find(mark, last) for mark in ("。", ";", "\n")) if place >= 0]
    plans = [place for place in (passage.find(mark, totals[0].end()) for mark in ("下一步", "下步")) if place >= 0]
    ends += plans
    return passage[totals[0].start() : min(ends, default=len(passage))]


def _other_numbers(window: str, received: tuple[int, ...]) -> list[tuple[int, str]]:
    """Amounts beside total and decisions, with their units, unless they are the channels that make up the total."""
    decided = [match.span() for match in _ADOPT.finditer(window) if match["n"] or match["after"]]
    others = [
        (value, f"{value}{match['unit']}")
        for match in _ANY_AMOUNT.finditer(window)
        if (value := number(match["n"])) is not None
        and value not in received
        and not _is_ordinal(window, match.start())
        and not any(begin <= match.start() < end for begin, end in decided)
    ]
    return [] if sum(value for value, _ in others) in received else others
