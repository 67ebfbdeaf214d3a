"""What is odd about the dates of a page, seen from the whole portal: its own doubts, the row that leads to it, and
pages that all carry the day on which we looked.

Signs for a person to look into (a day typed in later, a template that prints the clock). Nothing here deducts, and a
page without a sign is not proved right: row, page and file name can be changed together.
"""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urlsplit

from checks.check import BEIJING
from checks.observation import Clue, DateClue, DateDoubt, DoubtfulDate, ListSeen, PageSeen, PageType
from checks.world import World

FEWEST_ALIKE = 3  # pages of one host with the day of the look, older by another clue: a template, not chance


def date_doubts(world: World) -> dict[str, tuple[DoubtfulDate, ...]]:
    """URL → doubts, for pages that have any."""
    rows: dict[str, DateClue] = {}
    for seen in world.all(ListSeen):
        for row in seen.rows:
            if row.date is not None and row.date.clue is not Clue.URL and row.date.date is not None:
                rows.setdefault(row.url, row.date)
    found: dict[str, list[DoubtfulDate]] = {}
    of_today: dict[str, list[tuple[str, DoubtfulDate]]] = defaultdict(list)
    for page in world.all(PageSeen):
        if page.page_type is not PageType.ARTICLE:
            continue
        doubts = list(page.date_doubts)
        cell = rows.get(page.url) or rows.get(page.fetch.final_url)
        own = page.published_at
        if own is not None and cell is not None and cell.date != own.date:
            doubts.append(DoubtfulDate(DateDoubt.DIFFERENT_DAYS, own, cell))
        if own is not None and own.date == page.observed_at.astimezone(BEIJING).date():
            older = next((doubt for doubt in doubts if doubt.against is not None), None)
            if older is not None:
                sign = DoubtfulDate(DateDoubt.GENERATED, own, older.against)
                of_today[urlsplit(page.url).netloc].append((page.url, sign))
        if doubts:
            found[page.url] = doubts
    for alike in of_today.values():
        if len(alike) >= FEWEST_ALIKE:
            for url, sign in alike:
                found[url].append(sign)
    return {url: tuple(doubts) for url, doubts in found.items()}
