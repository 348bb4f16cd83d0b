"""A visitor, and what surrounds it: time, a register and a mailer that move at the word of the
kit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Generic, Self, TypeVar

from attrs import asdict, evolve, frozen

from espaceclient.adapters.memory import ManualClock
from espaceclient.client import EspaceClient
from espaceclient.domain.policy import Policy
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.cost import Meter
from espaceclient.testing.interception import intercept
from espaceclient.testing.laws.law import Fixture, opened
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.mailbox import FailingMailer
from espaceclient.testing.non_disclosure.states import State
from espaceclient.testing.ports import BEGINNING, LINKS, MakeClient, Ports, ports_over
from espaceclient.testing.register import FailingSubscribers
from espaceclient.testing.stateful.limits import POLICY

V = TypeVar("V")

_UNTIL_COUNTERS_ARE_FORGOTTEN = timedelta(hours=2)


@frozen
class WorldPorts(Ports):
    """Ports whose clients have limits so low that a short history reaches them."""

    clock: ManualClock
    subscribers: FailingSubscribers
    mailer: FailingMailer

    @classmethod
    def over(cls, made: StorageAndOutbox, hasher: Hasher) -> Self:
        ports = ports_over(
            made,
            hasher=hasher,
            clock=ManualClock(BEGINNING),
            subscribers=FailingSubscribers(),
            mailer=FailingMailer(),
        )
        return cls(**asdict(ports, recurse=False))

    def client(self, make: MakeClient = EspaceClient, policy: Policy | None = None) -> EspaceClient:
        return super().client(make, policy or POLICY)

    def links_to(self, address: str) -> list[str]:
        """Return the links mailed to an address, oldest first, as if a mail arrived at once.

        They are read from the outbox: when a relay would send them depends on what else waits, and
        that differs between the worlds.
        """
        mails = [waiting.mail for waiting in self.outbox.entries()]
        return [LINKS.to(mail, self.tokens) for mail in mails if mail and mail.to.text == address]

    def metered(self, meter: Meter) -> Self:
        """Count what costs time; the clock and the mailer stay as they are, to be moved and
        read.
        """
        return evolve(
            self,
            storage=intercept(self.storage, "storage", meter),
            hasher=intercept(self.hasher, "hasher", meter),
            subscribers=intercept(self.subscribers, "subscribers", meter),
        )


MakeVisitor = Callable[[WorldPorts], Fixture[V]]


@frozen
class World(Generic[V]):
    """``meter`` counts what the visitor's acts cost."""

    ports: WorldPorts
    visitor: V
    meter: Meter


@frozen
class MakeWorld(Generic[V]):
    make_visitor: MakeVisitor[V]
    make_storage: MakeStorage
    make_hasher: Callable[[], Hasher]

    @contextmanager
    def __call__(self, state: State) -> Iterator[World[V]]:
        """Bring the state about, let it settle, and let the visitor in."""
        meter = Meter()
        with opened(self.make_storage()) as made:
            ports = WorldPorts.over(made, self.make_hasher())
            state(ports)
            ports.clock.advance(_UNTIL_COUNTERS_ARE_FORGOTTEN)
            with opened(self.make_visitor(ports.metered(meter))) as visitor:
                yield World(ports, visitor, meter)
