"""How each solicitation of a column stands at `as_of`: open, answered, unanswered, or not to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from checks.check import AsOf
from checks.derived.chinese_text import days_named, plain
from checks.derived.closing_day import ClosingDay, closing_day
from checks.derived.document_name import Likeness, likeness
from checks.derived.shared_columns import unread_for_results
from checks.derived.solicitation_kind import Asked
from checks.derived.solicitations import Solicitation, Told, solicitations
from checks.subjects import Column
from checks.workdays import WorkCalendar
from checks.world import World

_PUT_OFF = re.compile(r"延长|延期|顺延|推迟|延至")
_COUNTED = re.compile(r"\d(?:\.\d+)?%|\d票|(?:参与|投票|答卷|填写)(?:人数|人次|总数|份数)")
_CALLED_RESULT = re.compile(
    r"(?:意见|建议|征集|征求|调查|问卷)[^,。]{0,8}(?:结果|汇总|统计|分析|采纳)|反馈(?:情况|结果)|结果反馈|采纳情况"
)


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    CLOSING_DAY_UNKNOWN = "closing-day-unknown"
    MAYBE_ANSWERED = "maybe-answered"
    LIST_INCOMPLETE = "list-incomplete"
    NOT_READ = "not-read"


@dataclass(frozen=True, slots=True)
class Standing:
    solicitation: Solicitation
    state: State
    closing: ClosingDay | None = None
    alike: str = ""  # title of the result that may belong to it
    not_read: str = ""  # name of the column whose list was not read far enough


def standings(
    world: World, column: Column, asked: Asked, as_of: AsOf, grace_working_days: int, since: date | None
) -> list[Standing]:
    """Every solicitation of this kind that the column had put up by `as_of`, but those that closed before `since`."""
    found = [
        _standing(world, each, as_of, grace_working_days)
        for each in world.derived(solicitations).asked
        if each.asked is asked and each.column == column and _was_out(each, as_of)
    ]
    return [each for each in found if since is None or each.closing is None or each.closing.day >= since]


def _was_out(each: Solicitation, as_of: AsOf) -> bool:
    return each.published is None or each.published.day <= as_of.day


def was_told_by(result: Told, as_of: AsOf) -> bool:
    """A result counts unless something dates it after `as_of`."""
    if result.same_page:
        # The page carries the day of the call; the passage has the days of the result.
        days = days_named(result.feedback.passage) if result.feedback else ()
        return not days or min(days) <= as_of.day
    return result.published is None or result.published.day <= as_of.day


def _standing(world: World, each: Solicitation, as_of: AsOf, grace: int) -> Standing:
    if any(was_told_by(result, as_of) for result in each.results):
        return Standing(each, State.ANSWERED)
    if each.page is None:
        return Standing(each, State.NOT_READ)
    closing = _stated_closing(world, each)
    if closing is not None:
        closing = _put_off(world, each, closing)
    if closing is None:
        return Standing(each, State.CLOSING_DAY_UNKNOWN)
    due = _working_days_later(closing.day, grace, world.calendar)
    if due is None:
        return Standing(each, State.CLOSING_DAY_UNKNOWN, closing)
    if due >= as_of.day:
        return Standing(each, State.OPEN, closing)
    alike = next((result.title for result in each.maybe if was_told_by(result, as_of)), "")
    if not alike:
        # A file or a page that we did not read, and that is called the result.
        called = (*(file.name for file in each.page.attachments), *(link.text for link in each.page.main_links))
        alike = next((name for name in called if _CALLED_RESULT.search(plain(name))), "")
    if not alike and each.asked is Asked.SURVEY and _COUNTED.search(plain(each.page.text)):
        alike = "调查页面所列统计数字"
    if alike:
        return Standing(each, State.MAYBE_ANSWERED, closing, alike=alike)
    gap = unread_for_results(world, each.column, closing.day)
    if gap:
        return Standing(each, State.LIST_INCOMPLETE, closing, not_read=gap.name)
    return Standing(each, State.UNANSWERED, closing)


def _stated_closing(world: World, each: Solicitation) -> ClosingDay | None:
    if each.page is None:
        return None
    published = each.published.day if each.published else None
    return closing_day(f"{each.title}\n{each.page.text}", published, world.calendar)


def _put_off(world: World, each: Solicitation, closing: ClosingDay) -> ClosingDay | None:
    """The closing day after later calls on the same draft (延长时间, 再次征求意见); None when one hides its own."""
    for other in world.derived(solicitations).asked:
        if other.url == each.url or other.asked is not each.asked or not each.topic:
            continue
        if likeness(each.topic, other.topic) is not Likeness.SAME or not _follows(other, each):
            continue
        later = _stated_closing(world, other)
        if later is None and _PUT_OFF.search(other.title):
            return None
        if later is not None and later.day > closing.day:
            closing = later
    return closing


def _follows(other: Solicitation, each: Solicitation) -> bool:
    if other.published is None or each.published is None:
        return bool(_PUT_OFF.search(other.title))
    return other.published.day >= each.published.day


def _working_days_later(day: date, count: int, calendar: WorkCalendar) -> date | None:
    while count > 0:
        day += timedelta(days=1)
        works = calendar.is_workday(day)
        if works is None:
            return None
        count -= works
    return day
