"""One client in several event loops, and in a forked process: none waits for another's threads."""

import asyncio
import os
import signal
from threading import Event

import pytest

from espaceclient import Contract, ContractNumber
from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Pools
from espaceclient.answers import NoSession
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from tests.client_fixture import SEMM, client_fixture

HERE = ClientNetwork("192.0.2.1")
NOBODY = SessionToken("")
MINE = Contract(SEMM, ContractNumber("0123456"))


def client_with(previews: Bulkhead) -> AsyncEspaceClient:
    return AsyncEspaceClient(client_fixture().client, Pools(previews=previews))


def test_one_client_serves_one_event_loop_after_the_other() -> None:
    """Each with somebody who waits."""
    client = client_with(Bulkhead(1, waiting=1, waiting_of_one=1))

    async def scene() -> list[object]:
        calls = (client.may_see(NOBODY, MINE), client.may_see(NOBODY, MINE))
        return list(await asyncio.gather(*calls))

    assert asyncio.run(scene()) == asyncio.run(scene()) == [NoSession(), NoSession()]


def test_a_loop_that_ended_with_its_threads_at_work_keeps_no_place_in_the_next() -> None:
    pool, release = Bulkhead(1, waiting=0, waiting_of_one=0), Event()
    client = client_with(pool)

    async def leave_it() -> None:
        left.append(asyncio.create_task(pool.run(HERE, release.wait)))
        await asyncio.sleep(0)

    left: list[asyncio.Task[bool]] = []
    try:
        asyncio.run(leave_it())
        assert asyncio.run(client.may_see(NOBODY, MINE)) == NoSession()
    finally:
        release.set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # the thread at work is the scene
def test_a_process_forked_from_one_whose_threads_are_at_work_has_threads_of_its_own() -> None:
    pool, release = Bulkhead(1, waiting=0, waiting_of_one=0), Event()
    client = client_with(pool)

    async def scene() -> int:
        running = asyncio.create_task(pool.run(HERE, release.wait))
        await asyncio.sleep(0)
        try:
            return forked(client)
        finally:
            release.set()
            await running

    assert asyncio.run(scene()) == 0


def forked(client: AsyncEspaceClient) -> int:
    """Ask in a forked process; return its status."""
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(10)  # whatever hangs fails
            status = int(asyncio.run(client.may_see(NOBODY, MINE)) != NoSession())
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
