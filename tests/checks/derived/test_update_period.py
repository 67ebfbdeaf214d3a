from __future__ import annotations

from datetime import date

import pytest

from checks.derived.update_period import UpdatePeriod, update_period
from tests.checks.observed import column


@pytest.mark.parametrize(
    ("newest", "months", "last"),
    [
        (date(2023, 6, 15), 6, date(2023, 12, 15)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
        (date(2022, 12, 31), 12, date(2023, 12, 31)),
    ],
)
def test_months_end_with_the_shorter_month(newest, months, last):
    assert UpdatePeriod(months=months).last_day(newest) == last


def test_the_registry_wins():
    own = update_period(column(update_within_days=7), {"notice": {"months": 6}})
    assert own == UpdatePeriod(days=7)
    assert update_period(column(), {"notice": {"months": 6}}) == UpdatePeriod(months=6)
    assert update_period(column(), {"news": {"days": 14}}) is None


@pytest.mark.parametrize("wrong", [{"days": 14, "months": 6}, {"days": 0}, {"months": -1}])
def test_a_period_is_days_or_months(wrong):
    with pytest.raises(ValueError, match="either days or months"):
        update_period(column(), {"notice": wrong})
