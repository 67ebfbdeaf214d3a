from __future__ import annotations

import asyncio

import pytest

from crawler.host_queues import HostQueues
from storage.base import StorageFailed


def never(error: Exception) -> None:
    raise AssertionError("no mistake was made") from error


async def test_a_mistake_costs_one_piece_of_work_and_a_failed_store_the_walk():
    done: list[int] = []
    told: list[Exception] = []

    async def work(one: int) -> None:
        if one == 1:
            raise ZeroDivisionError
        if one == 3:
            raise StorageFailed(OSError("disk full"))
        done.append(one)

    queues: HostQueues[int] = HostQueues(work, 1, told.append)
    for n in range(6):
        queues.put("a", n)
    with pytest.raises(StorageFailed, match="disk full"):
        await queues.join()
    assert done == [0, 2]
    assert [type(error) for error in told] == [ZeroDivisionError]


async def test_hosts_take_turns_and_a_slow_one_holds_up_nobody():
    order: list[str] = []

    async def work(one: str) -> None:
        await asyncio.sleep(0.2 if one.startswith("slow") else 0)
        order.append(one)

    queues: HostQueues[str] = HostQueues(work, 1, never)
    for n in range(3):
        queues.put("slow", f"slow{n}")
        queues.put("quick", f"quick{n}")
    await queues.join()
    assert order == ["quick0", "quick1", "quick2", "slow0", "slow1", "slow2"]


async def test_no_more_at_once_than_allowed():
    now = most = 0

    async def work(_: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1

    queues: HostQueues[int] = HostQueues(work, 3, never)
    for n in range(20):
        queues.put("a", n)
    await queues.join()
    assert most == 3


async def test_work_that_comes_later_is_waited_for_and_blocks_nothing():
    order: list[str] = []

    async def work(one: str) -> None:
        order.append(one)
        if one == "first":
            queues.put("a", "again", later=0.05)

    queues: HostQueues[str] = HostQueues(work, 1, never)
    for one in ("first", "second", "third"):
        queues.put("a", one)
    await queues.join()
    assert order == ["first", "second", "third", "again"]


async def test_nothing_to_do_is_done_at_once():
    async def work(_: str) -> None:
        raise AssertionError

    await asyncio.wait_for(HostQueues(work, 1, never).join(), 1)


async def test_closing_forgets_what_has_not_begun():
    done: list[int] = []

    async def work(one: int) -> None:
        done.append(one)
        await asyncio.sleep(0.01)

    queues: HostQueues[int] = HostQueues(work, 1, never)
    for n in range(5):
        queues.put("a", n)
    queues.put("a", 99, later=60)
    await asyncio.sleep(0)
    queues.close()
    queues.put("a", 100)
    await asyncio.wait_for(queues.join(), 1)
    assert done == [0]
