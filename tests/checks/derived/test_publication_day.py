"""Which day counts as the publication of a page, out of the page and the rows that lead to it."""

from __future__ import annotations

from dataclasses import replace

from checks.derived.publication_day import PublicationDay, publication_days
from checks.observation import Clue, DateClue, Observation
from checks.workdays import WorkCalendar
from checks.world import World
from tests.checks.observed import COLUMN_URL, article, column, day, listed, portal, row

URL = f"{COLUMN_URL}1.html"


def worked_out(*observations: Observation) -> PublicationDay | None:
    return publication_days(World(portal(column()), list(observations), WorkCalendar())).get(URL)


def page(*clues: DateClue) -> Observation:
    return article(URL, published_at=clues[0], date_clues=clues)


def test_the_labelled_line_of_the_page_wins_over_the_row() -> None:
    found = worked_out(listed(row(1, "2023-12-03")), page(day("2023-12-01", Clue.LABELLED_LINE)))
    assert found is not None
    assert str(found.day) == "2023-12-01"
    assert found.is_certain


def test_an_update_yields_to_the_row_and_is_never_certain() -> None:
    updated = replace(day("2023-12-09", Clue.LABELLED_LINE), detail="更新时间")
    alone = worked_out(page(updated))
    assert alone is not None
    assert str(alone.day) == "2023-12-09"
    assert not alone.is_certain
    beside_row = worked_out(listed(row(1, "2023-12-01")), page(updated))
    assert beside_row is not None
    assert str(beside_row.day) == "2023-12-01"
    assert beside_row.is_certain


def test_the_readers_choice_stands_for_the_page() -> None:
    updated = replace(day("2023-12-09", Clue.LABELLED_LINE), detail="更新时间")
    found = worked_out(page(day("2023-12-01", Clue.META), updated))
    assert found is not None
    assert str(found.day) == "2023-12-01"


def test_signatures_and_the_clock_of_the_server_are_no_publication() -> None:
    clues = (day("2023-12-01", Clue.SIGNATURE), day("2023-12-15", Clue.GENERATED))
    assert worked_out(article(URL, date_clues=clues)) is None
