from __future__ import annotations

from datetime import date

import pytest

from checks.workdays import WorkCalendar

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 9, 29), False),  # Mid-Autumn, first day of the holiday (a Friday)
        (date(2023, 10, 6), False),  # last day of the National Day holiday (a Friday)
        (date(2023, 10, 7), True),  # make-up workday (a Saturday)
        (date(2023, 10, 8), True),  # make-up workday (a Sunday)
        (date(2023, 10, 9), True),
        (date(2023, 10, 14), False),  # a usual Saturday
        (date(2024, 2, 18), True),  # make-up workday after the Spring Festival (a Sunday)
        (date(2026, 1, 4), True),  # make-up workday after New Year (a Sunday)
    ],
)
def test_days_of_the_official_notices(day, works):
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2023, 9, 28), date(2023, 9, 28), 0),
        (date(2023, 9, 28), date(2023, 10, 6), 0),
        (date(2023, 9, 28), date(2023, 10, 7), 1),
        (date(2023, 9, 28), date(2023, 10, 8), 2),
        (date(2023, 9, 28), date(2023, 10, 9), 3),
        (date(2023, 9, 28), date(2023, 10, 10), 4),
        (date(2023, 12, 1), date(2023, 12, 6), 3),
        (date(2023, 12, 29), date(2024, 1, 3), 2),  # over the New Year holiday
        (date(2023, 12, 6), date(2023, 12, 1), 0),
    ],
)
def test_counting_starts_on_the_day_after(start, end, days):
    assert CALENDAR.working_days_after(start, end) == days


def test_a_year_that_nobody_knows_is_not_guessed():
    assert CALENDAR.is_workday(date(2031, 3, 3)) is None
    assert CALENDAR.working_days_after(date(2031, 3, 3), date(2031, 3, 5)) is None
    assert CALENDAR.working_days_after(date(2031, 3, 3), date(2031, 3, 3)) == 0


def test_an_overlay_makes_a_year_known():
    calendar = WorkCalendar({2031: {date(2031, 1, 1): False, date(2031, 1, 4): True}})
    assert calendar.is_workday(date(2031, 1, 1)) is False
    assert calendar.is_workday(date(2031, 1, 2)) is True
    assert calendar.is_workday(date(2031, 1, 4)) is True  # a Saturday
    assert calendar.is_workday(date(2031, 1, 5)) is False
    assert calendar.working_days_after(date(2030, 12, 31), date(2031, 1, 5)) == 3


def test_an_overlay_wins_over_the_library():
    calendar = WorkCalendar({2023: {}})
    assert calendar.is_workday(date(2023, 10, 7)) is False  # nothing but weekends left
    assert calendar.is_workday(date(2024, 2, 18)) is True  # other years as they were


def test_a_count_that_runs_into_an_unknown_year_is_not_known():
    calendar = WorkCalendar({2031: {}})
    assert calendar.working_days_after(date(2031, 12, 30), date(2032, 1, 2)) is None
