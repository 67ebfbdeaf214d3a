"""Silence and empty periods of new-media accounts: just below, on, and just above the limit."""

from __future__ import annotations

from datetime import date

import pytest

from checks.derived.account_periods import periods_without_post, silence
from checks.observation import AccountPostsSeen, Clue, DateClue, Post
from tests.checks.observed import NOON, OK

AS_OF = date(2023, 12, 15)
NEW_YEAR = date(2023, 1, 1)


def seen(*days: str, complete_since: date | None = None) -> AccountPostsSeen:
    posts = []
    for text in days:
        day = date.fromisoformat(text)
        clue = DateClue(clue=Clue.FEED, text=text, year=day.year, month=day.month, day=day.day)
        posts.append(Post(title="工作动态", url="", published_at=clue))
    return AccountPostsSeen(
        url="https://feeds.shili.gov.example/a.xml",
        observed_at=NOON,
        fetch=OK,
        account_key="县发展和改革局|wechat|subscription|示例发改",
        posts=tuple(posts),
        complete_since=complete_since,
    )


@pytest.mark.parametrize(
    ("newest", "days"), [("2023-12-09", 6), ("2023-12-08", 7), ("2023-12-07", 8), ("2023-12-15", 0)]
)
def test_silence(newest: str, days: int) -> None:
    assert silence(seen(newest, "2023-12-01"), AS_OF).days == days


def test_posts_after_the_day_judged_do_not_count() -> None:
    quiet = silence(seen("2023-12-20", "2023-12-01"), AS_OF)
    assert (quiet.days, quiet.after_as_of) == (14, 1)
    assert silence(seen("2023-12-20"), AS_OF).days is None


def test_silence_is_known_only_where_the_source_is_complete() -> None:
    assert silence(seen("2023-11-01", complete_since=date(2023, 12, 10)), AS_OF).days == 5
    assert silence(seen(complete_since=date(2023, 10, 1)), AS_OF).days == 75
    assert silence(seen(), AS_OF).days is None


def empty(*days: str, since: date = NEW_YEAR, complete_since: date | None = None) -> tuple[int, int]:
    found, looked_at = periods_without_post(seen(*days, complete_since=complete_since), AS_OF, 7, since)
    return len(found), looked_at


def test_a_feed_that_is_cut_off_makes_no_empty_period() -> None:
    assert empty("2023-12-14", "2023-12-05") == (0, 1)


def test_weeks_between_two_posts() -> None:
    # back from 15 December: 9-15 has a post, 2-8 and 25 November-1 have none, 18-24 has one
    assert empty("2023-12-14", "2023-11-20", "2023-11-18") == (2, 4)


def test_the_running_period_is_empty_only_past_its_length() -> None:
    assert empty("2023-12-08", "2023-12-02") == (0, 2)
    assert empty("2023-12-07", "2023-12-02") == (1, 2)


def test_nothing_before_since_or_before_the_source_is_complete() -> None:
    assert empty("2023-12-14", "2023-01-02", since=date(2023, 12, 2)) == (1, 2)
    assert empty("2023-12-14", "2023-01-02", complete_since=date(2023, 12, 2)) == (1, 2)
    assert empty() == (0, 0)
