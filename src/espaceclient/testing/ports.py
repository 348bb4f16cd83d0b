"""All that a client and its relay stand on, so that a test can exchange a part or stand in
between.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Self

from attrs import evolve, fields, frozen

from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryMailer, MemorySubscribers
from espaceclient.adapters.system import SystemTokens
from espaceclient.client import EspaceClient
from espaceclient.domain.mail import Mail
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.clock import Clock
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import FingerprintKeys, Key, Keys, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.mailer import Mailer
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.storage import Storage
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import MailContent, Wording
from espaceclient.relay import Links, Relay
from espaceclient.testing.interception import Around, intercept
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.strategies.values import EPOCH

HERE, THERE = Operator("Eaux d'Ici"), Operator("Eaux de Là-bas")

COMMUNES = Communes.of(
    (
        Commune("13001", "Ici-les-Bains", HERE),
        Commune("13002", "Là-bas", THERE),
        Commune("13003", "Ici-le-Vieux", HERE),
    )
)

REGISTER = (
    Subscriber(Contract(HERE, ContractNumber("0000042")), MeterNumber("A042")),
    Subscriber(Contract(THERE, ContractNumber("0000042")), MeterNumber("B042")),
    Subscriber(Contract(HERE, ContractNumber("4200000")), MeterNumber("C420")),
    Subscriber(Contract(HERE, ContractNumber("9999999")), MeterNumber("D999"), ended=True),
)
"""The same digits at two operators, a number that differs by its zeros, and a contract that has
ended.
"""

LINKS = Links("https://exemple.fr/")
KEYS = Keys(
    links=LinkKeys.of(Key("first", b"1" * 32)),
    sessions=SessionKeys.of(Key("first", b"2" * 32)),
    fingerprints=FingerprintKeys.of(Key("first", b"3" * 32)),
    peppers=PepperKeys.of(Key("first", b"4" * 32)),
)
BEGINNING = EPOCH + timedelta(days=20_000)

MakeClient = Callable[..., EspaceClient]
MakeRelay = Callable[..., Relay]


class PlainWording:
    """Says which mail it is, and its link, and nothing else."""

    def text(self, key: str) -> str:
        return key

    def duration(self, time: timedelta) -> str:
        return str(time)

    def problem(self, problem: Problem) -> str:
        return problem.code

    def compose(self, mail: Mail, link: str) -> MailContent:
        return MailContent(type(mail).__name__, link, link)


@frozen
class Ports:
    storage: Storage
    outbox: Outbox
    subscribers: Subscribers
    hasher: Hasher
    tokens: Tokens
    clock: Clock
    mailer: Mailer
    wording: Wording

    def client(self, make: MakeClient = EspaceClient, policy: Policy | None = None) -> EspaceClient:
        return make(
            communes=COMMUNES,
            subscribers=self.subscribers,
            storage=self.storage,
            hasher=self.hasher,
            tokens=self.tokens,
            clock=self.clock,
            policy=policy,
        )

    def relay(self, make: MakeRelay = Relay) -> Relay:
        return make(
            outbox=self.outbox,
            mailer=self.mailer,
            wording=self.wording,
            tokens=self.tokens,
            clock=self.clock,
            links=LINKS,
        )

    def intercepted(self, around: Around) -> Self:
        """Stand between every port and whoever calls it; calls are named ``storage.read``,
        ``mailer.send``…
        """
        names = [attribute.name for attribute in fields(Ports)]
        return evolve(
            self, **{name: intercept(getattr(self, name), name, around) for name in names}
        )


def ports_over(
    made: StorageAndOutbox,
    *,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
    mailer: Mailer | None = None,
    subscribers: Subscribers | None = None,
    keys: Keys = KEYS,
) -> Ports:
    """Put memory adapters around a storage; the register holds ``REGISTER``."""
    return Ports(
        storage=made.storage,
        outbox=made.outbox,
        subscribers=subscribers or MemorySubscribers(REGISTER),
        hasher=hasher or MemoryHasher(),
        tokens=SystemTokens.of(keys),
        clock=clock or ManualClock(BEGINNING),
        mailer=mailer or MemoryMailer(),
        wording=PlainWording(),
    )
