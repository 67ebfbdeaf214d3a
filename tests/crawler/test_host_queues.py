from __future__ import annotations

import asyncio

import pytest

from crawler.host_queues import HostQueues


async def test_hosts_take_turns_and_a_slow_one_holds_up_nobody():
    order: list[str] = []

    async def work(one: str) -> None:
        await asyncio.sleep(0.2 if one.startswith("slow") else 0)
        order.append(one)

    queues: HostQueues[str] = HostQueues(work, per_host=1)
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

    queues: HostQueues[int] = HostQueues(work, per_host=3)
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

    queues: HostQueues[str] = HostQueues(work, per_host=1)
    for one in ("first", "second", "third"):
        queues.put("a", one)
    await queues.join()
    assert order == ["first", "second", "third", "again"]


async def test_nothing_to_do_is_done_at_once():
    async def work(_: str) -> None:
        raise AssertionError

    await asyncio.wait_for(HostQueues(work, per_host=1).join(), 1)


async def test_closing_forgets_what_has_not_begun():
    done: list[int] = []

    async def work(one: int) -> None:
        done.append(one)
        await asyncio.sleep(0.01)

    queues: HostQueues[int] = HostQueues(work, per_host=1)
    for n in range(5):
        queues.put("a", n)
    queues.put("a", 99, later=60)
    await asyncio.sleep(0)
    queues.close()
    queues.put("a", 100)
    await asyncio.wait_for(queues.join(), 1)
    assert done == [0]


async def test_a_mistake_of_ours_ends_the_work_and_is_told():
    async def work(one: int) -> None:
        if one == 2:
            raise ZeroDivisionError

    queues: HostQueues[int] = HostQueues(work, per_host=1)
    for n in range(5):
        queues.put("a", n)
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(queues.join(), 1)
