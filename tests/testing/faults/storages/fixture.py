"""What the faulty storages are made from."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import AnyLookup, Snapshot, Stored, identity
from espaceclient.testing import StorageAndOutbox

Found = tuple[Stored[Any], ...]


def made(storage: type[MemoryStorage]) -> Callable[[], StorageAndOutbox]:
    def make() -> StorageAndOutbox:
        outbox = MemoryOutbox()
        return StorageAndOutbox(storage(outbox), outbox)

    return make


def address(text: str, key: str) -> EmailAddress:
    """Make what no constructor makes: an address that disagrees with its key."""
    made_up = EmailAddress("anybody@exemple.fr")
    object.__setattr__(made_up, "text", text)
    object.__setattr__(made_up, "key", key)
    return made_up


class Alters(MemoryStorage):
    """Keeps another record than it was given."""

    def alter(self, record: Record) -> Record:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, save=tuple(map(self.alter, decision.save))), seen)


class Overlooks(MemoryStorage):
    """Does not look again at some of what was seen."""

    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            checked = without(seen, self.overlooks)
            if self.read(*checked.found) != checked:
                raise Conflict("moved")
            super().commit(decision, self.read(*seen.found))


def without(seen: Snapshot, unchecked: Callable[[AnyLookup, Found], bool]) -> Snapshot:
    return Snapshot(
        {lookup: found for lookup, found in seen.found.items() if not unchecked(lookup, found)}
    )


def only_read_by(decision: Decision[object]) -> Callable[[AnyLookup, Found], bool]:
    """Tell whether nothing of what was found is written by the decision."""
    written = {identity(record) for record in (*decision.save, *decision.delete)}
    return lambda _, found: not any(identity(stored.record) in written for stored in found)
