"""How the faulty feeds are made: over a right storage and the trail that it records into."""

from collections.abc import Callable

from espaceclient.adapters.memory import MemoryEventFeed, MemoryStorage
from espaceclient.testing import StorageAndFeed
from tests.testing.faults.fault import Fault

Mistakes = dict[str, tuple[Callable[..., None], type[MemoryEventFeed]]]


def made(
    feed: type[MemoryEventFeed], storage: type[MemoryStorage] = MemoryStorage
) -> Callable[[], StorageAndFeed]:
    def make() -> StorageAndFeed:
        over = storage()
        return StorageAndFeed(over, feed(over.trail), over.trail)

    return make


def faults(mistakes: Mistakes) -> tuple[Fault, ...]:
    return tuple(Fault(mistake, law, made(feed)) for mistake, (law, feed) in mistakes.items())
