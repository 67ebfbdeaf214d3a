"""The day a page was published, with the clue that says so.

A signature (落款) and a 成文日期 are days of the document, the moment a page was generated is a day of the server:
they never stand in here. A clue without a year is left out: what it would take to give it one (its neighbours) differs
between a list and a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from checks.observation import CLUE_RANK, Clue, DateClue, ListSeen, PageSeen
from checks.world import World

_UPDATED = re.compile(r"更\s?新|修\s?改")
_DAYS_OF_THE_DOCUMENT = frozenset({Clue.SIGNATURE, Clue.DOCUMENT_DATE, Clue.GENERATED})


@dataclass(frozen=True, slots=True)
class PublicationDay:
    day: date
    clue: DateClue

    @property
    def is_certain(self) -> bool:
        """A date in a file name is the day of creation in the CMS: 41 of 75 rows of one real list differed from it.
        更新时间 is the day of a later change, or of the publication: nobody can tell."""
        return self.clue.clue is not Clue.URL and not _is_update(self.clue)


def _is_update(clue: DateClue) -> bool:
    return _UPDATED.search(clue.detail) is not None


def _rank(clue: DateClue) -> int:
    """As the reader ranks them: 更新时间 behind tags and the list cell."""
    return CLUE_RANK[Clue.ARTICLE_HEAD if _is_update(clue) else clue.clue]


def publication_days(world: World) -> dict[str, PublicationDay]:
    """URL → day, from the page itself or from the row that leads to it; the better clue wins, the page on a tie."""
    clues: dict[str, list[DateClue]] = {}
    for page in world.all(PageSeen):
        # The reader's choice stands for the page: it knows that 更新时间 yields to a page label, ranks alone do not.
        found = [page.published_at] if page.published_at else list(page.date_clues)
        for url in dict.fromkeys((page.url, page.fetch.final_url)):
            if url:
                clues.setdefault(url, []).extend(found)
    for seen in world.all(ListSeen):
        for row in seen.rows:
            if row.date:
                clues.setdefault(row.url, []).append(row.date)
    days: dict[str, PublicationDay] = {}
    for url, found in clues.items():
        usable = [clue for clue in found if clue.year is not None and clue.clue not in _DAYS_OF_THE_DOCUMENT]
        if usable:
            # The reader's own choice stands first in the list, and sorting keeps that order among equals.
            best = sorted(usable, key=_rank)[0]
            day = best.date
            if day is not None:
                days[url] = PublicationDay(day, best)
    return days
