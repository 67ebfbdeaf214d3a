"""What is odd about the dates of one page, each with the clues that show it. For people, never a fault by itself.

A date in a file name is the day the CMS made the file; on real portals it differs from the shown one more often than
not, mostly by a few days. How many days make a sign of forging is for the reader of the report to say, so every
difference is kept with both clues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from checks.observation import Clue, DateClue, DateDoubt, DoubtfulDate
from crawler.reading.written_dates import BEIJING

FIRST_WEB_DAY = date(1994, 4, 20)  # China's first full connection to the Internet; no page can be older
_UPDATED = re.compile(r"更\s?新|修\s?改")  # a later day by its own word
_NOT_OF_PUBLICATION = (Clue.SIGNATURE, Clue.DOCUMENT_DATE, Clue.GENERATED)


def doubts_of(clues: Sequence[DateClue], seen_at: datetime | None) -> tuple[DoubtfulDate, ...]:
    """`clues` as ranked: the first of publication is the one that the others are held against."""
    return tuple(_doubts(clues, seen_at))


def _doubts(clues: Sequence[DateClue], seen_at: datetime | None) -> Iterator[DoubtfulDate]:
    yield from (DoubtfulDate(DateDoubt.GENERATED, clue) for clue in clues if clue.clue is Clue.GENERATED)
    dated = [clue for clue in clues if clue.date is not None and clue.clue not in _NOT_OF_PUBLICATION]
    if not dated:
        return
    best = dated[0]
    if seen_at is not None and best.date and best.date > seen_at.astimezone(BEIJING).date():
        yield DoubtfulDate(DateDoubt.AFTER_FETCH, best)
    if best.date and best.date < FIRST_WEB_DAY:
        yield DoubtfulDate(DateDoubt.BEFORE_WEB, best)
    told: set[Clue] = {best.clue}
    for clue in dated[1:]:
        # Further labelled lines have labels of their own (更新时间); of each other kind the best one speaks.
        if clue.clue not in told and clue.date != best.date and not _UPDATED.search(clue.detail):
            yield DoubtfulDate(DateDoubt.DIFFERENT_DAYS, best, clue)
        told.add(clue.clue)
