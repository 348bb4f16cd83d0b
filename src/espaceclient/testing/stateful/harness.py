"""One history as it happens: every action is asked of the client and of the model, and both must
agree.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count

from attrs import Factory, define, evolve, field

from espaceclient.adapters.memory import ManualClock
from espaceclient.domain.account import AccountId
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import QueuedMail, ResetQuestion
from espaceclient.domain.purge import Purged
from espaceclient.domain.registration import Registration
from espaceclient.domain.token import BrowserToken, Purpose
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import Key
from espaceclient.ports.outbox import OutboxEntry
from espaceclient.ports.storage import Expired, HoldingsOfAccount, ResetById
from espaceclient.testing.actions import Action, Deliver, Reconfigure, UseCase
from espaceclient.testing.cost import Meter
from espaceclient.testing.known_tokens import PLENTY
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import LawBroken, expect, opened
from espaceclient.testing.laws.storage.durable import OpenStorage
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import Ports, ports_over
from espaceclient.testing.replay import Crashed, Interruption, Replay
from espaceclient.testing.samples import BEGINNING, HOUR, LOW_LIMITS
from espaceclient.testing.stateful.deliveries import (
    QueuedMails,
    SentMails,
    expect_sent,
    mail_sent_for,
    reset_for,
)
from espaceclient.testing.stateful.expected import Expected, Known, said
from espaceclient.testing.stateful.model import Model
from espaceclient.testing.stateful.model_records import LIVES
from espaceclient.testing.stateful.outcome import account_at, expect_stored
from espaceclient.testing.stateful.repeatable import RepeatableTokens
from espaceclient.testing.stateful.told import expect_told
from espaceclient.testing.subject import subject_token

MakeConfiguredHasher = Callable[[str, int], Hasher]
"""Makes a hasher whose newest key has that id, and whose cost was raised so many times."""


@define(kw_only=True)
class Harness(Replay):
    open_storage: OpenStorage
    adapters: ExitStack
    make_hasher: MakeConfiguredHasher
    model: Model = field(default=Factory(lambda self: Model(self.browser_of), takes_self=True))
    queued: QueuedMails = field(factory=QueuedMails)
    sent: SentMails
    turns: Iterator[int] = field(factory=count)
    keys: int = 0
    cost: int = 0
    agrees: bool = True

    @classmethod
    def over(
        cls, open_storage: OpenStorage, adapters: ExitStack, **parts: Callable[..., object]
    ) -> "Harness":
        """Open a storage and put the rest around it; ``parts`` are ``make_client``, ``make_relay``
        and ``make_hasher``.
        """
        clock, sent = ManualClock(BEGINNING), SentMails()
        made: StorageAndOutbox = adapters.enter_context(opened(open_storage()))
        ports = ports_over(made, clock=clock, mailer=sent)
        given = {"open_storage": open_storage, "adapters": adapters, "sent": sent, **parts}
        harness = cls(ports=ports, clock=clock, policy=LOW_LIMITS, **given)  # type: ignore[arg-type] # by name
        harness.reconfigure(Reconfigure(0, 0))
        return harness

    def open_again(self) -> None:
        """Go on as another process would; the one before is not closed, as one that crashed is
        not.
        """
        made = self.adapters.enter_context(opened(self.open_storage()))
        self.ports = evolve(self.ports, storage=made.storage, outbox=made.outbox)

    def reconfigure(self, change: Reconfigure) -> None:
        self.keys, self.cost = change.keys, change.cost
        numbers = range(self.keys, -1, -1)
        ring = tuple(Key(f"key-{number}", bytes([number + 1]) * 32) for number in numbers)
        tokens = RepeatableTokens(ring, self.turns)
        hasher = self.make_hasher(ring[0].id, self.cost)
        self.ports = evolve(self.ports, tokens=tokens, hasher=hasher)
        self.model.hashing = (self.keys, self.cost)
        self.model.counters.newest_key = self.keys

    def perform(self, action: Action) -> None:
        """Perform an action; raises ``LawBroken`` when client and model differ."""
        with self.judging():
            super().perform(action)

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Whatever is raised here: client and model agree no more."""
        try:
            yield
        except BaseException as error:
            if self.agrees:
                error.add_note(f"history = {tuple(self.history)!r}")
            self.agrees = False
            raise

    def ask(self, action: UseCase, interruption: Interruption) -> object:
        overlapped, meter, name = interruption.other is not None, Meter(), type(action).__name__
        ports = self.interrupted(interruption).intercepted(meter)
        known, now = self.known.copy(), self.clock.now()
        link = self._subject(action)
        self.model.register_answers = "subscribers.find" not in self.outages
        answer: object
        try:
            answer = action.ask(ports.client(self.make_client, self.policy), known)
        except Crashed as crashed:
            answer = crashed
            self.open_again()
            if not interruption.committed:
                expect(not self._new_mails(), f"{name}: a mail was queued without a commit")
                return answer
        expected = self.model.expect(action, known, link, now)
        if not isinstance(answer, Crashed):
            self._compare(name, expected, answer)
        mails = self._new_mails()
        _expect_mails(name, expected, mails)
        self._learn(expected, answer)
        if not overlapped:
            most = f"{name} cost {meter.cost}, more than {expected.most}"
            expect(meter.cost.within(expected.most), most)
            looked = expected.reads_accounts or not meter.account_lookups
            expect(looked, f"{name} looked up whether there is an account")
            expect_told(name, answer, meter)
        return answer

    def browser_of(self, token: BrowserToken | None) -> str | None:
        """Return the id of a browser, which keeps it when its token is signed by another key."""
        return self.ports.tokens.verify(Purpose.BROWSER, token) if token else None

    def _subject(self, action: UseCase) -> str:
        """Return the id behind the link that an action presses, or behind the token of a request
        that waits, by which the model knows it.
        """
        signed = subject_token(action, self.known)
        return (self.ports.tokens.verify(*signed) or "") if signed else ""

    def _compare(self, name: str, expected: Expected, answer: object) -> None:
        got, wanted = type(answer).__name__, expected.answer.__name__
        happened = f"{name} was answered by {got} instead of {wanted}"
        expect(type(answer) is expected.answer, happened)
        known = {*self.known.sessions, *map(self.browser_of, self.known.browsers)}
        says = said(answer, known, self.browser_of)
        expect_same(f"{name} answered by {got}", says, expected.says)

    def _learn(self, expected: Expected, answer: object) -> None:
        """Tie the ids and tokens that came out to what the model has made of them; a crash keeps
        its tokens.
        """
        self.known.learn(answer)
        if expected.registration is not None:
            browser = self.browser_of(getattr(answer, "browser", None))
            expected.registration.browser = expected.registration.browser or browser
            new = self._new(Registration, self.model.registrations)
            self.model.registrations[new] = expected.registration
        if expected.change is not None:
            browser = self.browser_of(getattr(answer, "browser", None))
            expected.change.browser = expected.change.browser or browser
            self.model.changes[self._new(AddressChange, self.model.changes)] = expected.change
        if expected.session is not None:
            owner = expected.session.account
            stored = account_at(self.ports.storage, owner.email)
            owner.id = owner.id or (stored.id if stored else "")
            token = getattr(answer, "session", None) or f"lost {id(expected.session)}"
            self.model.sessions[token] = expected.session
        if expected.held is not None:
            expected.held.id = self._new_holding(expected.held.account.id)
        if expected.known is not None:
            self._know(expected.known, answer)

    def _new(self, kind: type[Registration | AddressChange], known: Collection[str]) -> str:
        """Return the id of what was stored last, which is not known yet."""
        asked = Expired(FOREVER, PLENTY)
        stored = self.ports.storage.read(asked).all(asked)
        ids = {each.id for each in stored if isinstance(each, kind)}
        return next(iter(ids - set(known)), "")

    def _new_holding(self, account: str) -> str:
        stored, known = HoldingsOfAccount(AccountId(account)), self.model.holdings.held
        ids = {each.id for each in self.ports.storage.read(stored).all(stored)}
        return next(iter(ids - {each.id for each in known}), "")

    def _know(self, known: Known, answer: object) -> None:
        issued = self.browser_of(getattr(answer, "browser", None))
        browser = known.browser or issued or f"lost {id(known)}"
        self.model.counters.know(browser, known.email, known.failures)

    def _new_mails(self) -> list[QueuedMail]:
        return self.queued.new(self.ports.outbox)

    def deliver(self) -> object:
        """Let the relay run once, and look at what it has sent and what has left the outbox."""
        waiting, now = self.ports.outbox.entries(PLENTY), self.clock.now()
        due = {
            entry.id: mail_sent_for(self.model, entry.mail, entry.queued_at, now)
            for entry in waiting
            if entry.mail
        }
        report = super().deliver()
        for entry in waiting:
            self._learn_reset(entry)
        gone = set(due) - {entry.id for entry in self.ports.outbox.entries(PLENTY)}
        expect_sent(self.sent.take(self.ports.tokens), gone, due)
        return report

    def _learn_reset(self, entry: OutboxEntry) -> None:
        """A question that was answered has made a reset, also where the relay crashed before it
        mailed the link.
        """
        question = entry.mail
        if isinstance(question, ResetQuestion) and (owner := self.model.owner(question.to.text)):
            stored = ResetById(question.reset)
            if self.ports.storage.read(stored).one(stored):
                reset = reset_for(self.model, question, owner, entry.queued_at)
                if reset is None:
                    raise LawBroken("a question older than the password was answered by a link")
                self.model.resets[question.reset] = reset

    def purge_in_batches(self, at_most: int) -> Purged:
        purged, known = super().purge_in_batches(at_most), self.model.purge(self.clock.now()).says
        told = f"purging a few at a time deleted {purged.count} instead of {known}"
        expect(purged.count == known, told)
        return purged

    def retire(self, ports: Ports) -> object:
        meter, now = Meter(), self.clock.now()
        answer = super().retire(ports.intercepted(meter))
        expected = self.model.retire(now)
        self._compare("RetireAccounts", expected, answer)
        _expect_mails("RetireAccounts", expected, self._new_mails())
        expect_told("RetireAccounts", answer, meter)
        return answer

    def finish(self) -> None:
        """Perform what is still held, look at what is stored; then let relays run until no mail
        waits. Nothing is expected where client and model have differed.
        """
        if not self.agrees:
            return
        if self.held is not None:
            with self.judging():
                self.ask(self.held, Interruption())
        expect_stored(self.ports.storage, self.ports.hasher, self.model)
        self.mail_errors.clear()
        self.outages.clear()
        self.relay_crash = None
        for _ in range(100):
            waiting = self.ports.outbox.entries(PLENTY)
            if not waiting:
                break
            for entry in waiting:
                if entry.dead:
                    self.ports.outbox.retry(entry.id, self.clock.now())
            self.clock.advance(5 * HOUR)
            self.perform(Deliver())
        stuck = {type(entry.mail).__name__ for entry in self.ports.outbox.entries(PLENTY)}
        expect(not stuck, f"mails were accepted and never left the outbox: {sorted(stuck)}")


def _expect_mails(name: str, expected: Expected, mails: list[QueuedMail]) -> None:
    """Compare kinds, whom they are to, and for how long they say that their links live."""
    found = Counter(
        (type(mail).__name__, mail.to.text, getattr(mail, "valid_for", None)) for mail in mails
    )
    lives = {kind: expected.valid_for or life for kind, life in LIVES.items()}
    wanted = Counter((kind.__name__, to, lives.get(kind)) for kind, to in expected.mails)
    expect(found == wanted, f"{name} queued {_told(found)} instead of {_told(wanted)}")


def _told(mails: Counter[tuple[str, str, timedelta | None]]) -> str:
    told = (
        f"{kind} to {to}" + f" for {lives}" * bool(lives) for kind, to, lives in mails.elements()
    )
    return ", ".join(sorted(told)) or "no mail"
