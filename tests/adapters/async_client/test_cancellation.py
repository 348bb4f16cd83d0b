"""Whoever is cancelled before their use case began has asked nothing; after that, it is done."""

import asyncio
import gc
from contextlib import nullcontext
from threading import Event

import anyio
import pytest

from espaceclient import EspaceClient
from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Pools
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import ActivationMail
from espaceclient.domain.registration import Registration
from espaceclient.domain.values import ClientNetwork
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from tests.client_fixture import FORM, ClientFixture, client_fixture

HERE = ClientNetwork("192.0.2.1")


class HeldStorage(MemoryStorage):
    """Whoever commits is held until it is released, and then fails if it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.released = Event(), Event()
        self.breaks = False

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.reached.set()
        self.released.wait()
        if self.breaks:
            raise StorageUnavailable("the disk is full")
        super().commit(decision, seen)


def pool_of_one() -> Bulkhead:
    return Bulkhead(1, waiting=1, waiting_of_one=1)


def stored(world: ClientFixture) -> tuple[list[type], list[type]]:
    """Tell which registrations are stored, and which mails are queued."""
    kept = [type(each) for each in world.records if isinstance(each, Registration)]
    return kept, [type(mail) for mail in world.mails]


def cancelled(client: EspaceClient, storage: HeldStorage, backend: str) -> None:
    """Cancel an opening that is at its commit; then let the commit go on, and wait for its end."""
    openings = pool_of_one()
    awaited = AsyncEspaceClient(client, Pools(openings=openings))

    async def scene() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(awaited.open_account, FORM)
            await anyio.to_thread.run_sync(storage.reached.wait)
            tasks.cancel_scope.cancel()
            storage.released.set()
        await openings.run(HERE, str)

    anyio.run(scene, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_call_that_is_at_its_commit_is_carried_through(backend: str) -> None:
    storage = HeldStorage()
    world = client_fixture(storage=storage)
    cancelled(world.client, storage, backend)
    assert stored(world) == ([Registration], [ActivationMail])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_call_whose_commit_fails_has_done_nothing(backend: str) -> None:
    storage = HeldStorage()
    storage.breaks = True
    world = client_fixture(storage=storage)
    with pytest.RaisesGroup(StorageUnavailable) if backend == "trio" else nullcontext():
        cancelled(world.client, storage, backend)
    assert stored(world) == ([], [])


def test_a_call_cancelled_while_it_waits_was_never_started() -> None:
    world, openings, release = client_fixture(), pool_of_one(), Event()
    awaited = AsyncEspaceClient(world.client, Pools(openings=openings))

    async def scene() -> None:
        running = asyncio.create_task(openings.run(HERE, release.wait))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(awaited.open_account(FORM))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        release.set()
        await running
        await openings.run(HERE, str)

    asyncio.run(scene())
    assert stored(world) == ([], [])


def test_whoever_is_cancelled_goes_at_once_and_the_place_is_kept_until_the_thread_is_free() -> None:
    """A caller that gives up every time would else have as many threads hash as it likes."""

    async def scene() -> tuple[bool, int, str]:
        pool, release = pool_of_one(), Event()
        running = asyncio.create_task(pool.run(HERE, release.wait))
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])
        following = asyncio.create_task(pool.run(HERE, str.upper, "libre"))
        await asyncio.sleep(0)
        waiting = pool.waiting
        release.set()
        return running.cancelled(), waiting, await following

    assert asyncio.run(scene()) == (True, 1, "LIBRE")


@pytest.mark.parametrize(
    ("failure", "logged"),
    [
        (KeyError("x"), ["a use case failed that nobody awaited any more"]),
        (StorageUnavailable("the disk is full"), []),
    ],
)
def test_what_fails_after_everybody_has_gone_is_told_once(
    failure: Exception, logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The core has told of an outage already; of anything else nobody would ever hear."""
    release = Event()

    def fail() -> None:
        release.wait()
        raise failure

    async def scene() -> None:
        pool = pool_of_one()
        running = asyncio.create_task(pool.run(HERE, fail))
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])
        del running
        release.set()
        await pool.run(HERE, gc.collect)

    asyncio.run(scene())
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == logged
