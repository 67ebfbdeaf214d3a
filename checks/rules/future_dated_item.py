"""Item that says it was published after the day on which we saw it.

Looks at the rows of a column's list and at the articles behind them. What is "future" is settled by the day of the
look in Beijing, not by the day judged: nobody can have published tomorrow what we read today. Called a fault only where
the item itself names the day as its day of publication (labelled line; or a page label that another shown date
repeats) and no other date of the item contradicts it. A date that only a list cell shows may be the day of an event or
a deadline: a person looks. Deadlines, days of meetings and days in titles are no publication dates.

Cannot see: dates without a year (they are read as past ones), dates in file names, whether an item with a past date
was really published then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from checks.check import BEIJING, AsOf, CheckMeta, Param, Ruling
from checks.derived.column_access import NoAccess, readable_list, ruling_without_list
from checks.derived.date_wording import clue_name
from checks.derived.row_dates import WEAK_CLUES
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import Clue, DateClue, ListRow, ListSeen, PageSeen, PageType
from checks.subjects import ColumnClass, SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="future-dated-item",
    version=1,
    title="信息发布日期晚于实际",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    params={
        "tolerance_days": Param(
            default=1,
            meaning="发布日期晚于查看当日多少天以内不计（服务器时钟、时区偏差）",
            source="本产品约定：网站与检查一侧的时钟、时区可相差一日；没有文件规定容差",
        ),
    },
)

MESSAGES = {
    "future": "《{title}》标注的发布日期为{day}（{clue}），晚于查看当日{seen}",
    "maybe-future": "《{title}》所示日期为{day}（{clue}），晚于查看当日{seen}；{doubt}，需人工核实",
    "none": "已核对的{told}条信息，发布日期均不晚于查看当日",
    "some": "已核对{told}条信息，其中{count}条发布日期晚于查看当日，{open}条待人工核实",
    "no-rows": "栏目中没有信息",
    "no-dates": "栏目信息均无带年份的发布日期，无须核对",
    "not-read": "未能核对发布日期：{why}",
}

# 公布时间 and 公开时间 may be those of what the item announces (成绩公布时间).
_SAYS_PUBLISHED = re.compile(r"发\s?布|发\s?表|发\s?稿|上\s?网|刊\s?发")
_LABELS_OF_THE_PAGE = frozenset({Clue.META, Clue.JSON_LD})
# Their lists show until when one may answer.
_LISTS_OF_DEADLINES = frozenset({ColumnClass.SOLICITATION, ColumnClass.SURVEY})


@dataclass(frozen=True, slots=True)
class _Future:
    """A day after the look, what names it, and what speaks against calling it the day of publication ("": nothing)."""

    clue: DateClue
    day: date
    seen_on: date
    doubt: str


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return ruling_without_list(seen)
    if not seen.rows:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="no-rows")
    tolerance = timedelta(days=params["tolerance_days"])
    findings: list[Finding] = []
    told = 0
    for row in dict.fromkeys(seen.rows):
        page = _article(given, row)
        if not _days(row.date, page):
            continue
        told += 1
        future = _future(row, seen, page, tolerance, cells_are_deadlines=column.column_class in _LISTS_OF_DEADLINES)
        if future is not None:
            findings.append(_finding(row, seen, page, future))
    if not told:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="no-dates")
    proved = sum(found.verdict is Verdict.FAIL for found in findings)
    opened = len(findings) - proved
    return Ruling(
        verdict=Verdict.FAIL if proved else Verdict.UNDECIDED if opened else Verdict.PASS,
        measure=Occurrences(proved, unknown=opened),
        findings=tuple(findings),
        looked_at=told,
        note="some" if findings else "none",
        facts=(("told", str(told)), ("count", str(proved)), ("open", str(opened))),
    )


def _article(given: Given, row: ListRow) -> PageSeen | None:
    page = given.world.page(row.url)
    if page is None or not page.fetch.has_page or page.page_type is not PageType.ARTICLE:
        return None
    return page


def _days(cell: DateClue | None, page: PageSeen | None) -> list[DateClue]:
    """Every date of the item that may be one of publication and has a year, the article's own first."""
    own = (page.published_at, *page.date_clues) if page is not None else ()
    return [clue for clue in dict.fromkeys((*own, cell)) if clue and clue.date and clue.clue not in WEAK_CLUES]


def _future(
    row: ListRow, seen: ListSeen, page: PageSeen | None, tolerance: timedelta, *, cells_are_deadlines: bool
) -> _Future | None:
    cell = next(iter(_days(row.date, None)), None)
    seen_on = seen.observed_at.astimezone(BEIJING).date()
    cell_day = cell.date if cell is not None and cell.date and cell.date > seen_on + tolerance else None
    if page is None:
        if cell is None or cell_day is None or cells_are_deadlines:
            return None
        return _Future(cell, cell_day, seen_on, "未能查看正文，不能排除该日期是活动日期或截止日期")
    read_on = page.observed_at.astimezone(BEIJING).date()
    own = page.published_at if page.published_at in _days(None, page) else None
    own_day = own.date if own is not None and own.date and own.date > read_on + tolerance else None
    if own is None or own_day is None:
        if cell is None or cell_day is None or cells_are_deadlines:
            return None
        doubt = "正文未标注发布日期" if own is None else f"正文所示日期为{own.date}（{clue_name(own)}）"
        return _Future(cell, cell_day, seen_on, f"{doubt}，不能排除该日期是活动日期或截止日期")
    days = _days(row.date, page)
    past = next((clue for clue in days if clue.date and clue.date <= read_on), None)
    if past is not None:
        return _Future(own, own_day, read_on, f"该信息另有日期{past.date}（{clue_name(past)}）")
    return _Future(own, own_day, read_on, "" if _names_publication(own, days) else "不能确定该日期就是发布日期")


def _names_publication(own: DateClue, days: list[DateClue]) -> bool:
    """A line that says so; or a page label (nobody sees it) together with a date that stands on the page."""
    if own.clue is Clue.LABELLED_LINE and _SAYS_PUBLISHED.search(own.detail or own.text):
        return True
    same = [clue for clue in days if clue.date == own.date]
    in_labels = any(clue.clue in _LABELS_OF_THE_PAGE for clue in same)
    return in_labels and any(clue.clue not in _LABELS_OF_THE_PAGE for clue in same)


def _finding(row: ListRow, seen: ListSeen, page: PageSeen | None, future: _Future) -> Finding:
    # Only an article proves the fault; a list cell is evidence of its own page.
    look: ListSeen | PageSeen = page if page is not None and future.clue is not row.date else seen
    return Finding(
        url=row.url or seen.url,
        code="maybe-future" if future.doubt else "future",
        facts=(
            ("title", row.title),
            ("day", future.day.isoformat()),
            ("clue", clue_name(future.clue)),
            ("seen", future.seen_on.isoformat()),
            ("doubt", future.doubt),
        ),
        evidence=Evidence(
            excerpt=f"{row.title}　{future.clue.text}",
            selector=row.element if look is seen else "",
            observed_at=look.observed_at,
            status=look.fetch.status,
            attempts=look.fetch.attempts,
            body_sha256=look.body_sha256,
        ),
        found_on=(row.page_url or seen.url,),
        detail_key="" if row.url else row.title,
        verdict=Verdict.UNDECIDED if future.doubt else Verdict.FAIL,
    )
