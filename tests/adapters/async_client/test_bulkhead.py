"""A burst of hashing waits by itself, and not without end."""

import asyncio
from threading import Event

import pytest
from starlette.concurrency import run_in_threadpool

from espaceclient.adapters.async_client.bulkhead import Bulkhead
from espaceclient.adapters.async_client.busy import Busy
from espaceclient.adapters.async_client.pools import for_hashing
from espaceclient.domain.values import ClientNetwork

HERE, THERE = ClientNetwork("127.0.0.1"), ClientNetwork("127.0.0.2")


def test_the_answer_of_a_use_case_is_returned() -> None:
    async def scene() -> str:
        return await for_hashing().run(HERE, "{}-{word}".format, 1, word="deux")

    assert asyncio.run(scene()) == "1-deux"


def test_whoever_comes_to_a_full_queue_is_refused_and_those_in_it_are_served() -> None:
    async def scene() -> list[bool]:
        bulkhead, release = Bulkhead(1, waiting=2, waiting_of_one=2), Event()
        inside = [asyncio.create_task(bulkhead.run(HERE, release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(Busy):
                await bulkhead.run(THERE, release.wait)
            assert (bulkhead.waiting, bulkhead.refused) == (2, 1)
        finally:
            release.set()
        return await asyncio.gather(*inside)

    assert asyncio.run(scene()) == [True, True, True]


def test_one_network_that_hammers_leaves_another_the_next_turn_but_one() -> None:
    async def scene() -> list[str]:
        bulkhead, release, served = Bulkhead(1, waiting=5, waiting_of_one=4), Event(), list[str]()
        running = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        burst = [asyncio.create_task(bulkhead.run(HERE, served.append, "here")) for _ in range(80)]
        await asyncio.sleep(0)
        other = asyncio.create_task(bulkhead.run(THERE, served.append, "there"))
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(running, other)
        refused = await asyncio.gather(*burst, return_exceptions=True)
        assert [type(each) for each in refused].count(Busy) == 76
        return served

    assert asyncio.run(scene()) == ["here", "there", "here", "here", "here"]


def test_a_line_of_ipv6_that_hammers_from_all_its_networks_leaves_others_a_place() -> None:
    async def scene() -> list[str]:
        bulkhead, release, served = for_hashing(1), Event(), list[str]()
        running = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        line = [ClientNetwork.parse(f"2001:db8:0:{number:x}::1") for number in range(80)]
        burst = [asyncio.create_task(bulkhead.run(each, served.append, "line")) for each in line]
        await asyncio.sleep(0)
        other = asyncio.create_task(bulkhead.run(THERE, served.append, "other"))
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(running, other)
        refused = await asyncio.gather(*burst, return_exceptions=True)
        assert [type(each) for each in refused].count(Busy) == 77
        return served

    assert asyncio.run(scene()) == ["line", "other", "line", "line"]


def test_nobody_waits_longer_than_agreed() -> None:
    async def scene() -> bool:
        bulkhead, release = Bulkhead(1, waiting=1, waiting_of_one=1, longest_wait=0), Event()
        running = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        try:
            for _ in range(2):  # whoever gave up has left the queue
                with pytest.raises(Busy):
                    await bulkhead.run(THERE, release.wait)
            assert (bulkhead.waiting, bulkhead.refused) == (0, 2)
        finally:
            release.set()
        return await running

    assert asyncio.run(scene())


def test_whoever_is_cancelled_while_waiting_leaves_the_queue() -> None:
    async def scene() -> str:
        bulkhead, release = Bulkhead(1, waiting=1, waiting_of_one=1), Event()
        running = asyncio.create_task(bulkhead.run(HERE, release.wait))
        waiting = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        last = asyncio.create_task(bulkhead.run(THERE, str.upper, "libre"))
        await asyncio.sleep(0)
        release.set()
        await running
        return await last

    assert asyncio.run(scene()) == "LIBRE"


def test_a_place_that_comes_to_somebody_cancelled_is_handed_on() -> None:
    async def scene() -> str:
        bulkhead, release = Bulkhead(1, waiting=1, waiting_of_one=1), Event()
        running = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(bulkhead.run(HERE, release.wait))
        await asyncio.sleep(0)
        running.add_done_callback(lambda _: waiting.cancel())
        release.set()
        await asyncio.wait([running, waiting])
        return await bulkhead.run(THERE, str.upper, "libre")

    assert asyncio.run(scene()) == "LIBRE"


def test_a_place_is_free_again_after_a_failure() -> None:
    async def scene() -> int:
        bulkhead = Bulkhead(1, waiting=0, waiting_of_one=0)
        with pytest.raises(ZeroDivisionError):
            await bulkhead.run(HERE, divmod, 1, 0)
        return await bulkhead.run(HERE, len, "abc")

    assert asyncio.run(scene()) == 3


def test_more_hashing_than_there_are_threads_leaves_the_other_threads_free() -> None:
    async def scene() -> str:
        bulkhead, release = Bulkhead(1, waiting=100, waiting_of_one=100), Event()
        burst = [asyncio.create_task(bulkhead.run(HERE, release.wait)) for _ in range(60)]
        try:
            return await run_in_threadpool(str.upper, "libre")
        finally:
            release.set()
            await asyncio.gather(*burst)

    assert asyncio.run(scene()) == "LIBRE"


@pytest.mark.parametrize("cores", [1, 2, 8])
def test_the_last_who_waits_for_hashing_waits_for_five_others_a_core(cores: int) -> None:
    """0.6 s each at most: 3 s."""

    async def scene() -> tuple[int, int]:
        bulkhead, release = for_hashing(cores), Event()
        present: list[list[asyncio.Task[bool]]] = []
        for number in range(10):
            network = ClientNetwork(f"127.0.0.{number}")
            tasks = [asyncio.create_task(bulkhead.run(network, release.wait)) for _ in range(80)]
            await asyncio.sleep(0)
            present.append([task for task in tasks if not task.done()])
        release.set()
        await asyncio.gather(*(task for tasks in present for task in tasks))
        return len(present[1]), sum(map(len, present))

    assert asyncio.run(scene()) == (2 * cores, 6 * cores)
