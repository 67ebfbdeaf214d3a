"""The days of a list's rows, and which of them is the newest: what "updated" means for a column.

A row's day comes from its list cell, else from the article's own publication date. A date that only stands in the
URL, a signature or 成文日期 shows that something existed by then, so it can prove an update but never its absence.

Dates without a year take it from the article where that names the same day; else they get the latest year that the
rows around them and the moment judged allow. Where the list was seen within a year after that moment, a row may be
younger than it: then the year is counted back from the day the list was seen, and rows that turn out younger are no
updates. (A list seen on 5 January with rows 01-04, 12-29 and judged as of 31 December was updated on 29 December,
not a year before.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from checks.check import BEIJING
from checks.observation import Clue, DateClue, ListRow, ListSeen, PageSeen
from checks.world import World

# They are older than the publication or follow other rules than it (standards.md: four dates of one page differ).
WEAK_CLUES = frozenset({Clue.URL, Clue.SIGNATURE, Clue.DOCUMENT_DATE, Clue.GENERATED})

# Rows of one batch stand in any order; a jump upwards by more than this is a turn of the year.
_DISORDER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A row with the best day known for it. `day` None: no date anywhere we looked."""

    row: ListRow
    day: date | None
    clue: DateClue | None
    weak: bool = False  # the day is not one of publication: it proves an update, never its absence
    possible: date | None = None  # the youngest day it could be, where one row alone decides about its year


@dataclass(frozen=True, slots=True)
class ColumnDates:
    rows: tuple[DatedRow, ...]
    newest: DatedRow | None  # among dates of publication, not after as_of
    newest_possible: date | None  # the same, doubtful years read in the column's favour
    newest_weak: DatedRow | None  # among the other dates, not after as_of
    after_as_of: int  # rows that are no updates because they are younger than the moment judged
    may_be_newer: tuple[ListRow, ...]  # rows without a date of publication that could be younger than `newest`
    complete: bool  # every row there is was read, or rows come newest first: nothing younger is elsewhere


def column_dates(world: World, seen: ListSeen, as_of: date) -> ColumnDates:
    best = [_best_clue(world, row) for row in seen.rows]
    rows = _resolve(seen.rows, best, as_of, seen.observed_at.astimezone(BEIJING).date())
    strong = [each for each in rows if each.day is not None and each.day <= as_of and not each.weak]
    weak = [each for each in rows if each.day is not None and each.day <= as_of and each.weak]
    newest = max(strong, key=_day, default=None)
    in_order = _newest_first(rows)
    return ColumnDates(
        rows=rows,
        newest=newest,
        newest_possible=max((min(each.possible or _day(each), as_of) for each in strong), default=None),
        newest_weak=max(weak, key=_day, default=None),
        after_as_of=sum(each.day is not None and each.day > as_of for each in rows),
        may_be_newer=_may_be_newer(rows, newest, in_order),
        complete=_all_read(seen) or (in_order and any(not each.row.pinned for each in strong)),
    )


def _best_clue(world: World, row: ListRow) -> DateClue | None:
    page = world.page(row.url)
    own = page.published_at if page is not None and page.fetch.has_page else None
    if row.date is not None and row.date.clue not in WEAK_CLUES:
        return _with_year(row.date, page)
    if own is not None and own.clue not in WEAK_CLUES:
        return own
    return row.date or own


def _with_year(shown: DateClue, page: PageSeen | None) -> DateClue:
    """A list cell without a year, and the article (or its file name) says the same day with one."""
    if shown.year is not None or page is None or not page.fetch.has_page:
        return shown
    own = (page.published_at, *page.date_clues)
    same_day = (clue.year for clue in own if clue and clue.year and (clue.month, clue.day) == (shown.month, shown.day))
    return replace(shown, year=next(same_day, None))


def _resolve(
    rows: Sequence[ListRow], clues: Sequence[DateClue | None], as_of: date, seen_on: date
) -> tuple[DatedRow, ...]:
    """Years for dates without one, walking down the list: a row is hardly younger than the one above it."""
    seen_soon_after = as_of < seen_on and seen_on - as_of < timedelta(days=365)
    last_possible = seen_on if seen_soon_after else as_of
    dated: list[DatedRow] = []
    above: date | None = None
    rows_above = 0
    trust_order = _full_dates_fall(rows, clues)
    for row, clue in zip(rows, clues, strict=True):
        if clue is None:
            dated.append(DatedRow(row, None, None))
            continue
        day, lowered = clue.date, False
        if day is None:
            day = _latest(clue, last_possible)
            if day is not None and above is not None and trust_order and not row.pinned and day > above + _DISORDER:
                day, lowered = _latest(clue, above), True
        # The only row above may have been put there by hand without a mark; two rows make a sequence.
        doubtful = lowered and rows_above < 2
        weak = clue.clue in WEAK_CLUES
        dated.append(DatedRow(row, day, clue, weak, _latest(clue, last_possible) if doubtful else day))
        if day is not None and not row.pinned and not weak:
            above, rows_above = day, rows_above if doubtful else rows_above + 1
    return tuple(dated)


def _latest(clue: DateClue, not_after: date) -> date | None:
    """The latest such day up to a bound; 29 February may need to go back several years."""
    for year in range(not_after.year, not_after.year - 9, -1):
        try:
            day = date(year, clue.month, clue.day)
        except ValueError:
            continue
        if day <= not_after:
            return day
    return None


def _full_dates_fall(rows: Sequence[ListRow], clues: Sequence[DateClue | None]) -> bool:
    """Whether the rows that show their year stand newest first; where they do not, position proves nothing."""
    shown = (clue.date for row, clue in zip(rows, clues, strict=True) if clue and not row.pinned)
    days = [day for day in shown if day is not None]
    return all(later <= earlier + _DISORDER for earlier, later in pairwise(days))


def _newest_first(rows: Sequence[DatedRow]) -> bool:
    """Up to one pair in ten may stand the wrong way round; one pair always may."""
    days = [each.day for each in rows if each.day is not None and not each.row.pinned and not each.weak]
    wrong = sum(later > earlier for earlier, later in pairwise(days))
    return wrong <= max(1, len(days) // 10) and (len(days) != 2 or wrong == 0)


def _may_be_newer(rows: Sequence[DatedRow], newest: DatedRow | None, in_order: bool) -> tuple[ListRow, ...]:
    """In a list that stands newest first only rows above the newest dated one can be younger."""
    undated = [each for each in rows if each.day is None or each.weak]
    if newest is not None and in_order:
        place = next((at for at, each in enumerate(rows) if each.day == newest.day and not each.row.pinned), None)
        if place is not None:
            undated = [each for each in rows[:place] if each.day is None or each.weak]
    return tuple(each.row for each in undated)


def _all_read(seen: ListSeen) -> bool:
    return seen.total_stated is not None and seen.total_stated <= len(seen.rows)


def _day(each: DatedRow) -> date:
    return each.day or date.min
