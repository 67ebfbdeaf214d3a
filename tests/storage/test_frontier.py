"""The frontier: every address once, first found first out, and nothing lost when a process goes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from storage import frontier as frontier_module
from storage import known_addresses
from storage.frontier import Done, Frontier, NewPlace
from storage.runs import begin_run

HOME = "http://x.example/"


@pytest.fixture
def session(engine: Engine):
    with Session(engine) as opened:
        yield opened


def begun(session: Session) -> str:
    run = begin_run(
        session, portal="x", home=HOME, snapshot="{}", options={}, as_of=date(2023, 12, 1), product_version="t"
    )
    return run.id


def done(number: int, url: str, *new: NewPlace, places: bytes | None = None) -> Done:
    row = {
        "kind": "link-probed",
        "version": 1,
        "url": url,
        "observed_at": datetime(2023, 12, 1, tzinfo=UTC),
        "body_sha256": "",
        "payload": "{}",
    }
    return Done(number, row, "", places, new)


def test_an_address_is_given_out_once_in_the_order_of_finding(session: Session) -> None:
    frontier = Frontier(session, begun(session))
    numbers = [frontier.add(url) for url in (HOME, HOME + "b", HOME, HOME + "a", HOME + "b")]
    assert numbers == [0, 1, 0, 2, 1]
    assert [frontier.take() for _ in range(4)] == [(0, HOME), (1, HOME + "b"), (2, HOME + "a"), None]
    assert frontier.known == 3


def test_what_does_not_fit_the_window_waits_in_the_database(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontier_module, "WINDOW", 3)
    frontier = Frontier(session, begun(session))
    urls = [f"{HOME}{number}" for number in range(10)]
    for url in urls[:6]:
        frontier.add(url)
    taken = [frontier.take() for _ in range(4)]
    for url in urls[6:]:
        frontier.add(url)
    taken += [frontier.take() for _ in range(7)]
    assert taken == [*enumerate(urls), None]


def test_another_process_finds_what_was_not_done(session: Session) -> None:
    run_id = begun(session)
    first = Frontier(session, run_id)
    first.add(HOME)
    place = NewPlace(0, HOME + "a", "page", "甲", "a")
    assert first.take() == (0, HOME)
    first.finish(done(0, HOME, place, places=b"\0\0\0\0"))
    assert first.take() == (1, HOME + "a")
    first.flush()
    second = Frontier(session, run_id)
    assert (second.known, second.done, second.pages, second.next_place) == (2, 1, 1, 1)
    assert second.take() == (1, HOME + "a")
    assert second.take() is None
    assert second.add(HOME) == 0
    assert list(second.places()) == [(0, 1, "page", "甲", "a")]


def test_what_was_not_written_is_asked_again_and_never_half_known(session: Session) -> None:
    run_id = begun(session)
    first = Frontier(session, run_id)
    first.add(HOME)
    first.flush()
    first.finish(done(0, HOME, NewPlace(0, HOME + "a", "page", "甲", "a"), places=b"\0\0\0\0"))
    session.rollback()  # the process is gone before it wrote
    second = Frontier(session, run_id)
    assert second.take() == (0, HOME)
    assert (second.known, list(second.places()), list(second.read_pages())) == (1, [], [])


def test_runs_do_not_see_each_other(session: Session) -> None:
    Frontier(session, begun(session)).add(HOME)
    assert Frontier(session, begun(session)).known == 0


def test_digests_laid_down_in_runs_are_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_addresses, "RUN", 4)
    known = known_addresses.KnownAddresses()
    digests = [(number * 7_919_000_000_000_001) % 2**63 * (-1) ** number for number in range(11)]
    for number, digest in enumerate(digests):
        assert known.number_of(digest) is None
        known.put(digest, number)
    assert [known.number_of(digest) for digest in digests] == list(range(11))
    assert known.number_of(5) is None
    assert len(known) == 11
