"""A client over memory adapters, the mails it queued, and the world of the use cases' tests."""

from collections.abc import Mapping
from datetime import UTC, datetime

from attrs import field, frozen

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
    Subscriber,
)
from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryStorage, MemorySubscribers
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import Activated, RequestReceived, SignedIn
from espaceclient.domain.decision import Record
from espaceclient.domain.mail import ActivationMail, AddressChangeMail, Mail, ResetMail
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.keys import FingerprintKeys, Key, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import Storage
from espaceclient.ports.subscribers import Subscribers
from espaceclient.testing.ports import mails_in
from espaceclient.use_cases.backoff import Backoff
from espaceclient.use_cases.unit_of_work import Observe

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SEMM = Operator("Société Eau de Marseille Métropole")
APE = Operator("Agglopole Provence Eau")
COMMUNES = Communes.of([Commune("13022", "Cassis", SEMM), Commune("13040", "Fuveau", APE)])
KEYS = Keys(
    links=LinkKeys.of(Key("2026", b"l" * 32)),
    sessions=SessionKeys.of(Key("2026", b"s" * 32)),
    fingerprints=FingerprintKeys.of(Key("2026", b"f" * 32)),
    peppers=PepperKeys.of(Key("2026", b"p" * 32)),
)
FORM: Mapping[str, str] = {
    "commune": "13022",
    "email": "jeanne@exemple.fr",
    "password": "Aa1!aaaa",
    "confirmation": "Aa1!aaaa",
    "contract_number": "0123456",
    "meter_number": "A02GJ098702",
}
REGISTER = (
    Subscriber(Contract(SEMM, ContractNumber("0123456")), MeterNumber("A02GJ098702")),
    Subscriber(Contract(APE, ContractNumber("0123456")), MeterNumber("B11AA111111")),
    Subscriber(Contract(SEMM, ContractNumber("7654321")), MeterNumber("C03ED390487")),
    Subscriber(Contract(SEMM, ContractNumber("0000001")), MeterNumber("D15FJ448363"), ended=True),
)


@frozen
class ClientFixture:
    """Everything around one client; each has a world of its own."""

    client: EspaceClient
    clock: ManualClock
    memory: MemoryStorage
    tokens: SystemTokens = field(factory=lambda: SystemTokens.of(KEYS))

    @property
    def mails(self) -> list[Mail]:
        """Return the mails that a relay would send now, oldest first."""
        return mails_in(self.memory.outbox, self.memory, self.clock)

    @property
    def records(self) -> list[Record]:
        """Return all that is stored, whatever it is."""
        return [stored.record for stored in self.memory._records.values()]  # noqa: SLF001 - to see what is left

    def token(self, kind: type[ActivationMail | ResetMail | AddressChangeMail]) -> LinkToken:
        """Return the token of the newest link mailed."""
        newest = [mail for mail in self.mails if isinstance(mail, kind)][-1]
        return LinkToken(Links("https://exemple.fr").to(newest, self.tokens).rpartition("/")[2])

    def requested(self, **changed: str) -> RequestReceived:
        answer = self.client.open_account({**FORM, **changed})
        assert isinstance(answer, RequestReceived)
        return answer

    def activated(self, **changed: str) -> SessionToken:
        """Live the guide up to the dashboard; return the session's token."""
        answer = self.requested(**changed)
        return self.activate(answer.browser).session

    def activate(self, browser: BrowserToken) -> Activated:
        """Press the button behind the newest link in the browser that filled in the form."""
        activated = self.client.activate(self.token(ActivationMail), browser=browser)
        assert isinstance(activated, Activated)
        return activated

    def signed_in(self, **changed: str) -> SessionToken:
        answer = self.client.sign_in({**FORM, **changed})
        assert isinstance(answer, SignedIn)
        return answer.session


def client_fixture(
    *,
    communes: Communes = COMMUNES,
    storage: Storage | None = None,
    subscribers: Subscribers | None = None,
    hasher: Hasher | None = None,
    tokens: SystemTokens | None = None,
    policy: Policy | None = None,
    breached_passwords: BreachedPasswords | None = None,
    backoff: Backoff = lambda _lost: None,
    observe: Observe | None = None,
    trail: bool = True,
) -> ClientFixture:
    memory = storage if isinstance(storage, MemoryStorage) else MemoryStorage()
    clock = ManualClock(NOON)
    client = EspaceClient(
        communes=communes,
        subscribers=subscribers or MemorySubscribers(REGISTER),
        storage=storage or memory,
        hasher=hasher or MemoryHasher(),
        tokens=tokens or SystemTokens.of(KEYS),
        clock=clock,
        policy=policy,
        breached_passwords=breached_passwords,
        trail=memory.trail if trail else None,
        backoff=backoff,
        observe=observe,
    )
    return ClientFixture(client, clock, memory)
