"""A composition root for hosts: everything around their storage and register, with defaults."""

from collections.abc import Sequence

from attrs import field, frozen

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.client import EspaceClient
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import Communes, Contract, Subscriber
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.event_sink import EventSink
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import Keys
from espaceclient.ports.mailer import Mailer
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.storage import Storage
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.trail import Trail
from espaceclient.ports.wording import Wording
from espaceclient.relay import EventRelay, Links, Relay
from espaceclient.use_cases.backoff import Backoff, wait_briefly
from espaceclient.use_cases.unit_of_work import Observe


@frozen(kw_only=True)
class Composition:
    """What one process is made of; exchange a part by naming it.

    ``outbox`` is the one that commits of ``storage`` queue mails into, ``feed`` that of the events
    that they record: who is told of no events needs none. ``trail`` reads these events back, for
    exports and for the support; without it, they tell of none. ``keys`` holds all four
    rings, or those that this process needs: ``Keys(sessions=…)`` is enough of them to tell who is
    signed in, and what needs another ring raises ``MissingKeys``. By default ``policy`` is the
    guide's, ``hasher`` is bcrypt under the peppers, ``tokens`` are signed under the other rings,
    ``clock`` is the machine's, ``wording`` is French, and ``backoff`` waits for some milliseconds
    before an attempt that lost a race is repeated. ``languages`` are wordings in other languages
    than that one, by default none; ``breached_passwords`` is a list of leaked ones, by default
    none; ``observe`` is told each decision, by default nobody is.
    """

    communes: Communes
    subscribers: Subscribers
    storage: Storage
    outbox: Outbox
    keys: Keys
    policy: Policy = field(factory=Policy)
    hasher: Hasher = field()
    tokens: Tokens = field()
    clock: Clock = field(factory=SystemClock)
    wording: Wording = field(factory=TomlWording.french)
    languages: Sequence[Wording] = ()
    breached_passwords: BreachedPasswords | None = None
    trail: Trail | None = None
    feed: EventFeed | None = None
    backoff: Backoff = wait_briefly
    observe: Observe | None = None

    @hasher.default
    def _bcrypt(self) -> Hasher:
        return BcryptHasher(self.keys.peppers)

    @tokens.default
    def _system_tokens(self) -> Tokens:
        return SystemTokens.of(self.keys)

    def client(self) -> EspaceClient:
        """Return the library's front."""
        return EspaceClient(
            communes=self.communes,
            subscribers=self.subscribers,
            storage=self.storage,
            hasher=self.hasher,
            tokens=self.tokens,
            clock=self.clock,
            policy=self.policy,
            breached_passwords=self.breached_passwords,
            trail=self.trail,
            backoff=self.backoff,
            observe=self.observe,
        )

    def relay(self, mailer: Mailer, base_url: str | Links, *, senders: int = 1) -> Relay:
        """Return a relay whose mails link to the ready-made pages below ``base_url``, or to other
        pages, such as those of an app, by ``Links``.

        ``Relay.run`` sends until it is told to stop, in a thread or a command of the host.
        ``senders`` is how many mails are handed over at once.

        Raises ``ValueError`` unless ``base_url`` is https, or http on this machine.
        """
        links = base_url if isinstance(base_url, Links) else Links(base_url)
        return Relay(
            outbox=self.outbox,
            storage=self.storage,
            mailer=mailer,
            wording=self.wording,
            languages=self.languages,
            tokens=self.tokens,
            clock=self.clock,
            links=links,
            backoff=self.backoff,
            senders=senders,
        )

    def event_relay(self, sink: EventSink, *, senders: int | None = None) -> EventRelay:
        """Return a relay that tells ``sink`` of the events, in order for one account.

        ``senders`` is how many threads deliver; by default it is the one that calls. Raises
        ``ValueError`` in a composition without a ``feed``.
        """
        if self.feed is None:
            raise ValueError("events are relayed from a feed: compose with feed=…")
        return EventRelay(feed=self.feed, sink=sink, clock=self.clock, senders=senders)


@frozen(kw_only=True)
class Application:
    """What the commands run with ``--app``: a host's composition, and what delivers for it.

    Without a ``mailer`` or a ``sink`` the commands take those that the settings name. ``links``
    are those of the mails, by default to the pages below the setting ``base_url``.
    """

    composition: Composition
    mailer: Mailer | None = None
    sink: EventSink | None = None
    links: Links | None = None


def reading_client(
    *,
    storage: Storage,
    keys: Keys,
    communes: Communes,
    policy: Policy | None = None,
    clock: Clock | None = None,
) -> EspaceClient:
    """Return a client for a process that tells who is signed in and what they may see, and no more.

    ``keys`` needs the ring for sessions alone, ``storage`` may be one that only reads: ask by
    ``find_session(…, visit=False)``. What needs another ring raises ``MissingKeys``, and what needs
    the register of subscribers finds it unavailable.
    """
    return EspaceClient(
        communes=communes,
        subscribers=_NoSubscribers(),
        storage=storage,
        hasher=BcryptHasher(keys.peppers),
        tokens=SystemTokens.of(keys),
        clock=clock or SystemClock(),
        policy=policy,
    )


class _NoSubscribers:
    def find(self, _contract: Contract) -> Subscriber | None:
        raise SubscribersUnavailable("this process was composed without a register")
