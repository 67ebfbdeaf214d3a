"""Column without an update within its period.

Looks at the rows of the column's list and, for rows without a date, at the article's own date. The period is the
column's own (registry) or that of its class (table); the newest row plus the period must not lie before the day
judged. A pinned row counts as a date, but an old one never makes a column stale; dates in sidebars are no rows.

Cannot see: rows of pages that were not read (then a list must stand newest first, or we answer undecided), dates
that only a picture shows, whether an item is real news or an old one published again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.check import BEIJING, AsOf, CheckMeta, Param, Ruling
from checks.derived.column_access import NoAccess, readable_list
from checks.derived.date_wording import clue_name
from checks.derived.exemption import exempt_because
from checks.derived.row_dates import ColumnDates, DatedRow, column_dates
from checks.derived.update_period import UpdatePeriod, update_period
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.subjects import Column, SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="stale-column",
    version=1,
    title="栏目更新不及时",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.SERIOUS,
    params={
        "class_thresholds": Param(
            default={},
            meaning="栏目类别 → {days: 天数} 或 {months: 月数（按日历月）}；登记表中栏目自己的 update_within_days 优先",
            source="各指标体系自定；国办秘函〔2019〕19号：动态要闻类2周，通知公告、政策文件类6个月",
        ),
    },
)

MESSAGES = {
    "stale": "栏目“{column}”最新信息日期为{newest}（{clue}），更新期限为{period}，"
    "应于{due}前（含当日）更新，截至{as_of}已超期{over}天",
    "maybe-stale": "栏目“{column}”已知最新信息日期为{newest}（{clue}），更新期限为{period}，"
    "截至{as_of}已超出{over}天；但{doubt}，需人工核对",
    "in-time": "最新信息日期为{newest}（{clue}），更新期限为{period}，距超期还有{left}天",
    "no-period": "没有更新期限要求",
    "no-period-dated": "没有更新期限要求；最新信息日期为{newest}（{clue}）",
    "exempt": "免于更新考核：{reason}",
    "exempt-dated": "免于更新考核：{reason}；最新信息日期为{newest}（{clue}）",
    "not-read": "未能判断更新情况：{why}",
    "no-rows": "栏目中没有信息，由空白栏目检查认定",
    "no-dates": "栏目信息均无发布日期，无法判断更新情况",
    "all-later": "已读到的信息日期均晚于监测时间点（共{later}条），无法判断此前的更新情况",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    if reason := exempt_because(column, as_of):
        return _not_asked(given, as_of.day, "exempt", reason=reason)
    period = update_period(column, params["class_thresholds"])
    if period is None:
        return _not_asked(given, as_of.day, "no-period")
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return Ruling(
            verdict=seen.verdict,
            measure=Occurrences(0, unknown=1),
            could_not_look=(seen.place,),
            note="not-read",
            facts=(("why", seen.why),),
        )
    if not seen.rows:
        return _no_case("no-rows")
    return _judged(given, seen, period, as_of.day)


def _not_asked(given: Given, as_of: date, note: str, **facts: str) -> Ruling:
    """Nobody asks for updates; where the list was read, the newest date is told all the same."""
    seen = readable_list(given.column, next(iter(given[ListSeen]), None))
    newest = None if isinstance(seen, NoAccess) else column_dates(given.world, seen, as_of).newest
    if newest is None or newest.day is None or newest.clue is None:
        return _no_case(note, **facts)
    return _no_case(f"{note}-dated", newest=newest.day.isoformat(), clue=clue_name(newest.clue), **facts)


def _no_case(note: str, **facts: str) -> Ruling:
    return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note=note, facts=tuple(facts.items()))


def _judged(given: Given, seen: ListSeen, period: UpdatePeriod, as_of: date) -> Ruling:
    dates = column_dates(given.world, seen, as_of)
    newest = _told_by(dates, period, as_of)
    if newest is None or newest.day is None or newest.clue is None:
        note, facts = ("all-later", {"later": str(dates.after_as_of)}) if dates.after_as_of else ("no-dates", {})
        return _ruling(Verdict.UNDECIDED, dates, note, facts)
    due = period.last_day(newest.day)
    facts = {
        "column": given.column.name,
        "newest": newest.day.isoformat(),
        "clue": clue_name(newest.clue),
        "period": period.text,
        "due": due.isoformat(),
        "as_of": as_of.isoformat(),
        "left": str((due - as_of).days),
        "over": str((as_of - due).days),
    }
    if due >= as_of:
        return _ruling(Verdict.PASS, dates, "in-time", facts)
    if doubt := _doubt(seen, dates, period, due, as_of):
        facts["doubt"] = doubt
        return _ruling(Verdict.UNDECIDED, dates, "maybe-stale", facts, _place(given.column, seen, newest))
    return _ruling(Verdict.FAIL, dates, "stale", facts, _place(given.column, seen, newest))


def _ruling(
    verdict: Verdict, dates: ColumnDates, note: str, facts: Mapping[str, str], place: tuple[str, Evidence] | None = None
) -> Ruling:
    found: tuple[Finding, ...] = ()
    if place is not None:
        url, evidence = place
        found = (Finding(url=url, code=note, facts=tuple(facts.items()), evidence=evidence, verdict=verdict),)
    return Ruling(
        verdict=verdict,
        measure=Occurrences(int(verdict is Verdict.FAIL), unknown=int(verdict is Verdict.UNDECIDED)),
        findings=found,
        looked_at=len(dates.rows),
        note=note,
        facts=tuple(facts.items()),
    )


def _told_by(dates: ColumnDates, period: UpdatePeriod, as_of: date) -> DatedRow | None:
    """The row that decides. A date of publication goes first, unless another date alone shows an update in time."""
    weak = dates.newest_weak
    if weak is not None and weak.day is not None and period.last_day(weak.day) >= as_of:
        return max((dates.newest or weak, weak), key=lambda each: each.day or date.min)
    return dates.newest or weak


def _doubt(seen: ListSeen, dates: ColumnDates, period: UpdatePeriod, due: date, as_of: date) -> str:
    """What speaks against calling the column stale, "" when nothing does."""
    if seen.unproven:
        return "页面上没有栏目名称、翻页或网址能证明所列信息属于该栏目"
    if dates.newest is None:
        return "该日期不是页面标注的发布日期"
    if dates.may_be_newer:
        return f"另有{len(dates.may_be_newer)}条信息没有可作依据的发布日期，可能更新"
    if dates.newest_possible and period.last_day(dates.newest_possible) >= as_of:
        return "列表日期未标年份，按列表顺序与按监测时间点推定的年份不一致"
    if not dates.complete:
        return "列表未按时间先后排列且未全部读取"
    if seen.observed_at.astimezone(BEIJING).date() <= due:
        return "查看时间早于期限届满之日，此后是否更新未知"
    return ""


def _place(column: Column, seen: ListSeen, newest: DatedRow) -> tuple[str, Evidence]:
    return column.url, Evidence(
        excerpt=f"{newest.row.title}　{newest.clue.text if newest.clue else ''}",
        selector=newest.row.element,
        observed_at=seen.observed_at,
        status=seen.fetch.status,
        attempts=seen.fetch.attempts,
        body_sha256=seen.body_sha256,
    )
