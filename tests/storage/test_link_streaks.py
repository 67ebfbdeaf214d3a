"""Failing targets from run to run: what is remembered, what is carried into the next run, what ends a streak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from checks.observation import Attempt, Fetch, FetchEnd, LinkFailedBefore, LinkProbed
from storage.link_streaks import MOST_RUNS, LinkStreak, carry_streaks

HOME = "https://www.example.gov.example/"
URL = "https://www.example.gov.example/附件/" + "很" * 900 + ".pdf"
NIGHT = datetime(2023, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def probe(night: int, *looks: int | str, url: str = URL, **told: Any) -> LinkProbed:
    attempts = tuple(
        Attempt(at=NIGHT + timedelta(days=night, minutes=3 * number), method="GET", fetch=_fetch(look))
        for number, look in enumerate(looks)
    )
    fetch = attempts[-1].fetch if attempts else Fetch(ended=FetchEnd.HOST_SILENT)
    return LinkProbed(url=url, observed_at=NIGHT + timedelta(days=night), fetch=fetch, attempts=attempts, **told)


def _fetch(look: int | str) -> Fetch:
    if isinstance(look, int):
        return Fetch(ended=FetchEnd.ANSWERED, status=look)
    return Fetch(ended=FetchEnd(look))


def nights(session: Session, *probes: LinkProbed) -> list[list[LinkFailedBefore]]:
    """What each run is given; run n is the nth probe."""
    carried = []
    for number, seen in enumerate(probes):
        carried.append(carry_streaks(session, f"run-{number}", HOME, [seen]))
        session.commit()
    return carried


def test_the_next_run_is_given_what_the_one_before_saw(session: Session) -> None:
    first, second, third = nights(session, probe(0, 404, 404), probe(1, 404, 404), probe(2, 503))
    assert first == []
    assert [(each.run, len(each.attempts)) for each in second[0].runs] == [("run-0", 2)]
    assert [each.run for each in third[0].runs] == ["run-0", "run-1"]
    assert third[0].url == URL
    assert third[0].runs[1].attempts == probe(1, 404, 404).attempts
    assert third[0].observed_at == NIGHT + timedelta(days=1, minutes=3)


def test_one_success_ends_the_streak(session: Session) -> None:
    *_, after, later = nights(session, probe(0, 404, 404), probe(1, 404, 200), probe(2, 404, 404), probe(3, 404))
    assert after == []
    assert [each.run for each in later[0].runs] == ["run-2"]


@pytest.mark.parametrize("between", [(403,), (), ("robots",), ("reset",)], ids=str)
def test_what_says_nothing_changes_nothing(session: Session, between: tuple[int | str, ...]) -> None:
    _, skipped, last = nights(session, probe(0, 404, 404), probe(1, *between), probe(2, 404))
    assert skipped == []
    assert [each.run for each in last[0].runs] == ["run-0"]


def test_a_page_that_says_there_is_none_is_remembered_with_its_words(session: Session) -> None:
    _, second = nights(session, probe(0, 200, 200, error_page="a1"), probe(1, 200, 200, error_page="a1"))
    assert second[0].runs[0].error_page == "a1"


def test_the_same_run_again_changes_nothing(session: Session) -> None:
    nights(session, probe(0, 404, 404))
    again = [carry_streaks(session, "run-1", HOME, [probe(1, 404, 404)]) for _ in range(2)]
    session.commit()
    assert again[0] == again[1] != []
    assert [len(each.runs) for each in carry_streaks(session, "run-2", HOME, [probe(2, 404)])] == [2]


def test_portals_do_not_share_streaks(session: Session) -> None:
    nights(session, probe(0, 404, 404))
    assert carry_streaks(session, "run-1", "https://other.example/", [probe(1, 404, 404)]) == []


def test_only_the_last_runs_are_kept(session: Session) -> None:
    *_, last = nights(session, *(probe(night, 404, 404) for night in range(MOST_RUNS + 3)))
    assert [each.run for each in last[0].runs] == [f"run-{n}" for n in range(2, MOST_RUNS + 2)]


def test_many_targets_at_once(session: Session) -> None:
    urls = [f"{HOME}{number}" for number in range(1200)]
    carry_streaks(session, "run-0", HOME, [probe(0, 404, url=url) for url in urls])
    session.commit()
    carried = carry_streaks(
        session, "run-1", HOME, [probe(1, 404 if n % 2 else 200, url=url) for n, url in enumerate(urls)]
    )
    session.commit()
    assert len(carried) == 600
    assert len(session.scalars(select(LinkStreak.url)).all()) == 600
