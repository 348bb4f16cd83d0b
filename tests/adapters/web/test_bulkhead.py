"""A rush of hashing waits by itself, and not without end."""

import asyncio
from threading import Event

import pytest
from starlette.concurrency import run_in_threadpool

from espaceclient import Contract, Subscriber
from espaceclient.adapters.web.bulkhead import BulkheadFull, HashingBulkhead
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import World


def test_the_answer_of_a_use_case_is_returned() -> None:
    async def scene() -> str:
        return await HashingBulkhead().run("{}-{word}".format, 1, word="deux")

    assert asyncio.run(scene()) == "1-deux"


def test_whoever_comes_to_a_full_queue_is_refused_and_those_in_it_are_served() -> None:
    async def scene() -> list[bool]:
        threads, release = HashingBulkhead(threads=1, most_waiting=2), Event()
        inside = [asyncio.create_task(threads.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(BulkheadFull):
                await threads.run(release.wait)
        finally:
            release.set()
        return await asyncio.gather(*inside)

    assert asyncio.run(scene()) == [True, True, True]


def test_a_place_in_the_queue_is_free_again_after_a_failure() -> None:
    async def scene() -> int:
        threads = HashingBulkhead(threads=1, most_waiting=0)
        with pytest.raises(ZeroDivisionError):
            await threads.run(divmod, 1, 0)
        return await threads.run(len, "abc")

    assert asyncio.run(scene()) == 3


def test_more_hashing_than_there_are_threads_leaves_the_other_threads_free() -> None:
    async def scene() -> str:
        threads, release = HashingBulkhead(threads=1, most_waiting=100), Event()
        rush = [asyncio.create_task(threads.run(release.wait)) for _ in range(60)]
        try:
            return await run_in_threadpool(str.upper, "libre")
        finally:
            release.set()
            await asyncio.gather(*rush)

    assert asyncio.run(scene()) == "LIBRE"


class OverrunRegister:
    """Stands for a queue that is full: what it raises is what the queue would."""

    def find(self, contract: Contract) -> Subscriber | None:  # noqa: ARG002 - the port's own name
        raise BulkheadFull


def test_a_full_queue_is_the_page_that_asks_to_come_back() -> None:
    answer = Visitor(World(subscribers=OverrunRegister())).submit(FORM, OPENING)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Service momentanément indisponible" in shown(answer)
