"""Dates that stand in the text of the link itself, behind every title: `公告 2026-11-18`, `公告(2026-11-18)`.

A date in one title is an event and no publication. At the end of every title of a list, apart from it, none later than
the day of the look, it is the list's own column of dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from checks.observation import Clue, ListRow
from crawler.reading.list_row import list_cell
from crawler.reading.written_dates import WrittenDate, only_date

_BEHIND = re.compile(
    r"^(?P<title>.{4,}?)(?:\s+[\[(（【]?|[\[(（【])\s?"
    r"(?P<date>(?:19|20)\d{2}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:\s\d{1,2}:\d{2}(?::\d{2})?)?)\s?[\])）】]?$"
)
_FEWEST_ROWS = 3


def with_dates_behind_titles(rows: Sequence[ListRow], today: date) -> list[ListRow]:
    """The rows, with dates where every one of them keeps its date that way."""
    if len(rows) < _FEWEST_ROWS or any(row.date is not None and row.date.clue is not Clue.URL for row in rows):
        return list(rows)
    read = [_read(row) for row in rows]
    found = [one for one in read if one is not None]
    if len(found) < len(rows):
        return list(rows)
    newest = max((written.year or 0, written.month, written.day) for _, written in found)
    if newest > (today.year, today.month, today.day):
        return list(rows)
    pairs = zip(rows, found, strict=True)
    return [replace(row, title=title, date=list_cell(written, "behind the title")) for row, (title, written) in pairs]


def _read(row: ListRow) -> tuple[str, WrittenDate] | None:
    match = _BEHIND.match(row.title)
    written = only_date(match["date"]) if match else None
    return (match["title"].strip(), written) if match and written is not None else None
