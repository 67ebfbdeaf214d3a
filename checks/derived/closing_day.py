"""The last day on which people may answer a solicitation or survey, read from its text.

Only sentences about the time to answer are read: the draft that stands in the same text has days of its own (施行,
有效期). Of several such days the latest counts, so that doubt keeps a solicitation open. A period in working days
needs the calendar and the day of publication; without either there is no closing day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from checks.derived.chinese_text import NUMBER, calendar_day, number, plain
from checks.workdays import WorkCalendar

_Y = r"(?:(?P<{0}y>\d{{4}})[年./-])?"
_DAY = _Y + r"(?P<{0}m>\d{{1,2}})[月./-](?P<{0}d>\d{{1,2}})(?:日|号)?"
_CLOCK = (
    r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?[ ,]?"
    r"(?:(?:上午|下午|中午|晚上?)?\d{1,2}(?:[:时点]\d{0,2}分?(?::\d{2})?)?整?)?"
)
_BRACKETS = r"[\]\[】【)(]{0,2}"

_RANGE = re.compile(
    _DAY.format("a")
    + _CLOCK
    + _BRACKETS
    + r"(?:起)?,?(?:至|到|—+|-+|~|～|–+|―+|结束时间:?)"
    + _BRACKETS
    + r"(?:(?P<by>\d{4})[年./-])?(?:(?P<bm>\d{1,2})[月./-])?(?P<bd>\d{1,2})(?:日|号|(?!\d|:|个|[./-]))"
)
_START_AND_END = re.compile(
    r"(?:开始|起始)(?:时间|日期):?"
    + _DAY.format("a")
    + _CLOCK
    + r"\W{0,4}(?:结束|截止|终止)(?:时间|日期):?"
    + _DAY.format("b")
)
_UNTIL = re.compile(
    r"(?:截止|截至|结束|终止|止于|即日起?至|之日起?至|公布起至|发布起至|延长至|延期至)"
    r"(?:日期|时间|日|期限)?(?:为|是|到|至|于)?:?" + _BRACKETS + _DAY.format("b")
)
_BEFORE = re.compile(
    r"(?:于|在|请|:|,|。|^|将|时间|期限|务必|最迟|日期)[^,。;\n]{0,12}?"
    + _DAY.format("b")
    + _CLOCK
    + r"\(?(?:含(?:当日)?)?\)?(?:之?前|以前|截止|止|下班前|为止)"
)
# A sentence that holds a period and nothing else: 时间为…至…, 期限30天(自…起至…止), 自…至….
_BARE_BEFORE = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）]?[、.,]?)?"
    r"(?:(?:公示|公开|公告|征求|征集|征询|意见|反馈|收集|活动|起止|具体|本次|此次|调查|投票|有效|截止)*"
    r"(?:时间|期限|日期|时限|期间|期|时段)(?:为|是|:)*)?"
    rf"(?:共|为期)?(?:{NUMBER}个?(?:工作日|自然日|日|天|月|周))?[,(:]*(?:即|自|从|由)?[\[(【]*$"
)
_BARE_BEHIND = re.compile(
    rf"^[\])】]*(?:\d{{1,2}}[:时点]\d{{0,2}}分?)?(?:止|截止|为止|结束)?[,(]*(?:(?:共|共计|为期|期限)?{NUMBER}个?(?:工作日|自然日|日|天|月|周))?[\])】,]*$"
)
# Calls go up on the first day of their period, or some days to either side of it.
_NEAR_PUBLICATION = timedelta(days=15)
_LASTS = re.compile(
    rf"(?<![\d年月至到./:~—–-])(?P<n>{NUMBER})个?(?P<unit>工作日|自然日|日历日|日|天|个月|月|周|星期)(?:内|以内|之内|止|$|[,。;)(]|自|从|为止|\n)"
)
_FROM_PUBLICATION = re.compile(
    r"(?:(?:公示|公告|通告|征求意见|征集|意见征集|公开征求意见|反馈|意见反馈|调查|活动|提出意见|公开)(?:时间|期限|期|日期)"
    r"|(?:公布|发布|公告|公示|刊登|登载|公开|见报|通告|挂网|印发|即)(?:之)?日起|即日起|公示期|为期|发布后|公布后)"
)
_ABOUT_ANSWERING = re.compile(
    r"征求意见|征集|征询|意见|建议|反馈|公示期|公示时间|公示期限|截止|截至|即日起|之日起|结束时间|起止|"
    r"活动时间|调查时间|参与|参加|填写|填报|答卷|问卷|提交|来信|邮箱"
)
_ABOUT_TIME = re.compile(r"时间|期限|期间|截止|截至|起至|之前|日前|以前|前|内|至|到|结束|期为|为期|公示期|止|—|-|~|～")
_ABOUT_THE_DOCUMENT = re.compile(
    r"结果反馈|反馈结果|结果公[布示]|施行|实施之日|生效|有效期|废止|试行期|印发之日|执行至|文号|(?:起|开始)(?:执行|实施)|完成|建成|达到|出生|任职|收到[^日]{0,30}(?:条|份|件)"
)
_ABOUT_A_FORM = re.compile(r"问卷|答卷|填写|填报|在线答题")  # 请于12月1日前完成问卷
_HEADING = re.compile(r"^[^。;]{0,24}$")


@dataclass(frozen=True, slots=True)
class ClosingDay:
    day: date
    text: str  # the words that gave it


def closing_day(text: str, published: date | None, calendar: WorkCalendar) -> ClosingDay | None:
    """None when the text states no day, or states one that cannot be worked out."""
    found: list[ClosingDay] = []
    bare: list[ClosingDay] = []
    for sentence in _sentences(plain(text)):
        if day := _bare_period(sentence, published):
            bare.append(ClosingDay(day, sentence[:80]))
        if not _ABOUT_ANSWERING.search(sentence) or not _ABOUT_TIME.search(sentence):
            continue
        if _ABOUT_THE_DOCUMENT.search(sentence) and not _ABOUT_A_FORM.search(sentence):
            continue
        stated = _stated(sentence, published)
        if not stated and (lasting := _lasting(sentence, published, calendar)):
            stated = [lasting]
        found += [ClosingDay(day, sentence[:80]) for day in stated]
    if published is not None:
        # A solicitation cannot close before it opens; such a day belongs to something told in passing.
        found = [closing for closing in found if closing.day >= published]
    return max(found or bare, key=lambda closing: closing.day, default=None)


def _sentences(text: str) -> list[str]:
    """Sentences; a short heading (一、反馈时间) is read together with the paragraph below it."""
    sentences: list[str] = []
    heading = ""
    for paragraph in text.split("\n"):
        paragraph = paragraph.strip()
        if not paragraph:
            continue
        if _HEADING.match(paragraph) and _ABOUT_ANSWERING.search(paragraph) and not re.search(r"\d", paragraph[2:]):
            heading = paragraph.rstrip(":") + ":"
            sentences.append(paragraph)
            continue
        sentences += [part for part in re.split(r"[。;!?]", heading + paragraph) if part]
        heading = ""
    return sentences


def _stated(sentence: str, published: date | None) -> list[date]:
    """Days that the sentence names; a year that is not written is that of the beginning, or of the publication."""
    days: list[date] = []
    for match in (*_RANGE.finditer(sentence), *_START_AND_END.finditer(sentence)):
        begin = _day(match, "a", published, None)
        month = match["bm"] or match["am"]
        day = _dated(match["by"], month, match["bd"], begin or published)
        if day and day == begin and not match["bm"]:
            continue  # 7月10日至10日: a month is missing, and nobody knows which
        if day:
            days.append(day)
    if days:
        return days
    for pattern in (_UNTIL, _BEFORE):
        days += [day for match in pattern.finditer(sentence) if (day := _day(match, "b", published, None))]
    return days


def _bare_period(sentence: str, published: date | None) -> date | None:
    """The end of a period that stands alone and begins when the page was put up: it can only be the page's own."""
    match = _RANGE.search(sentence)
    if match is None or published is None:
        return None
    if not _BARE_BEFORE.match(sentence[: match.start()]) or not _BARE_BEHIND.match(sentence[match.end() :]):
        return None
    begin = _day(match, "a", published, None)
    end = next(iter(_stated(sentence, published)), None)
    if begin is None or end is None or abs(begin - published) > _NEAR_PUBLICATION:
        return None
    return end if end >= published else None


def _day(match: re.Match[str], group: str, published: date | None, not_before: date | None) -> date | None:
    return _dated(match[f"{group}y"], match[f"{group}m"], match[f"{group}d"], not_before or published)


def _dated(year: str | None, month: str, day: str, not_before: date | None) -> date | None:
    if year:
        return calendar_day(int(year), int(month), int(day))
    if not_before is None:
        return None
    same_year = calendar_day(not_before.year, int(month), int(day))
    if same_year is None or same_year >= not_before:
        return same_year
    if (not_before - same_year).days <= 180:
        return same_year  # a beginning shortly before the page was put up
    return calendar_day(not_before.year + 1, int(month), int(day))


def _lasting(sentence: str, published: date | None, calendar: WorkCalendar) -> date | None:
    begins = _FROM_PUBLICATION.search(sentence)
    if begins is None or published is None:
        return None
    match = _LASTS.search(sentence, begins.start())
    count = number(match["n"]) if match else None
    if match is None or not count or count > 400:
        return None
    match match["unit"]:
        case "工作日":
            return _after_working_days(published, count, calendar)
        case "个月" | "月":
            return published + timedelta(days=31 * count)  # never too early: the month may be a long one
        case "周" | "星期":
            return published + timedelta(days=7 * count)
        case _:
            return published + timedelta(days=count)


def _after_working_days(start: date, count: int, calendar: WorkCalendar) -> date | None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        works = calendar.is_workday(day)
        if works is None:
            return None
        left -= works
    return day
