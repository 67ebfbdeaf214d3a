"""How far back a column's list was read: whether a page put up after some day would be among its rows."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from checks.observation import ListSeen, Unreadable

# A list page holds ten rows or more on every family of CMS seen; fewer, without a stated total, are all there is.
_LESS_THAN_A_PAGE = 10


def reaches_back_to(day: date, seen: ListSeen) -> bool:
    """All rows were read, or the rows come newest first and the last one is not younger than the day."""
    if not seen.fetch.has_page or seen.unreadable is not Unreadable.NONE:
        return False
    if seen.total_stated is not None and seen.total_stated <= len(seen.rows):
        return True
    if len(seen.pages_read) > 1 and not seen.more_pages:  # the pager was followed to its end
        return True
    days = [row.date.date for row in seen.rows if not row.pinned and row.date]
    known = [each for each in days if each is not None]
    # One pair in ten may stand the wrong way round: real lists are not always in order.
    wrong = sum(later > earlier for earlier, later in pairwise(known))
    if len(known) >= 2 and wrong <= max(1, len(known) // 10) and min(known[-2:]) <= day:
        return True
    return not seen.more_pages and seen.total_stated is None and len(seen.rows) < _LESS_THAN_A_PAGE
