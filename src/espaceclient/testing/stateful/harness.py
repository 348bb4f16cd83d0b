"""One history as it happens: every step is asked of the client and of the model, and both must
agree.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.system import SystemTokens
from espaceclient.client import EspaceClient
from espaceclient.domain.mail import Mail
from espaceclient.domain.token import BrowserToken, LinkToken, Purpose, SessionToken
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import FingerprintKeys, Key, LinkKeys, SessionKeys
from espaceclient.relay import Relay
from espaceclient.testing.cost import Meter
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect, opened
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.laws.storage.durable import OpenStorage
from espaceclient.testing.ports import BEGINNING, MakeClient, MakeRelay, Ports, ports_over
from espaceclient.testing.register import FailingSubscribers
from espaceclient.testing.stateful.expected import Expected, said
from espaceclient.testing.stateful.interruption import Crash, Interruption
from espaceclient.testing.stateful.limits import LIVES, POLICY
from espaceclient.testing.stateful.mail import PLENTY, FailingMailer, Queued, subject
from espaceclient.testing.stateful.model import Model
from espaceclient.testing.stateful.stored_state import account_at, expect_kept

MakeConfiguredHasher = Callable[[str, int], Hasher]
"""Makes a hasher whose newest key has that id, and whose cost was raised so many times."""


@frozen
class Step:
    """``ask`` a client; ``expect`` of the model."""

    name: str
    ask: Callable[[EspaceClient], object]
    expect: Callable[[Model, datetime], Expected]


@define
class Stage:
    place: OpenStorage
    adapters: ExitStack
    make_client: MakeClient
    make_relay: MakeRelay
    make_hasher: MakeConfiguredHasher
    clock: ManualClock = field(factory=lambda: ManualClock(BEGINNING))
    mailer: FailingMailer = field(factory=FailingMailer)
    register: FailingSubscribers = field(factory=FailingSubscribers)
    model: Model = field(factory=Model)
    browsers: list[BrowserToken] = field(factory=list)
    sessions: list[SessionToken] = field(factory=list)
    queued: Queued = field(factory=Queued)
    keys: int = 0
    cost: int = 0
    agrees: bool = True
    ports: Ports = field(init=False)

    def __attrs_post_init__(self) -> None:
        made = self._opened()
        self.ports = ports_over(
            made, clock=self.clock, mailer=self.mailer, subscribers=self.register
        )
        self.configure(keys=0, cost=0)

    def _opened(self) -> StorageAndOutbox:
        return self.adapters.enter_context(opened(self.place()))

    def open_again(self) -> None:
        """Go on as another process would; the one before is not closed, as one that crashed is
        not.
        """
        made = self._opened()
        self.ports = evolve(self.ports, storage=made.storage, outbox=made.outbox)

    def configure(self, *, keys: int, cost: int) -> None:
        """Put so many newer keys in front, and raise the cost so many times; the older keys still
        open.
        """
        self.keys, self.cost = keys, cost
        ring = tuple(_key(number) for number in range(keys, -1, -1))
        tokens = SystemTokens(
            links=LinkKeys(ring), sessions=SessionKeys(ring), fingerprints=FingerprintKeys(ring)
        )
        hasher = self.make_hasher(ring[0].id, cost)
        self.ports = evolve(self.ports, tokens=tokens, hasher=hasher)
        self.model.hashing, self.model.counters.newest_key = (keys, cost), keys

    def perform(self, step: Step, interruption: Interruption) -> None:
        """Ask the client and the model; raises ``LawBroken`` when they differ."""
        with self.judging():
            self._perform(step, interruption)

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Whatever is raised here: client and model agree no more."""
        try:
            yield
        except BaseException:
            self.agrees = False
            raise

    def _perform(self, step: Step, interruption: Interruption) -> None:
        rival_was_planned = interruption.rival is not None
        meter = Meter()
        client = (
            self.ports.intercepted(interruption).intercepted(meter).client(self.make_client, POLICY)
        )
        now = self.clock.now()
        try:
            answer = step.ask(client)
        except Crash as crash:
            answer = crash
            self.open_again()
            if not interruption.committed:
                expect(not self._new_mails(), f"{step.name}: a mail was queued without a commit")
                return
        expected = step.expect(self.model, now)
        if not isinstance(answer, Crash):
            self._compare(step, expected, answer)
        mails = self._new_mails()
        _expect_mails(step, expected, mails)
        self._learn(expected, answer, mails)
        if not rival_was_planned:
            expect(
                meter.cost.within(expected.most),
                f"{step.name} cost {meter.cost}, more than {expected.most}",
            )

    def _compare(self, step: Step, expected: Expected, answer: object) -> None:
        got, wanted = type(answer).__name__, expected.answer.__name__
        happened = f"{step.name} was answered by {got} instead of {wanted}"
        expect(type(answer) is expected.answer, happened)
        tokens = {*self.browsers, *self.sessions}
        expect_same(
            f"{step.name} answered by {type(answer).__name__}", said(answer, tokens), expected.says
        )

    def _learn(self, expected: Expected, answer: object, mails: list[Mail]) -> None:
        """Tie the ids and tokens that came out to what the model has made of them; a crash keeps
        its tokens.
        """
        browser, token = (getattr(answer, name, None) for name in ("browser", "session"))
        if browser is not None:
            self.browsers.append(browser)
        if token is not None:
            self.sessions.append(token)
        if expected.registration is not None:
            expected.registration.browser = expected.registration.browser or browser
            self.model.registrations |= dict.fromkeys(map(subject, mails), expected.registration)
        if expected.reset is not None:
            self.model.resets |= dict.fromkeys(map(subject, mails), expected.reset)
        if expected.session is not None:
            owner = expected.session.account
            kept = account_at(self.ports.storage, owner.email)
            owner.id = owner.id or (kept.id if kept else "")
            self.model.sessions[token or f"lost {id(expected.session)}"] = expected.session

    def _new_mails(self) -> list[Mail]:
        return self.queued.new(self.ports.outbox)

    def deliver(self, interruption: Interruption) -> None:
        """Run one round of the relay, which may crash in it."""
        relay: Relay = self.ports.intercepted(interruption).relay(self.make_relay)
        with self.judging():
            try:
                relay.deliver_due()
            except Crash:
                self.open_again()

    def links(self, kind: type) -> list[LinkToken]:
        """Return the tokens in the mailbox; look whether there is mail first, when there are
        none.
        """
        if not self.mailer.links(kind):
            self.deliver(Interruption())
        return self.mailer.links(kind)

    def subject(self, purpose: Purpose, link: str) -> str:
        """Return the id behind a link, by which the model knows it."""
        return self.ports.tokens.verify(purpose, link) or ""

    def expect_a_good_end(self) -> None:
        """Look at what is kept; then let relays run for as long as it takes, and look into the
        mailbox.
        """
        expect_kept(self.ports.storage, self.ports.hasher, self.model)
        self.mailer.moods.clear()
        for _ in range(100):
            waiting = self.ports.outbox.entries(PLENTY)
            if not waiting:
                break
            for entries in waiting:
                if entries.dead:
                    self.ports.outbox.retry(entries.id, self.clock.now())
            self.clock.advance(timedelta(hours=5))
            self.deliver(Interruption())
        self.queued.expect_arrived(self.mailer, self.ports.tokens)


def _expect_mails(step: Step, expected: Expected, mails: list[Mail]) -> None:
    """Compare kinds, whom they are to, and for how long they say that their links live."""
    found = Counter(
        (type(mail).__name__, mail.to.text, getattr(mail, "valid_for", None)) for mail in mails
    )
    wanted = Counter((kind.__name__, to, LIVES.get(kind)) for kind, to in expected.mails)
    expect(found == wanted, f"{step.name} queued {_told(found)} instead of {_told(wanted)}")


def _told(mails: "Counter[tuple[str, str, timedelta | None]]") -> str:
    told = [
        f"{kind} to {to}" + (f" for {lives}" if lives else "")
        for kind, to, lives in mails.elements()
    ]
    return ", ".join(sorted(told)) or "no mail"


def _key(number: int) -> Key:
    return Key(f"key-{number}", bytes([number + 1]) * 32)
