"""Column whose year was published in a few days before the inspection (突击发布).

Looks at the days of a column's rows in the year up to the moment judged: the share of them that lies within so many
days before it. A share from which on a person should look never proves anything by itself: a plan may end in
December, a column may have been opened or moved to a new system lately (then all rows carry one day, and the message
says so). So this check passes or leaves the column to a person; it never fails anybody.

Cannot see: rows of pages that were not read (a list that was not read back over the whole year is not judged), rows
without a date, when an item was really put up, what was taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from checks.check import BEIJING, AsOf, CheckMeta, Param, Ruling
from checks.derived.chinese_text import calendar_day
from checks.derived.column_access import NoAccess, readable_list, ruling_without_list
from checks.derived.exemption import exempt_because
from checks.derived.list_reach import reaches_back_to
from checks.derived.row_dates import DatedRow, column_dates
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.subjects import Column, SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

_NO_NUMBER = "本产品约定：指标体系只写“突击发布”，未规定天数、占比，故只提示人工核实，不作认定"

_NOT_JUDGED = (
    "annual_report", "budget", "consultation", "guide", "leaders", "org", "service", "solicitation", "survey",
)  # fmt: skip

META = CheckMeta(
    id="burst-publishing",
    version=1,
    title="疑似突击发布",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.HINT,
    params={
        "window_days": Param(
            default=30, meaning="监测时间点前多少天（含当日）内发布的信息计为集中发布", source=_NO_NUMBER
        ),
        "share_percent": Param(
            default=50, meaning="集中发布的信息占监测时间点前一年信息的百分比，达到即提示人工核实", source=_NO_NUMBER
        ),
        "fewest_rows": Param(default=10, meaning="前一年信息少于多少条的栏目不作判断", source=_NO_NUMBER),
        "classes_not_judged": Param(
            default=list(_NOT_JUDGED),
            meaning="按规定时点集中发布或不按时间发布信息的栏目类别，不作判断",
            source="本产品约定：年报、预决算按法定时点集中公开，机构、事项类信息不按时间发布",
        ),
    },
)

MESSAGES = {
    "burst": "栏目“{column}”监测时间点前一年发布信息{year}条，其中{recent}条（{share}%）发布于监测时间点前{window}天内"
    "（{since}至{as_of}），疑似突击发布，需人工核实",
    "burst-one-day": "栏目“{column}”监测时间点前一年发布信息{year}条，其中{recent}条（{share}%）发布于监测时间点前"
    "{window}天内，且有{on_one_day}条同为{one_day}一天，可能系栏目迁移或批量补录，也可能系突击发布，需人工核实",
    "spread": "监测时间点前一年发布信息{year}条，其中前{window}天内{recent}条（{share}%），未见突击发布迹象",
    "dates-missing": "监测时间点前一年信息中有{unknown}条没有可作依据的发布日期，不能判断是否突击发布",
    "seen-before": "列表查看时间（{seen}）早于监测时间点，此后发布情况未知，不能判断是否突击发布",
    "too-few": "监测时间点前一年信息仅{year}条，不足{fewest}条，不作判断",
    "not-far-enough": "列表未读到一年以前的信息，不作判断",
    "not-judged": "该类栏目不按时间均匀发布信息，不作判断",
    "exempt": "免于考核：{reason}",
    "no-rows": "栏目中没有信息",
    "not-read": "未能核对发布日期：{why}",
}

# Four in five on one day: what a move to a new system leaves behind (52 of 75 rows of one real list carried one day).
_ONE_DAY_SHARE = 0.8


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    if column.column_class in params["classes_not_judged"]:
        return _no_case("not-judged")
    if reason := exempt_because(column, as_of):
        return _no_case("exempt", reason=reason)
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return ruling_without_list(seen)
    if not seen.rows:
        return _no_case("no-rows")
    began = _a_year_before(as_of.day)
    dates = column_dates(given.world, seen, as_of.day)
    # Rows without a year have one by now: the last two of the list say how far it reaches.
    last = [each.day for each in dates.rows if each.day is not None and not each.row.pinned][-2:]
    if not (reaches_back_to(began, seen) or (dates.complete and last and min(last) <= began)):
        return _no_case("not-far-enough")
    return _judged(column, seen, dates.rows, began, params, as_of.day)


def _no_case(note: str, **facts: str) -> Ruling:
    return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note=note, facts=tuple(facts.items()))


def _a_year_before(day: date) -> date:
    return calendar_day(day.year - 1, day.month, day.day) or date(day.year - 1, 2, 28)


def _judged(
    column: Column, seen: ListSeen, rows: tuple[DatedRow, ...], began: date, params: Mapping[str, Any], as_of: date
) -> Ruling:
    since = as_of - timedelta(days=params["window_days"] - 1)
    unknown = sum(each.day is None or each.weak for each in rows)
    days = [each.day for each in rows if each.day is not None and not each.weak and began < each.day <= as_of]
    recent = [day for day in days if day >= since]
    facts = {
        "column": column.name,
        "year": str(len(days)),
        "recent": str(len(recent)),
        "share": str(len(recent) * 100 // len(days)) if days else "0",
        "window": str(params["window_days"]),
        "since": since.isoformat(),
        "as_of": as_of.isoformat(),
        "unknown": str(unknown),
        "fewest": str(params["fewest_rows"]),
        "seen": seen.observed_at.astimezone(BEIJING).date().isoformat(),
    }
    if len(days) + unknown < params["fewest_rows"]:
        return Ruling(
            verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="too-few", facts=tuple(facts.items())
        )
    # Rows without a date may lie on either side: what holds for both ways of counting them is known.
    at_least = len(recent) * 100 >= params["share_percent"] * (len(days) + unknown)
    below = (len(recent) + unknown) * 100 < params["share_percent"] * (len(days) + unknown)
    if at_least:
        return _burst(column, seen, recent, facts)
    if not below:
        return _ruling(Verdict.UNDECIDED, len(rows), "dates-missing", facts)
    if seen.observed_at.astimezone(BEIJING).date() < as_of:
        return _ruling(Verdict.UNDECIDED, len(rows), "seen-before", facts)
    return _ruling(Verdict.PASS, len(rows), "spread", facts)


def _burst(column: Column, seen: ListSeen, recent: list[date], facts: dict[str, str]) -> Ruling:
    one_day, times = max(Counter(recent).items(), key=lambda item: (item[1], item[0]))
    code = "burst-one-day" if times >= len(recent) * _ONE_DAY_SHARE else "burst"
    facts |= {"one_day": one_day.isoformat(), "on_one_day": str(times)}
    found = Finding(
        url=column.url,
        code=code,
        facts=tuple(facts.items()),
        evidence=Evidence(
            excerpt="、".join(sorted({day.isoformat() for day in recent}, reverse=True)[:10]),
            observed_at=seen.observed_at,
            status=seen.fetch.status,
            attempts=seen.fetch.attempts,
            body_sha256=seen.body_sha256,
        ),
        verdict=Verdict.UNDECIDED,
    )
    return _ruling(Verdict.UNDECIDED, len(seen.rows), code, facts, (found,))


def _ruling(
    verdict: Verdict, looked_at: int, note: str, facts: Mapping[str, str], findings: tuple[Finding, ...] = ()
) -> Ruling:
    return Ruling(
        verdict=verdict,
        measure=Occurrences(0, unknown=int(verdict is Verdict.UNDECIDED)),
        findings=findings,
        looked_at=looked_at,
        note=note,
        facts=tuple(facts.items()),
    )
