"""One history as it happens: every step is asked of the client and of the model, and both must agree."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from espaceclient.adapters.memory import SettableClock
from espaceclient.adapters.system import SystemSecrets
from espaceclient.client import EspaceClient
from espaceclient.domain.link import Purpose
from espaceclient.domain.mail import ActivationMail, Mail, ResetMail
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.relay import Relay
from espaceclient.testing.cost import MOST, Cost, Meter
from espaceclient.testing.laws.law import expect
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.machine.interruption import Crash, Interruption
from espaceclient.testing.machine.limits import RULES
from espaceclient.testing.machine.mail import MoodyMailer
from espaceclient.testing.machine.model import Expected, Model
from espaceclient.testing.ports import BEGINNING, MakeClient, MakeRelay, Ports, ports_over
from espaceclient.testing.register import FadingSubscribers

MakeHasher = Callable[[str], Hasher]
"""Makes a hasher whose newest key has that id."""

_PLENTY = 100_000


@frozen
class Step:
    """``ask`` a client; ``expect`` of the model; ``learn`` the tokens that the answer holds."""

    name: str
    ask: Callable[[EspaceClient], object]
    expect: Callable[[Model, datetime], Expected]
    most: Cost = MOST


@define
class Stage:
    made: StorageAndOutbox
    make_client: MakeClient
    make_relay: MakeRelay
    make_hasher: MakeHasher
    clock: SettableClock = field(factory=lambda: SettableClock(BEGINNING))
    mailer: MoodyMailer = field(factory=MoodyMailer)
    register: FadingSubscribers = field(factory=FadingSubscribers)
    model: Model = field(factory=Model)
    browsers: list[str] = field(factory=list)
    sessions: list[str] = field(factory=list)
    due_mails: Counter[tuple[str, str]] = field(factory=Counter)
    known_mails: set[str] = field(factory=set)
    agrees: bool = True
    ports: Ports = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.ports = ports_over(
            self.made,
            clock=self.clock,
            mailer=self.mailer,
            subscribers=self.register,
            hasher=self.make_hasher("key-0"),
            keys=KeyRing.of(_key(0)),
        )

    def rotate_keys(self, generation: int) -> None:
        """Put a newer key in front; the older ones still open."""
        ring = KeyRing.of(*(_key(number) for number in range(generation, -1, -1)))
        hasher = self.make_hasher(f"key-{generation}")
        self.ports = evolve(self.ports, secrets=SystemSecrets(ring), hasher=hasher)
        self.model.forget_counts()

    def perform(self, step: Step, interruption: Interruption) -> None:
        """Ask the client and the model; raises ``LawBroken``, and ``agrees`` no more, when they differ."""
        self.agrees = False
        self._perform(step, interruption)
        self.agrees = True

    def _perform(self, step: Step, interruption: Interruption) -> None:
        rival_was_planned = interruption.rival is not None
        meter = Meter()
        client = self.ports.intercepted(interruption).intercepted(meter).client(self.make_client, RULES)
        now = self.clock.now()
        try:
            answer = step.ask(client)
        except Crash:
            answer = None
            if not interruption.committed:
                expect(not self._new_mails(), f"{step.name}: a mail was queued without a commit")
                return
        expected = step.expect(self.model, now)
        self._compare(step, expected, answer)
        if not rival_was_planned:
            expect(meter.cost.within(step.most), f"{step.name} cost {meter.cost}, more than {step.most}")

    def _compare(self, step: Step, expected: Expected, answer: object) -> None:
        if answer is not None:
            happened = f"{step.name} was answered by {type(answer).__name__} instead of {expected.answer.__name__}"
            expect(type(answer) is expected.answer, happened)
        mails = self._new_mails()
        kinds = Counter((type(mail).__name__, mail.to.text) for mail in mails)
        wanted = Counter((kind.__name__, to) for kind, to in expected.mails)
        expect(
            kinds == wanted, f"{step.name} queued {sorted(kinds.elements())} instead of {sorted(wanted.elements())}"
        )
        self.due_mails += wanted
        self._learn(expected, answer, mails)

    def _learn(self, expected: Expected, answer: object, mails: list[Mail]) -> None:
        """Tie the ids and tokens that came out to what the model has made of them."""
        browser = getattr(answer, "browser", None)
        if browser is not None:
            self.browsers.append(browser)
        for mail in mails:
            match mail:
                case ActivationMail() if expected.registration is not None:
                    expected.registration.browser = expected.registration.browser or browser
                    self.model.registrations[mail.registration] = expected.registration
                case ResetMail() if expected.reset is not None:
                    self.model.resets[mail.reset] = expected.reset
                case _:
                    pass
        session = getattr(answer, "session", None)
        if session is not None and expected.session is not None:
            self.sessions.append(session)
            self.model.sessions[session] = expected.session

    def _new_mails(self) -> list[Mail]:
        parked = self.made.outbox.parked(_PLENTY)
        new = [one for one in parked if one.id not in self.known_mails]
        self.known_mails |= {one.id for one in new}
        return [one.mail for one in new if one.mail]

    def deliver(self, interruption: Interruption | None = None) -> None:
        """Run one round of the relay, which may crash in it."""
        relay: Relay = self.ports.intercepted(interruption or Interruption()).relay(self.make_relay)
        try:
            relay.deliver_due()
        except Crash:
            return

    def links(self, kind: type) -> list[str]:
        """Return the tokens in the mailbox; look whether there is mail first, when there are none."""
        if not self.mailer.links(kind):
            self.deliver()
        return self.mailer.links(kind)

    def subject(self, purpose: Purpose, link: str) -> str:
        """Return the id behind a link, by which the model knows it."""
        return self.ports.secrets.open(purpose, link) or ""

    def expect_every_mail_delivered(self) -> None:
        """Let relays run for as long as it takes; then the mailbox must hold each mail that was due, once."""
        self.mailer.moods.clear()
        for _ in range(100):
            waiting = self.made.outbox.parked(_PLENTY)
            if not waiting:
                break
            for parked in waiting:
                if parked.dead:
                    self.made.outbox.revive(parked.id, self.clock.now())
            self.clock.advance(timedelta(hours=5))
            self.deliver()
        arrived = Counter((mail.subject, mail.to.text) for mail in self.mailer.box.messages)
        lost, surplus = self.due_mails - arrived, arrived - self.due_mails
        expect(not lost, f"mails were accepted and never delivered: {sorted(lost.elements())}")
        expect(not surplus, f"mails were delivered twice or to the wrong person: {sorted(surplus.elements())}")


def _key(number: int) -> Key:
    return Key(f"key-{number}", bytes([number + 1]) * 32)
