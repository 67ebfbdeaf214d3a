from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from checks.derived.row_dates import column_dates
from checks.observation import Clue
from tests.checks.observed import AS_OF, article, column, day, listed, portal, row, rows, world


def days(*shown: str | None, as_of: date = AS_OF, seen_on: date | None = None) -> list[str]:
    at = datetime.combine(seen_on or as_of, datetime.min.time(), UTC) + timedelta(hours=4)
    seen = replace(listed(*rows(*shown)), observed_at=at)
    dates = column_dates(world(portal(column()), seen), seen, as_of)
    return [each.day.isoformat() if each.day else "" for each in dates.rows]


@pytest.mark.parametrize(
    ("shown", "resolved"),
    [("12-14", "2023-12-14"), ("12-15", "2023-12-15"), ("12-16", "2022-12-16"), ("02-29", "2020-02-29")],
)
def test_a_date_without_year_gets_the_latest_year_that_as_of_allows(shown, resolved):
    assert days(shown) == [resolved]


def test_the_year_turns_on_the_way_down_the_list():
    assert days("01-05", "12-28", "12-20", "01-30", "12-29", as_of=date(2023, 1, 10)) == [
        "2023-01-05", "2022-12-28", "2022-12-20", "2022-01-30", "2021-12-29",
    ]  # fmt: skip


def test_neighbours_bound_the_year():
    assert days("2022-03-01", "02-20", "2022-01-05") == ["2022-03-01", "2022-02-20", "2022-01-05"]


def test_a_row_younger_than_as_of_in_this_year_pulls_the_rows_below_into_the_last():
    assert days("12-28", "12-20", "11-15") == ["2022-12-28", "2022-12-20", "2022-11-15"]


def test_a_small_disorder_is_no_turn_of_the_year():
    assert days("12-05", "12-06", "12-01") == ["2023-12-05", "2023-12-06", "2023-12-01"]


def test_where_full_dates_do_not_fall_position_proves_nothing():
    assert days("2021-01-01", "2023-05-01", "2022-01-01", "11-20")[-1] == "2023-11-20"


def test_a_list_seen_soon_after_the_day_judged_counts_back_from_the_look():
    shown = days("01-04", "01-02", "12-29", "12-20", as_of=date(2023, 12, 31), seen_on=date(2024, 1, 5))
    assert shown == ["2024-01-04", "2024-01-02", "2023-12-29", "2023-12-20"]


def test_one_row_alone_does_not_decide_about_a_year():
    """An old item put on top without a mark looks like a turn of the year: the reading in favour is kept too."""
    seen = listed(*rows("05-01", "11-30", "11-20"))
    dates = column_dates(world(portal(column()), seen), seen, AS_OF)
    assert dates.newest is not None
    assert dates.newest.day == date(2023, 5, 1)
    assert dates.newest_possible == date(2023, 11, 30)


def test_two_rows_decide():
    seen = listed(*rows("05-03", "05-01", "11-30", "11-20"))
    assert column_dates(world(portal(column()), seen), seen, AS_OF).newest_possible == date(2023, 5, 3)


def test_the_list_cell_goes_before_the_article():
    seen = listed(row(1, "2023-12-01"))
    page = article(seen.rows[0].url, published_at=day("2023-11-01", Clue.META))
    assert column_dates(world(portal(column()), seen, page), seen, AS_OF).rows[0].day == date(2023, 12, 1)


def test_the_article_goes_before_the_url():
    seen = listed(row(1, "2023-12-01", Clue.URL))
    page = article(seen.rows[0].url, published_at=day("2023-11-01", Clue.META))
    dates = column_dates(world(portal(column()), seen, page), seen, AS_OF)
    assert (dates.rows[0].day, dates.rows[0].weak) == (date(2023, 11, 1), False)


def test_the_article_knows_the_year_of_the_same_day():
    seen = listed(*rows("11-20", "10-01"))
    page = article(seen.rows[0].url, published_at=day("2021-11-20", Clue.META))
    other = article(seen.rows[1].url, published_at=day("2021-10-03", Clue.META))
    dates = column_dates(world(portal(column()), seen, page, other), seen, AS_OF)
    assert [each.day for each in dates.rows] == [date(2021, 11, 20), date(2021, 10, 1)]
    assert dates.newest is not None
    assert dates.newest.clue is not None
    assert dates.newest.clue.clue is Clue.LIST_CELL


@pytest.mark.parametrize("clue", [Clue.URL, Clue.SIGNATURE, Clue.DOCUMENT_DATE])
def test_dates_that_are_none_of_publication_are_weak(clue):
    seen = listed(row(1, None))
    page = article(seen.rows[0].url, published_at=day("2023-11-01", clue))
    dates = column_dates(world(portal(column()), seen, page), seen, AS_OF)
    assert dates.newest is None
    assert dates.newest_weak is not None


@given(
    shown=st.lists(st.dates(date(2021, 1, 1), date(2024, 6, 1)), max_size=12),
    as_of=st.dates(date(2022, 1, 1), date(2023, 12, 31)),
)
def test_no_update_ever_lies_after_the_day_judged(shown, as_of):
    listing = listed(*rows(*(each.strftime("%m-%d") for each in shown)))
    dates = column_dates(world(portal(column()), listing), listing, as_of)
    assert dates.newest is None or (dates.newest.day is not None and dates.newest.day <= as_of)
    assert all(each.day is not None and (each.day.month, each.day.day) for each in dates.rows)
