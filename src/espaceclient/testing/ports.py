"""All that a client and its relay stand on, so that a test can exchange a part or stand in
between.
"""

from collections.abc import Callable
from typing import Self

from attrs import asdict, evolve, field, frozen

from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryMailer, MemorySubscribers
from espaceclient.adapters.system import SystemTokens
from espaceclient.client import EspaceClient
from espaceclient.domain.mail import Mail, ResetQuestion
from espaceclient.domain.policy import Policy
from espaceclient.ports import (
    BreachedPasswords,
    Clock,
    Hasher,
    Mailer,
    Outbox,
    Storage,
    Subscribers,
)
from espaceclient.ports.keys import Keys
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording
from espaceclient.relay import Relay
from espaceclient.testing.doubles import Around, PlainWording, intercept
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.samples import BEGINNING, COMMUNES, KEYS, LINKS, REGISTER
from espaceclient.use_cases import answer_reset_request
from espaceclient.use_cases.unit_of_work import Transactions

MakeClient = Callable[..., EspaceClient]
MakeRelay = Callable[..., Relay]


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
    breached_passwords: BreachedPasswords | None = field(default=None, kw_only=True)

    def client(self, make: MakeClient = EspaceClient, policy: Policy | None = None) -> EspaceClient:
        return make(
            communes=COMMUNES,
            subscribers=self.subscribers,
            storage=self.storage,
            hasher=self.hasher,
            tokens=self.tokens,
            clock=self.clock,
            policy=policy,
            breached_passwords=self.breached_passwords,
        )

    def relay(self, make: MakeRelay = Relay) -> Relay:
        return make(
            outbox=self.outbox,
            storage=self.storage,
            mailer=self.mailer,
            wording=self.wording,
            tokens=self.tokens,
            clock=self.clock,
            links=LINKS,
        )

    def mails(self, to: str | None = None) -> list[Mail]:
        """Return the mails in the outbox, oldest first, all or those queued for an address.

        Questions are answered, as a relay that ran now would answer them.
        """
        return mails_in(self.outbox, self.storage, self.clock, to)

    def intercepted(self, around: Around) -> Self:
        """Stand between every port and whoever calls it; calls are named ``storage.read``,
        ``mailer.send``…
        """
        ports = asdict(self, recurse=False)
        present = {name: port for name, port in ports.items() if port is not None}
        return evolve(
            self, **{name: intercept(port, name, around) for name, port in present.items()}
        )


def mails_in(outbox: Outbox, storage: Storage, clock: Clock, to: str | None = None) -> list[Mail]:
    """Return the mails in an outbox as ``Ports.mails`` does."""
    transactions = Transactions(storage, clock)
    mails = [
        answer_reset_request.run(transactions, queued, entry.queued_at)
        if isinstance(queued := entry.mail, ResetQuestion)
        else queued
        for entry in outbox.entries()
        if entry.mail and to in (None, entry.mail.to.text)
    ]
    return [mail for mail in mails if mail]


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
