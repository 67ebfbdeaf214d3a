"""Signs that the dates of a page do not agree: what is told, in which words, and that nothing else is told."""

from __future__ import annotations

from checks.derived.date_doubts import date_doubts
from checks.derived.date_wording import doubt_sentence
from checks.observation import Clue, DateDoubt, DoubtfulDate, Observation
from checks.workdays import WorkCalendar
from checks.world import World
from tests.checks.observed import COLUMN_URL, article, column, day, listed, portal, row


def told(*observations: Observation) -> dict[str, list[str]]:
    world = World(portal(column()), list(observations), WorkCalendar())
    return {url: [doubt_sentence(doubt) for doubt in doubts] for url, doubts in date_doubts(world).items()}


def test_row_and_page_that_agree_raise_no_doubt() -> None:
    own = day("2023-12-01", Clue.LABELLED_LINE)
    assert told(listed(row(1, "2023-12-01")), article(f"{COLUMN_URL}1.html", published_at=own)) == {}


def test_a_row_without_a_year_disagrees_with_nothing() -> None:
    own = day("2023-12-01", Clue.LABELLED_LINE)
    assert told(listed(row(1, "11-20")), article(f"{COLUMN_URL}1.html", published_at=own)) == {}


def test_a_row_with_another_day_is_told_with_both_clues() -> None:
    own = day("2023-02-01", Clue.LABELLED_LINE)
    sentences = told(listed(row(1, "2023-12-01")), article(f"{COLUMN_URL}1.html", published_at=own))
    assert sentences == {
        f"{COLUMN_URL}1.html": ["正文标注的发布日期（2023年2月1日）与列表所示日期（2023年12月1日）相差303天"]
    }


def test_doubts_of_the_page_itself_are_kept() -> None:
    future = day("2024-12-01", Clue.LABELLED_LINE)
    doubts = (DoubtfulDate(DateDoubt.AFTER_FETCH, future),)
    sentences = told(article(f"{COLUMN_URL}1.html", published_at=future, date_doubts=doubts))
    assert sentences == {f"{COLUMN_URL}1.html": ["正文标注的发布日期（2024年12月1日）晚于查看当日"]}


def test_the_day_of_the_look_on_several_older_pages_is_a_template() -> None:
    today = day("2023-12-15", Clue.META)
    rows = [row(number, f"2023-11-0{number}") for number in (1, 2, 3)]
    for count, signs in ((2, 0), (3, 3)):
        pages = [article(each.url, published_at=today) for each in rows[:count]]
        sentences = told(listed(*rows), *pages)
        assert sum("疑非发布日期" in one for of_page in sentences.values() for one in of_page) == signs
