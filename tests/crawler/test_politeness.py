from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from crawler.network_rules import NetworkRules
from crawler.politeness import (
    ALL_AT_ONCE,
    KEPT_BY_SUCCESS,
    LONGEST_BACK_OFF,
    LONGEST_CRAWL_DELAY,
    LONGEST_PAUSE,
    UNTHROTTLED_AT_ONCE,
    Politeness,
    seconds_to_wait,
    workers_per_host,
)

PUBLIC = ("93.184.216.34",)
PRIVATE = ("127.0.0.1",)


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def polite(rate: float = 2, allow: tuple[str, ...] = ()) -> tuple[Politeness, Clock]:
    clock = Clock()
    return Politeness(NetworkRules(rate, None, allow), pause=clock.pause, clock=clock), clock


async def ask(pace: Politeness, clock: Clock, host: str = "a", addresses: tuple[str, ...] = PUBLIC) -> float:
    async with pace.turn(host, addresses):
        return clock.now


async def test_two_requests_per_second_and_host():
    pace, clock = polite(2)
    times = [await ask(pace, clock) for _ in range(5)]
    assert times == pytest.approx([100, 100.5, 101, 101.5, 102])


@pytest.mark.parametrize(("late", "after"), [(0.04, 0.46), (0.124, 0.376), (0.126, 0.5), (5.0, 0.5)])
async def test_waking_up_a_little_late_is_made_good_and_nothing_is_saved_up(late, after):
    pace, clock = polite(2)
    await ask(pace, clock)
    clock.now += 0.5 + late
    second = await ask(pace, clock)
    third = await ask(pace, clock)
    assert third - second == pytest.approx(after)
    assert await ask(pace, clock) - third == pytest.approx(0.5)


async def test_hosts_do_not_wait_for_each_other():
    pace, clock = polite(2)
    await ask(pace, clock, "a")
    assert await ask(pace, clock, "b") == 100


async def test_one_at_a_time_per_host():
    pace, _ = polite(2)
    inside = 0
    most = 0

    async def one() -> None:
        nonlocal inside, most
        async with pace.turn("a", PUBLIC):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(6)))
    assert most == 1


async def test_unthrottled_only_where_every_address_is_allowed():
    pace, clock = polite(0, ("127.0.0.0/8",))
    assert [await ask(pace, clock, "in", PRIVATE) for _ in range(3)] == [100, 100, 100]
    assert pace.is_unthrottled("in")
    times = [await ask(pace, clock, "out", PUBLIC) for _ in range(3)]
    assert times == pytest.approx([100, 100.5, 101])
    assert not pace.is_unthrottled("out")
    await ask(pace, clock, "mixed", PUBLIC + PRIVATE)
    assert not pace.is_unthrottled("mixed")


async def spacing(pace: Politeness, clock: Clock) -> float:
    first = await ask(pace, clock)
    return await ask(pace, clock) - first


@pytest.mark.parametrize(
    ("statuses", "seconds"),
    [
        ([], 0.5),
        ([429], 1.0),
        ([429, 429], 2.0),
        ([429, 429, 429], 4.0),
        ([503], 1.0),
        ([503, 503], 1.5),
        ([500, 502, 504], 2.0),
        ([429, 503], 1.5),
        ([404, 403, 501, 521], 0.5),
        ([503, 200], 0.5 + 0.5 * KEPT_BY_SUCCESS),
        ([503, 503, 200, 404], 0.5 + 1.0 * KEPT_BY_SUCCESS**2),
    ],
)
async def test_429_doubles_the_spacing_trouble_adds_to_it_and_other_answers_give_back(statuses, seconds):
    pace, clock = polite(2)
    await ask(pace, clock)
    for status in statuses:
        pace.answered("a", status, None)
    assert await spacing(pace, clock) == pytest.approx(seconds)


async def test_what_was_taken_is_given_back_whole_after_a_while():
    pace, clock = polite(2)
    await ask(pace, clock)
    for _ in range(3):
        pace.answered("a", 429, None)
    for _ in range(30):
        pace.answered("a", 200, None)
    assert await spacing(pace, clock) == pytest.approx(0.5)


async def test_no_answer_adds_like_trouble_does():
    pace, clock = polite(2)
    await ask(pace, clock)
    pace.unanswered("a")
    pace.unanswered("nobody asked this one")
    assert await spacing(pace, clock) == pytest.approx(1.0)


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (3, 3), (4, 4), (5, 4)])
async def test_as_many_at_once_as_the_registry_allows_at_the_same_rate(at_once, most):
    clock = Clock()
    rules = NetworkRules(requests_per_second=2, requests_at_once=at_once)
    pace = Politeness(rules, pause=clock.pause, clock=clock)
    begun: list[float] = []
    inside = seen = 0

    async def one() -> None:
        nonlocal inside, seen
        async with pace.turn("a", PUBLIC):
            begun.append(clock.now)
            inside += 1
            seen = max(seen, inside)
            for _ in range(20):
                await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(8)))
    assert seen == most
    assert begun == pytest.approx([100 + n / 2 for n in range(8)])
    assert workers_per_host(NetworkRules(requests_at_once=at_once)) == at_once
    assert workers_per_host(NetworkRules(requests_per_second=0, requests_at_once=at_once)) == UNTHROTTLED_AT_ONCE


async def test_the_browser_is_spaced_by_the_same_gate_while_its_look_holds_the_place():
    pace, clock = polite(2)
    order: list[tuple[str, float]] = []

    async def walk() -> None:
        async with pace.turn("a", PUBLIC):
            order.append(("walk", clock.now))

    async with pace.alone("a", PUBLIC):
        walking = asyncio.create_task(walk())
        for _ in range(3):
            await pace.spaced("a", PUBLIC)
            order.append(("browser", clock.now))
    await walking
    assert [who for who, _ in order] == ["browser"] * 3 + ["walk"]
    assert [at for _, at in order] == pytest.approx([100, 100.5, 101, 101.5])


async def test_a_look_of_the_browser_begins_after_the_pause_that_the_host_asked_for():
    pace, clock = polite(2)
    await ask(pace, clock)
    pace.answered("a", 503, "20")
    async with pace.alone("a", PUBLIC):
        assert clock.now == pytest.approx(120)


async def test_hosts_that_wait_for_their_pace_take_no_place_of_the_others():
    pace, clock = polite(2)
    for number in range(ALL_AT_ONCE + 20):
        await ask(pace, clock, f"host{number}")
    assert clock.now == 100
    waiting = [asyncio.create_task(ask(pace, clock, f"host{number}")) for number in range(ALL_AT_ONCE + 20)]
    for _ in range(3):
        await asyncio.sleep(0)
    assert await ask(pace, clock, "another") == clock.now
    await asyncio.gather(*waiting)


class DayClock(Clock):
    """The same with a time of day in Beijing."""

    def __init__(self, hour: int, minute: int) -> None:
        super().__init__()
        self._begun = datetime(2023, 12, 15, hour, minute, tzinfo=timezone(timedelta(hours=8)))

    def day(self) -> datetime:
        return self._begun + timedelta(seconds=self.now - 100)


@pytest.mark.parametrize(("hour", "minute", "waited"), [(7, 59, 0), (8, 0, 7200), (9, 59, 60), (10, 0, 0)])
async def test_nobody_is_asked_in_quiet_hours(hour, minute, waited):
    clock = DayClock(hour, minute)
    rules = NetworkRules(quiet_hours=("08:00-10:00",))
    pace = Politeness(rules, pause=clock.pause, clock=clock, now=clock.day)
    assert await ask(pace, clock) == pytest.approx(100 + waited)
    async with pace.alone("b", PUBLIC):
        assert clock.now == pytest.approx(100 + waited)


async def test_back_off_has_an_end():
    pace, clock = polite(2)
    await ask(pace, clock)
    for _ in range(80):
        pace.answered("a", 500, None)
    await ask(pace, clock)
    before = clock.now
    await ask(pace, clock)
    assert clock.now - before == pytest.approx(0.5 + LONGEST_BACK_OFF)


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("60", 60), ("61", 60), ("86400", LONGEST_PAUSE)])
async def test_retry_after_pauses_the_whole_host_up_to_a_cap(asked, waited):
    pace, clock = polite(0, ("127.0.0.0/8",))
    await ask(pace, clock, "a", PRIVATE)
    pace.answered("a", 429, asked)
    assert await ask(pace, clock, "a", PRIVATE) == pytest.approx(100 + waited)


async def test_retry_after_of_a_good_answer_means_nothing():
    pace, clock = polite(2)
    await ask(pace, clock)
    pace.answered("a", 200, "30")
    assert await ask(pace, clock) == pytest.approx(100.5)


@pytest.mark.parametrize(
    ("asked", "kept"), [(0.2, 0.5), (0.5, 0.5), (3, 3), (10, 10), (11, LONGEST_CRAWL_DELAY), (86400, 10)]
)
async def test_crawl_delay_of_robots_is_kept_within_bounds(asked, kept):
    pace, clock = polite(2)
    await ask(pace, clock)
    pace.slow_down("a", asked)
    assert await spacing(pace, clock) == pytest.approx(kept)


def test_retry_after_as_a_date():
    when = datetime.now(UTC) + timedelta(seconds=30)
    assert seconds_to_wait(format_datetime(when, usegmt=True)) == pytest.approx(30, abs=2)
    assert seconds_to_wait(format_datetime(when - timedelta(days=1), usegmt=True)) == 0
    assert seconds_to_wait("soon") is None
    assert seconds_to_wait("") is None
    assert seconds_to_wait(None) is None
