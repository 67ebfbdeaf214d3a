"""Column whose items do not say when they were published.

Looks at the rows of the list and, for a row without a date, at the article behind it: an item is undated when
neither shows any date at all. One finding per column names the items.

Cannot see: dates inside pictures or attachments. Rows that lead straight to a file, to another site, to a list or
to a page that was not read are left open; so are items whose only date stands in their URL, because a visitor may
have been shown one that we did not find.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.column_access import NoAccess, readable_list
from checks.derived.exemption import exempt_because
from checks.derived.fetch_wording import fetch_reason
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import Clue, ListRow, ListSeen, PageSeen, PageType, Unreadable
from checks.subjects import Column, SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given, World

META = CheckMeta(
    id="undated-items",
    version=1,
    title="信息未注明发布时间",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "classes_without_dates": Param(
            default=["leaders", "org", "guide", "service"],
            meaning="按人员、机构或事项陈列而非按时间发布信息的栏目类别，不要求逐条注明发布时间；登记表为栏目定有更新期限的除外",
            source="本产品约定：2015年全国政府网站普查评分表“未注明信息发布时间的视为不更新”针对更新类栏目",
        ),
    },
)

MESSAGES = {
    "undated": "栏目“{column}”有{count}条信息在列表和正文中均未注明发布时间，如：{titles}",
    "maybe-undated": "页面上没有栏目名称、翻页或网址能证明所列信息属于栏目“{column}”；"
    "其中{count}条在列表和正文中均未注明发布时间，如：{titles}，需人工核对",
    "all-dated": "已核对的{told}条信息均注明了日期",
    "some-open": "已核对的{told}条信息均注明了日期，另有{open}条未能核对",
    "exempt": "免于考核：{reason}",
    "not-by-date": "该类栏目不按时间发布信息，不要求逐条注明发布时间",
    "only-links": "页面仅为指向其他栏目或网站的链接，没有信息列表",
    "no-rows": "栏目中没有信息",
    "not-read": "未能核对发布时间：{why}",
}

# How many titles a finding spells out; all are in `found_on`.
_NAMED = 3


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    if reason := exempt_because(column, as_of):
        return _no_case("exempt", reason=reason)
    # A column with a period of its own is updated, whatever it is called: without dates nobody could tell.
    if column.column_class in params["classes_without_dates"] and column.update_within_days is None:
        return _no_case("not-by-date")
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        if seen.place.reason == Unreadable.ONLY_LINKS_ELSEWHERE:
            return _no_case("only-links")
        return Ruling(
            verdict=seen.verdict,
            measure=Occurrences(0, unknown=1),
            could_not_look=(seen.place,),
            note="not-read",
            facts=(("why", seen.why),),
        )
    if not seen.rows:
        return _no_case("no-rows")
    return _judged(given.world, column, seen)


def _no_case(note: str, **facts: str) -> Ruling:
    return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note=note, facts=tuple(facts.items()))


def _judged(world: World, column: Column, seen: ListSeen) -> Ruling:
    without = [row for row in seen.rows if row.date is None or row.date.clue is Clue.URL]
    undated = [row for row in without if row.date is None and _article_shows_no_date(world, row)]
    opened = [
        CouldNotLook(url=row.url, reason=_why_open(world, row))
        for row in without
        if row not in undated and not _article_shows_date(world, row)
    ]
    told = len(seen.rows) - len(opened)
    counts = (("told", str(told)), ("open", str(len(opened))))
    measure = Occurrences(len(undated), unknown=len(opened))
    if undated:
        verdict = Verdict.FAIL
        if seen.unproven:  # it may be the box of another column
            verdict, measure = Verdict.UNDECIDED, Occurrences(0, unknown=len(undated) + len(opened))
        found = _finding(column, seen, undated, verdict)
        return Ruling(
            verdict=verdict,
            measure=measure,
            findings=(found,),
            looked_at=told,
            could_not_look=tuple(opened),
            note=found.code,
            facts=found.facts,
        )
    return Ruling(
        verdict=Verdict.UNDECIDED if opened else Verdict.PASS,
        measure=measure,
        looked_at=told,
        could_not_look=tuple(opened),
        note="some-open" if opened else "all-dated",
        facts=counts,
    )


def _finding(column: Column, seen: ListSeen, undated: list[ListRow], verdict: Verdict) -> Finding:
    first = undated[0]
    return Finding(
        url=column.url,
        verdict=verdict,
        code="undated" if verdict is Verdict.FAIL else "maybe-undated",
        facts=(
            ("column", column.name),
            ("count", str(len(undated))),
            ("titles", "、".join(f"《{row.title}》" for row in undated[:_NAMED])),
        ),
        evidence=Evidence(
            excerpt=first.title,
            selector=first.element,
            observed_at=seen.observed_at,
            status=seen.fetch.status,
            attempts=seen.fetch.attempts,
            body_sha256=seen.body_sha256,
        ),
        found_on=tuple(dict.fromkeys(row.url for row in undated)),
    )


def _article(world: World, row: ListRow) -> PageSeen | None:
    """The article behind a row, when it was read and is one: a list or a home page carries no date of its own."""
    page = world.page(row.url)
    if page is None or not page.fetch.has_page or page.page_type is not PageType.ARTICLE:
        return None
    return page


def _article_shows_no_date(world: World, row: ListRow) -> bool:
    page = _article(world, row)
    return page is not None and page.published_at is None and not page.date_clues


def _article_shows_date(world: World, row: ListRow) -> bool:
    page = _article(world, row)
    return page is not None and any(
        clue.clue not in (Clue.URL, Clue.GENERATED) for clue in (page.published_at, *page.date_clues) if clue
    )


def _why_open(world: World, row: ListRow) -> str:
    page = world.page(row.url)
    if page is None:
        return "not-looked-at"
    return "no-article" if page.fetch.has_page else fetch_reason(page.fetch)
