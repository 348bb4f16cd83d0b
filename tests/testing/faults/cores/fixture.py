"""What the faulty cores are made from, and the machine that they are put into."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from attrs import define, evolve, field

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.client import EspaceClient
from espaceclient.domain.decision import Decision
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage, Stored
from espaceclient.relay import Relay
from espaceclient.testing import StorageAndOutbox, run_machine

MakeClient = Callable[..., EspaceClient]
MakeRelay = Callable[..., Relay]
Amend = Callable[[Decision[Any], Snapshot], Decision[Any]]


class ClientWithPorts(EspaceClient):
    """Keeps the ports that it was made of, for a core that uses them otherwise than it should."""

    def __init__(self, **ports: Any) -> None:
        self.ports = ports
        super().__init__(**ports)


def memory_storage() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


@wraps(run_machine)
def the_machine(make: MakeClient) -> None:
    run_machine(memory_storage, make_client=make, histories=2000, shrink=False)


@wraps(run_machine)
def the_machine_at_length(make: MakeClient) -> None:
    """For what shows late in a history: two changes of the settings and a sign-in, say."""
    run_machine(memory_storage, make_client=make, histories=2000, steps=120, shrink=False)


@wraps(run_machine)
def the_machine_with_relays(make: MakeRelay) -> None:
    run_machine(memory_storage, make_relay=make, histories=2000, shrink=False)


@wraps(run_machine)
def the_machine_with_relays_at_length(make: MakeRelay) -> None:
    run_machine(memory_storage, make_relay=make, histories=2000, steps=120, shrink=False)


def standing_on(client: MakeClient = EspaceClient, **wrong: Callable[[Any], object]) -> MakeClient:
    """Make clients that stand on something wrong: each named port goes through its function
    first.
    """

    def make(**ports: Any) -> EspaceClient:
        return client(**ports | {name: amend(ports[name]) for name, amend in wrong.items()})

    return make


def relaying(wrong: Callable[[Outbox], Any]) -> MakeRelay:
    def make(*, outbox: Outbox, **ports: Any) -> Relay:
        return Relay(outbox=wrong(outbox), **ports)

    return make


@define
class Between:
    """Stands between a client and its storage, as its decisions stand between what it reads and
    commits.
    """

    storage: Storage

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self.storage.read(*lookups)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        self.storage.commit(decision, seen)


@define
class Misreading(Between):
    """Decides on something else than what it has read, and commits as if it had not."""

    truth: Snapshot = field(init=False)

    def misread(self, truth: Snapshot) -> Snapshot:
        raise NotImplementedError

    def read(self, *lookups: AnyLookup) -> Snapshot:
        self.truth = self.storage.read(*lookups)
        return self.misread(self.truth)

    def commit(self, decision: Decision[Any], _seen: Snapshot) -> None:
        self.storage.commit(decision, self.truth)


@define
class Seeing(Misreading):
    """Takes each record for another one."""

    taken_for: Callable[[Any, Snapshot], Any] = field(kw_only=True)

    def misread(self, truth: Snapshot) -> Snapshot:
        def seen(stored: Stored[Any]) -> Stored[Any]:
            return evolve(stored, record=self.taken_for(stored.record, truth))

        return Snapshot({lookup: tuple(map(seen, group)) for lookup, group in truth.found.items()})


@define
class Amending(Between):
    """Commits something else than what was decided."""

    amend: Amend

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        amended = self.amend(decision, seen)
        if not amended.changes_nothing:
            self.storage.commit(amended, seen)


def seeing(taken_for: Callable[[Any, Snapshot], Any]) -> MakeClient:
    """Make clients that take each record that they read for another one."""
    return standing_on(storage=lambda storage: Seeing(storage, taken_for=taken_for))


def deciding(amend: Amend) -> MakeClient:
    """Make clients whose decisions are amended before they are committed."""
    return standing_on(storage=lambda storage: Amending(storage, amend))


def altering(kind: Any, alter: Callable[[Any], Any]) -> MakeClient:
    """Make clients that save or queue something else for each record or mail of a kind."""

    def altered(each: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(alter(one) if isinstance(one, kind) else one for one in each)

    return deciding(
        lambda decision, _: evolve(
            decision, save=altered(decision.save), queue=altered(decision.queue)
        )
    )


def leaving_out(kind: Any) -> MakeClient:
    """Make clients that neither save nor queue anything of a kind."""

    def left(each: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(one for one in each if not isinstance(one, kind))

    return deciding(
        lambda decision, _: evolve(decision, save=left(decision.save), queue=left(decision.queue))
    )


def beneath(storage: Any) -> Any:
    """Return the storage without what stands before it, counts its calls and lets them crash."""
    while hasattr(storage, "_port"):
        storage = storage._port  # noqa: SLF001 - a mistake that costs a call too many would be caught by its cost
    return storage
