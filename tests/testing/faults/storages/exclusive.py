"""Storages that lock first, and get that wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage
from espaceclient.testing.laws.storage import exclusive
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import made


class LocksNobodyOut(MemoryStorage):
    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:  # noqa: ARG002 - the port's
        yield self


class ForgetsToUnlock(MemoryStorage):
    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:  # noqa: ARG002 - the port's
        self._lock.acquire()
        yield self
        self._lock.release()


class TrustsItsLock(MemoryStorage):
    """Compares nothing while it holds everybody off."""

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:
        with super().exclusively(gates):
            yield _Trusting(self)


class _Trusting:
    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self._storage.read(*lookups)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self._storage.commit(decision, self._storage.read(*seen.found))


EXCLUSIVE_FAULTS = (
    Fault(
        "locks nobody out",
        exclusive.who_locks_first_is_never_overtaken,
        made(LocksNobodyOut),
    ),
    Fault(
        "keeps its lock after an error",
        exclusive.a_lock_is_left_however_an_attempt_ends,
        made(ForgetsToUnlock),
    ),
    Fault(
        "compares nothing under its lock",
        exclusive.who_holds_a_lock_is_compared_all_the_same,
        made(TrustsItsLock),
    ),
)
