"""The pages around memory adapters, with a mailbox that a relay fills when it is told to."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from starlette.applications import Starlette

from espaceclient import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    EspaceClient,
    Keys,
    Links,
    MeterNumber,
    Operator,
    Policy,
    Relay,
    Subscriber,
)
from espaceclient.adapters.async_client import AsyncEspaceClient, Pools
from espaceclient.adapters.authentication import SignInPath
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryHasher,
    MemoryMailer,
    MemoryOutbox,
    MemoryStorage,
    MemorySubscribers,
    MemoryTrail,
)
from espaceclient.adapters.metrics import Metrics
from espaceclient.adapters.system import SystemTokens
from espaceclient.adapters.web import Branding, HealthCheck, create_app
from espaceclient.adapters.wording import TomlWording
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.mailer import Message
from espaceclient.ports.storage import Storage
from espaceclient.ports.subscribers import Subscribers

EAU = Operator("Société Eau de Marseille Métropole")
SEM = Operator("Société des Eaux de l’Étang")
CHATEAUNEUF = Commune("13026", "Châteauneuf-les-Martigues", EAU)
ALLAUCH = Commune("13002", "Allauch", SEM)
PASSWORD = "Clé-d'eau-2026"
EMAIL = "camille@exemple.fr"


def subscriber(operator: Operator, contract: str, meter: str, *, ended: bool = False) -> Subscriber:
    return Subscriber(Contract(operator, ContractNumber(contract)), MeterNumber(meter), ended)


REGISTER = (
    subscriber(EAU, "0123456", "D08A12345"),
    subscriber(EAU, "7654321", "D08A54321"),
    subscriber(EAU, "5555555", "D08A55555", ended=True),
)
FRENCH = TomlWording.french()
BRANDING = Branding("Eaux de l’Exemple", phone="09 69 39 40 50", email="contact@exemple.fr")


@define
class World:
    """``base_url`` ends with a slash; the clock stands still until it is told. ``look`` is what a
    host asks of ``create_app`` besides.
    """

    base_url: str = "http://localhost/"
    demonstration: bool = False
    policy: Policy = field(factory=Policy)
    communes: Communes = field(factory=lambda: Communes.of([ALLAUCH, CHATEAUNEUF]))
    subscribers: Subscribers = field(factory=lambda: MemorySubscribers(REGISTER))
    clock: ManualClock = field(factory=lambda: ManualClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
    outbox: MemoryOutbox = field(factory=MemoryOutbox)
    trail: MemoryTrail = field(factory=MemoryTrail)
    mailer: MemoryMailer = field(factory=MemoryMailer)
    metrics: Metrics | None = None
    breached_passwords: BreachedPasswords | None = None
    pools: Pools = field(factory=Pools)
    branding: Branding = BRANDING
    look: Mapping[str, Any] = field(factory=dict)
    tokens: SystemTokens = field(factory=lambda: SystemTokens.of(Keys.generate()))
    storage: Storage = field(init=False)
    client: EspaceClient = field(init=False)
    app: Starlette = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.storage = MemoryStorage(self.outbox, self.trail)
        self.rebuild()

    def rebuild(self) -> None:
        """Compose again, after a part was replaced."""
        self.client = EspaceClient(
            communes=self.communes,
            subscribers=self.subscribers,
            storage=self.storage,
            hasher=MemoryHasher(),
            tokens=self.tokens,
            clock=self.clock,
            policy=self.policy,
            breached_passwords=self.breached_passwords,
            trail=self.trail,
            observe=self.metrics.answered if self.metrics else None,
        )
        self.app = create_app(
            AsyncEspaceClient(self.client, self.pools),
            wording=FRENCH,
            tokens=self.tokens,
            base_url=self.base_url,
            branding=self.branding,
            mailbox=(lambda: self.mailer.messages) if self.demonstration else None,
            health=HealthCheck(self.client),
            metrics=self.metrics,
            **self.look,
        )

    def sign_in_path(self, *allowed: str) -> SignInPath:
        """Return what a host has that shares the keys."""
        return SignInPath(self.tokens, self.clock, "", allowed)

    def deliver(self) -> tuple[Message, ...]:
        """Send what is due, and return every mail sent so far."""
        relay = Relay(
            outbox=self.outbox,
            storage=self.storage,
            mailer=self.mailer,
            wording=FRENCH,
            tokens=self.tokens,
            clock=self.clock,
            links=Links(self.base_url),
        )
        relay.deliver_due()
        return self.mailer.messages

    def newest_link(self, path: str) -> str:
        """Deliver, and return the newest mailed link below the base URL that begins with
        ``path``.
        """
        pattern = re.compile(re.escape(self.base_url + path) + r"[^\s<>\"]+")
        links = [
            found.group() for message in self.deliver() for found in pattern.finditer(message.text)
        ]
        return links[-1]
