"""Home page without an update within its period (两周).

Looks at the items of the blocks on a site's home page and at the articles they lead to: the newest day of publication
plus the period must not lie before the day judged. A home page without dated items is only a way in: then the newest
item of the site's columns counts, as the rule has it for such pages. A clock (今天是…), a counter and "last update"
lines are no items.

Cannot see: items that only a script draws, news that is written into a picture, what stood there before the look. So a
home page is left to a person where an item without a date may be younger, where one of its lists is empty, where a
column of the site has an update in time that the home page does not show, or where dates of the page lack the year or
stand in file names only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from checks.check import BEIJING, AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.date_wording import clue_name
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.derived.home_updates import HomeUpdates, home_updates, newest_in_columns
from checks.derived.row_dates import DatedRow
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import LinksSeen, ListSeen, PageSeen, PageType
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="stale-home-page",
    version=1,
    title="首页更新不及时",
    about=(SubjectKind.SITE,),
    needs=(PageSeen, LinksSeen, ListSeen),
    emits=Occurrences,
    severity=Severity.SERIOUS,
    params={
        "days": Param(
            default=14,
            meaning="首页多少天内应有信息更新",
            source="国办秘函〔2019〕19号单项否决指标“首页不更新”：监测2周，首页无信息更新；首页仅为导航入口的，看所有二级页面",
            status="verified",
        ),
    },
)

MESSAGES = {
    "stale": "首页最新信息日期为{newest}（《{title}》，{clue}），{days}天内应有更新，截至{as_of}已超期{over}天",
    "maybe-stale": "首页已知最新信息日期为{newest}（《{title}》，{clue}），按{days}天计，截至{as_of}已超出{over}天；"
    "但{doubt}，需人工核对",
    "in-time": "首页最新信息日期为{newest}（《{title}》，{clue}）",
    "columns-in-time": "首页没有带日期的信息，栏目“{column}”最新信息日期为{newest}，按二级页面计未超期",
    "columns-stale": "首页没有带日期的信息，已读取的栏目中最新信息日期为{newest}（“{column}”），超过{days}天；"
    "其他二级页面未核对，需人工核对",
    "no-dates": "首页没有可判断日期的信息，也没有读到本网站的栏目，无法判断首页更新情况",
    "all-later": "首页信息日期均晚于监测时间点，无法判断此前的更新情况",
    "not-read": "未能判断首页更新情况：{why}",
}

# Fewer dated items are a notice or two on a page of links, not the news of a site.
_FEWEST_ITEMS = 3


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    url = given.subject.url
    home = given.world.page(url)
    if home is None:
        return _not_read(CouldNotLook(url=url, reason="not-looked-at"), "本次未查看首页")
    if not home.fetch.has_page:
        place = CouldNotLook(url=url, reason=fetch_reason(home.fetch), detail=home.fetch.detail)
        return _not_read(place, fetch_sentence(home.fetch))
    if home.page_type in (PageType.WALL, PageType.ERROR):
        return _not_read(CouldNotLook(url=url, reason="wall"), "打开的不是首页")
    if home.fetch.final_url and urlsplit(home.fetch.final_url).netloc != urlsplit(url).netloc:
        return _not_read(CouldNotLook(url=url, reason="out-of-scope"), f"首页跳转到其他网站{home.fetch.final_url}")
    updates = home_updates(given.world, home, as_of.day)
    if updates.newest is None or updates.newest.day is None or updates.dated < _FEWEST_ITEMS:
        return _without_dates(given, home, updates, params["days"], as_of.day)
    return _judged(given, home, updates, updates.newest, params["days"], as_of.day)


def _not_read(place: CouldNotLook, why: str) -> Ruling:
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Occurrences(0, unknown=1),
        could_not_look=(place,),
        note="not-read",
        facts=(("why", why),),
    )


def _judged(given: Given, home: PageSeen, updates: HomeUpdates, newest: DatedRow, days: int, as_of: date) -> Ruling:
    facts = _facts(newest, days, as_of)
    due = (newest.day or date.min) + timedelta(days=days)
    if due >= as_of:
        return _ruling(Verdict.PASS, "in-time", facts, updates.dated)
    if doubt := _doubt(given, home, updates, due, days, as_of):
        facts["doubt"] = doubt
        found = _finding(home, newest, "maybe-stale", facts, Verdict.UNDECIDED)
        return _ruling(Verdict.UNDECIDED, "maybe-stale", facts, updates.dated, found)
    found = _finding(home, newest, "stale", facts, Verdict.FAIL)
    return _ruling(Verdict.FAIL, "stale", facts, updates.dated, found)


def _facts(newest: DatedRow, days: int, as_of: date) -> dict[str, str]:
    day = newest.day or date.min
    return {
        "newest": day.isoformat(),
        "title": newest.row.title,
        "clue": clue_name(newest.clue) if newest.clue else "",
        "days": str(days),
        "as_of": as_of.isoformat(),
        "over": str((as_of - day).days - days),
    }


def _doubt(given: Given, home: PageSeen, updates: HomeUpdates, due: date, days: int, as_of: date) -> str:
    """What speaks against calling the home page stale, "" when nothing does."""
    fresh_from = as_of - timedelta(days=days)
    if updates.only_later:
        return "首页有的板块只列出监测时间点之后的信息，此前的信息可能已被替换"
    if updates.newest_possible is not None and updates.newest_possible >= fresh_from:
        return "首页有信息的日期未标年份或只出现在网址中，可能在期限之内"
    if updates.may_be_newer:
        first = updates.may_be_newer[0]
        like = f"《{first.title}》" if first.title else first.url
        return f"首页另有{len(updates.may_be_newer)}条信息没有日期（如{like}），可能更新"
    if updates.unfilled:
        return f"首页有{updates.unfilled}处列表没有内容，可能由脚本填入"
    in_columns = newest_in_columns(given.world, given.subject.url, as_of)
    if in_columns is not None and in_columns[1].day is not None and in_columns[1].day >= fresh_from:
        return f"栏目“{in_columns[0].name}”有{in_columns[1].day}发布的信息，首页未见"
    if home.observed_at.astimezone(BEIJING).date() <= due:
        return "查看时间早于期限届满之日，此后是否更新未知"
    return ""


def _without_dates(given: Given, home: PageSeen, updates: HomeUpdates, days: int, as_of: date) -> Ruling:
    """首页仅为导航入口: the second level counts, and of that only the columns that were read are known."""
    fresh_from = as_of - timedelta(days=days)
    own = updates.newest
    if own is not None and own.day is not None and own.day >= fresh_from:
        return _ruling(Verdict.PASS, "in-time", _facts(own, days, as_of), updates.dated)
    if updates.only_later:
        return _ruling(Verdict.UNDECIDED, "all-later", {}, 0)
    in_columns = newest_in_columns(given.world, given.subject.url, as_of)
    if in_columns is None:
        return _ruling(Verdict.UNDECIDED, "no-dates", {}, updates.dated)
    column, newest = in_columns
    facts = {"column": column.name, **_facts(newest, days, as_of)}
    if newest.day is not None and newest.day >= fresh_from:
        return _ruling(Verdict.PASS, "columns-in-time", facts, updates.dated)
    found = _finding(home, newest, "columns-stale", facts, Verdict.UNDECIDED)
    return _ruling(Verdict.UNDECIDED, "columns-stale", facts, updates.dated, found)


def _ruling(
    verdict: Verdict, note: str, facts: Mapping[str, str], looked_at: int, found: Finding | None = None
) -> Ruling:
    return Ruling(
        verdict=verdict,
        measure=Occurrences(int(verdict is Verdict.FAIL), unknown=int(verdict is Verdict.UNDECIDED)),
        findings=(found,) if found else (),
        looked_at=max(1, looked_at),
        note=note,
        facts=tuple(facts.items()),
    )


def _finding(home: PageSeen, newest: DatedRow, code: str, facts: Mapping[str, str], verdict: Verdict) -> Finding:
    return Finding(
        url=home.url,
        code=code,
        facts=tuple(facts.items()),
        evidence=Evidence(
            excerpt=f"{newest.row.title}　{newest.clue.text if newest.clue else ''}",
            selector=newest.row.element,
            observed_at=home.observed_at,
            status=home.fetch.status,
            attempts=home.fetch.attempts,
            body_sha256=home.body_sha256,
        ),
        verdict=verdict,
    )
