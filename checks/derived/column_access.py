"""Whether a column's list can be judged at all, and if not, why: one answer for every check about columns."""

from __future__ import annotations

from dataclasses import dataclass

from checks.check import CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.measure import Occurrences
from checks.observation import ListSeen, Unreadable
from checks.subjects import Column
from checks.verdict import Verdict

_UNREADABLE: dict[Unreadable, tuple[Verdict, str]] = {
    Unreadable.LOGIN: (Verdict.NOT_OBSERVED, "需登录后才能查看"),
    Unreadable.WALL: (Verdict.NOT_OBSERVED, "被网站防护拦截"),
    Unreadable.NEEDS_BROWSER: (Verdict.NOT_OBSERVED, "列表由脚本生成，本次未能用浏览器打开"),
    Unreadable.ONLY_LINKS_ELSEWHERE: (Verdict.UNDECIDED, "页面仅为指向其他栏目或网站的链接，没有自身的信息列表"),
    Unreadable.UNKNOWN_LAYOUT: (Verdict.UNDECIDED, "未能识别页面中的信息列表"),
}


@dataclass(frozen=True, slots=True)
class NoAccess:
    verdict: Verdict  # not-observed: could not look; undecided: looked, found no list to judge
    why: str  # Chinese, without full stop
    place: CouldNotLook


def readable_list(column: Column, seen: ListSeen | None) -> ListSeen | NoAccess:
    """The list when it was read (it may still hold no row), else why it was not."""
    if seen is None:
        place = CouldNotLook(url=column.url, reason="not-looked-at")
        return NoAccess(Verdict.NOT_OBSERVED, "本次未查看该栏目", place)
    if seen.unreadable is not Unreadable.NONE:
        verdict, why = _UNREADABLE[seen.unreadable]
        return NoAccess(verdict, why, CouldNotLook(url=column.url, reason=seen.unreadable, detail=seen.fetch.wall))
    if not seen.fetch.has_page:
        place = CouldNotLook(url=column.url, reason=fetch_reason(seen.fetch), detail=seen.fetch.detail)
        return NoAccess(Verdict.NOT_OBSERVED, fetch_sentence(seen.fetch), place)
    return seen


def ruling_without_list(no_access: NoAccess) -> Ruling:
    """What a check about rows answers where there is no list; its MESSAGES has "not-read" with {why}."""
    return Ruling(
        verdict=no_access.verdict,
        measure=Occurrences(0, unknown=1),
        could_not_look=(no_access.place,),
        note="not-read",
        facts=(("why", no_access.why),),
    )
