"""What the faulty storages are made from."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.decision import Decision, Record
from espaceclient.ports.storage import (
    Snapshot,
    Stored,
)
from espaceclient.testing.laws import StorageAndOutbox

Found = tuple[Stored[Any], ...]


def made(storage: type[MemoryStorage]) -> Callable[[], StorageAndOutbox]:
    def make() -> StorageAndOutbox:
        outbox = MemoryOutbox()
        return StorageAndOutbox(storage(outbox), outbox)

    return make


class Alters(MemoryStorage):
    """Keeps another record than it was given."""

    def alter(self, record: Record) -> Record:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, save=tuple(map(self.alter, decision.save))), seen)
