from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawler.network_rules import NetworkRules
from crawler.politeness import LONGEST_BACK_OFF, LONGEST_PAUSE, Politeness, seconds_to_wait

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
    return Politeness(NetworkRules(rate, None, allow, ""), pause=clock.pause, clock=clock), clock


async def ask(pace: Politeness, clock: Clock, host: str = "a", addresses: tuple[str, ...] = PUBLIC) -> float:
    async with pace.turn(host, addresses):
        return clock.now


async def test_two_requests_per_second_and_host():
    pace, clock = polite(2)
    times = [await ask(pace, clock) for _ in range(5)]
    assert times == pytest.approx([100, 100.5, 101, 101.5, 102])


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


async def test_busy_answers_slow_the_host_down_and_good_ones_speed_it_up_again():
    pace, clock = polite(2)
    await ask(pace, clock)
    for _ in range(3):
        pace.answered("a", 503, None)
    first = await ask(pace, clock)
    second = await ask(pace, clock)
    assert second - first == pytest.approx(0.5 + 2.0)
    for _ in range(20):
        pace.answered("a", 200, None)
    third = await ask(pace, clock)
    assert await ask(pace, clock) - third == pytest.approx(0.5)


async def test_back_off_has_an_end():
    pace, clock = polite(2)
    await ask(pace, clock)
    for _ in range(40):
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


async def test_crawl_delay_of_robots_is_kept():
    pace, clock = polite(2)
    await ask(pace, clock)
    pace.slow_down("a", 3)
    first = await ask(pace, clock)
    assert await ask(pace, clock) - first == pytest.approx(3)


def test_retry_after_as_a_date():
    when = datetime.now(UTC) + timedelta(seconds=30)
    assert seconds_to_wait(format_datetime(when, usegmt=True)) == pytest.approx(30, abs=2)
    assert seconds_to_wait(format_datetime(when - timedelta(days=1), usegmt=True)) == 0
    assert seconds_to_wait("soon") is None
    assert seconds_to_wait("") is None
    assert seconds_to_wait(None) is None
