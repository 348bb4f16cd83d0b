"""How the faulty outboxes are made: with a right storage that queues into them."""

from collections.abc import Callable

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.testing import StorageAndOutbox


def made(kind: type[MemoryOutbox]) -> Callable[[], StorageAndOutbox]:
    def make() -> StorageAndOutbox:
        faulty = kind()
        return StorageAndOutbox(MemoryStorage(faulty), faulty)

    return make
