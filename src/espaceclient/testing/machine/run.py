"""The state machine's rules, and the one call that runs them."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial

from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from espaceclient.adapters.memory import QuickHasher
from espaceclient.client import EspaceClient
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import LinkUnusable, Purpose
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.values import ContractNumber, Subscriber
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.storage import Due
from espaceclient.relay import Relay
from espaceclient.testing.cost import MOST_WITH_NEW_HASH
from espaceclient.testing.laws.law import expect, opened
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.machine.interruption import Interruption
from espaceclient.testing.machine.model import Account, Expected, Form, Model
from espaceclient.testing.machine.stage import MakeHasher, Stage, Step
from espaceclient.testing.ports import COMMUNES, REGISTER, MakeClient, MakeRelay

EMAILS = st.sampled_from(("anne@exemple.fr", "ANNE@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr"))
PASSWORDS = st.sampled_from(("Aa1!aaaa", "Aa1!aaaa ", "\u00c9t\u00e92026!", "E\u0301te\u03012026!"))
WRONG = st.sampled_from(("aa1!aaaa", "Aa1!aaa", " Aa1!aaaa", "Ete2026!"))
ANY_PASSWORD = PASSWORDS | WRONG
NEWEST_FIRST = st.integers(0, 4)
SOMEBODY = st.none() | NEWEST_FIRST
ORIGINS = st.sampled_from(("192.0.2.1", "198.51.100.7"))
ENDED = REGISTER[-1]
UNKNOWN = evolve(ENDED, contract=evolve(ENDED.contract, number=ContractNumber("1111111")))
LINES = st.sampled_from([*REGISTER[:3], *REGISTER[:3], ENDED, UNKNOWN])
METERS = st.sampled_from([None, None, None, None, "A042", "B042"])
"""``None`` is the right one."""

WAITS = st.sampled_from(
    [
        timedelta(microseconds=999_999),
        timedelta(seconds=1),
        timedelta(seconds=59),
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=15),
        timedelta(minutes=29, seconds=59),
        timedelta(minutes=30),
        timedelta(minutes=59, seconds=59),
        timedelta(hours=1),
        timedelta(hours=11, minutes=30),
        timedelta(hours=24),
        timedelta(hours=46, minutes=59, seconds=59),
        timedelta(hours=48),
    ]
)
CRASHES = st.sampled_from(["storage.commit", "outbox.delivered", "mailer.send"]) | st.integers(0, 13)
STEPS_BACK = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=6)])
MOODS: list[Callable[[], PortError]] = [
    lambda: MailerUnavailable("nobody there"),
    lambda: MailDeferred("later"),
    lambda: MailRefused("no such box"),
]


class Histories(RuleBasedStateMachine):
    """Subclassed by ``run_machine``, which says what the histories happen on."""

    make_stage: Callable[[ExitStack], Stage]

    @initialize(accounts=st.integers(0, 2))
    def begin(self, accounts: int) -> None:
        self.open_adapters = ExitStack()
        self.stage = type(self).make_stage(self.open_adapters)
        self.held: Step | None = None
        self.rival_before: str | None = None
        self.crash: tuple[int | str, bool] | None = None
        self.generation = 0
        for email, line in (("anne@exemple.fr", REGISTER[0]), ("bob@exemple.fr", REGISTER[1]))[:accounts]:
            self.live_the_guide(email, line, "Aa1!aaaa")

    # What befalls the next step

    @rule(at=CRASHES, after=st.booleans())
    def the_next_one_crashes(self, at: int | str, after: bool) -> None:  # noqa: FBT001 - drawn by name
        self.crash = (at, after)

    @rule(before=st.sampled_from(("storage.commit", "storage.commit", "storage.read")))
    def the_next_one_waits_for_a_rival(self, before: str) -> None:
        self.rival_before = before

    def _perform(self, step: Step) -> None:
        if self.rival_before is not None and self.held is None:
            self.held = step
            return
        interruption = self._interruption()
        held, self.held = self.held, None
        if held is not None:
            rival = held
            interruption.rival = lambda: self.stage.perform(rival, Interruption())
            interruption.rival_before, self.rival_before = self.rival_before or "storage.commit", None
        self.stage.perform(step, interruption)
        if interruption.rival is not None:
            interruption.rival()

    def _interruption(self) -> Interruption:
        crash, self.crash = self.crash, None
        return Interruption(*crash) if crash else Interruption()

    # What people do

    @rule(email=EMAILS, line=LINES, meter=METERS, password=PASSWORDS, browser=SOMEBODY, origin=ORIGINS)
    def open_account(
        self, email: str, line: Subscriber, meter: str | None, password: str, browser: int | None, origin: str
    ) -> None:
        operator, digits = line.contract.operator, line.contract.number.digits
        right = line.meter.text if line in REGISTER and not line.ended else None
        known = self._browser(browser)
        form = Form(email, (operator.name, digits), meter or line.meter.text, right, password, known, origin)
        fields = {
            "commune": next(commune.code for commune in COMMUNES.communes if commune.operator == operator),
            "email": email,
            "password": password,
            "confirmation": password,
            "contract_number": digits,
            "meter_number": form.meter,
        }
        self._perform(
            Step(
                "open_account",
                lambda client: client.open_account(fields, origin=origin, browser=known),
                lambda model, now: model.open_account(form, now),
            )
        )

    @rule(email=EMAILS, line=st.sampled_from(REGISTER[:3]), password=PASSWORDS)
    def live_the_guide(self, email: str, line: Subscriber, password: str) -> None:
        """Fill the form rightly, read the mail, press the button in the same browser."""
        self.open_account(email, line, None, password, None, "192.0.2.1")
        self.stage.deliver()
        self.activate(0, 0, None)

    @rule(email=EMAILS, line=st.sampled_from(REGISTER[:3]), password=PASSWORDS, given=st.none() | ANY_PASSWORD)
    def read_the_mail_elsewhere(self, email: str, line: Subscriber, password: str, given: str | None) -> None:
        """Fill the form rightly, and press the button in another browser, or be a scanner that does."""
        self.open_account(email, line, None, password, None, "198.51.100.7")
        self.stage.deliver()
        self.activate(0, None, given)

    @rule(pick=NEWEST_FIRST, browser=SOMEBODY)
    def look_at_activation(self, pick: int, browser: int | None) -> None:
        link, subject = self._link(ActivationMail, Purpose.ACTIVATION, pick)
        known = self._browser(browser)
        self._perform(
            Step(
                "look_at_activation",
                lambda client: client.look_at_activation(link, browser=known),
                lambda model, now: model.look_at_activation(subject, known, now),
            )
        )

    @rule(pick=NEWEST_FIRST, browser=SOMEBODY, password=st.none() | ANY_PASSWORD)
    def activate(self, pick: int, browser: int | None, password: str | None) -> None:
        link, subject = self._link(ActivationMail, Purpose.ACTIVATION, pick)
        known = self._browser(browser)
        self._perform(
            Step(
                "activate",
                lambda client: client.activate(link, browser=known, password=password),
                lambda model, now: model.activate(subject, known, password, now),
            )
        )

    @rule(email=EMAILS, password=ANY_PASSWORD)
    def sign_in(self, email: str, password: str) -> None:
        self._perform(
            Step(
                "sign_in",
                lambda client: client.sign_in({"email": email, "password": password}),
                lambda model, now: model.sign_in(email, password, now),
                MOST_WITH_NEW_HASH,
            )
        )

    @rule(email=EMAILS, line=st.sampled_from(REGISTER[:3]), late=st.sampled_from([-1, 0, 1]))
    def press_the_link_at_its_end(self, email: str, line: Subscriber, late: int) -> None:
        """Fill the form rightly, read the mail, press the button 48 hours later, to a second."""
        self.open_account(email, line, None, "Aa1!aaaa", None, "192.0.2.1")
        self.stage.deliver()
        self.stage.clock.advance(timedelta(hours=48, seconds=late))
        self.activate(0, 0, None)

    @rule(email=EMAILS, first=ANY_PASSWORD, second=ANY_PASSWORD)
    def two_sign_in_at_once(self, email: str, first: str, second: str) -> None:
        self.rival_before = "storage.commit"
        self.sign_in(email, first)
        self.sign_in(email, second)

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST)
    def sign_in_rightly(self, pick: int) -> None:
        account = self._account(pick)
        self.sign_in(account.email, account.password)

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def recover_a_lost_password(self, pick: int, password: str) -> None:
        """Ask for a link, read the mail, choose a new password."""
        self.request_reset(self._account(pick).email)
        self.stage.deliver()
        self.reset_password(0, password)

    @precondition(lambda self: self.stage.model.sessions)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def change_password_rightly(self, pick: int, password: str) -> None:
        session = self.stage.model.sessions.get(self._session(pick))
        self.change_password(pick, session.account.password if session else "Aa1!aaaa", password)

    @rule(email=EMAILS)
    def request_reset(self, email: str) -> None:
        self._perform(
            Step(
                "request_reset",
                lambda client: client.request_reset({"email": email}),
                lambda model, now: model.request_reset(email, now),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def look_at_reset(self, pick: int) -> None:
        link, subject = self._link(ResetMail, Purpose.RESET, pick)
        self._perform(
            Step(
                "look_at_reset",
                lambda client: client.look_at_reset(link),
                lambda model, now: model.look_at_reset(subject, now),
            )
        )

    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def reset_password(self, pick: int, password: str) -> None:
        link, subject = self._link(ResetMail, Purpose.RESET, pick)
        fields = {"password": password, "confirmation": password}
        self._perform(
            Step(
                "reset_password",
                lambda client: client.reset_password(link, fields),
                lambda model, now: model.reset_password(subject, password, now),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def find_session(self, pick: int) -> None:
        token = self._session(pick)
        self._perform(
            Step(
                "find_session",
                lambda client: client.find_session(token),
                lambda model, now: model.find_session(token, now),
            )
        )

    @precondition(lambda self: self.stage.model.sessions)
    @rule(pick=NEWEST_FIRST, pause=st.sampled_from([timedelta(minutes=20), timedelta(minutes=29)]))
    def stay_for_a_while(self, pick: int, pause: timedelta) -> None:
        for _ in range(3):
            self.find_session(pick)
            self.stage.clock.advance(pause)

    @rule(pick=NEWEST_FIRST, current=ANY_PASSWORD, password=PASSWORDS)
    def change_password(self, pick: int, current: str, password: str) -> None:
        token = self._session(pick)
        fields = {"current_password": current, "password": password, "confirmation": password}
        self._perform(
            Step(
                "change_password",
                lambda client: client.change_password(token, fields),
                lambda model, now: model.change_password(token, current, password, now),
                MOST_WITH_NEW_HASH,
            )
        )

    @rule(pick=NEWEST_FIRST)
    def sign_out(self, pick: int) -> None:
        token = self._session(pick)

        self._perform(
            Step("sign_out", lambda client: client.sign_out(token), lambda model, _now: model.sign_out(token))
        )

    @rule(pick=NEWEST_FIRST)
    def swap_tokens(self, pick: int) -> None:
        """What was sealed for one purpose opens nothing for another."""
        activation, _ = self._link(ActivationMail, Purpose.ACTIVATION, pick)
        reset, _ = self._link(ResetMail, Purpose.RESET, pick)
        session = self._session(pick)
        fields = {"password": "Aa1!aaaa", "confirmation": "Aa1!aaaa"}
        for name, answer, ask in (
            (
                "a reset link to activate",
                LinkUnusable,
                lambda client: client.activate(reset, password=fields["password"]),
            ),
            ("a session to activate", LinkUnusable, lambda client: client.activate(session)),
            ("an activation link to reset", LinkUnusable, lambda client: client.reset_password(activation, fields)),
            ("a session to reset", LinkUnusable, lambda client: client.reset_password(session, fields)),
            ("an activation link as a session", NoSession, lambda client: client.find_session(activation)),
            ("a reset link as a session", NoSession, lambda client: client.find_session(reset)),
        ):
            self.stage.perform(Step(name, ask, partial(_always, answer)), Interruption())

    # What the utility does

    @rule()
    def purge(self) -> None:
        """Forget what is due: no answer changes by it, and nothing due is left."""
        self._perform(Step("purge", lambda client: client.purge(), lambda model, now: model.purge(now)))

    @rule()
    def purge_all(self) -> None:
        client = self.stage.ports.client(self.stage.make_client)
        rounds = iter(range(1000))
        while client.purge(at_most=3).count:
            expect(next(rounds, None) is not None, "purging a few at a time did not come to an end")
        self.stage.model.purge(self.stage.clock.now())
        due = Due(self.stage.clock.now(), 10)
        expect(not self.stage.made.storage.read(due).all(due), "something that is due was left by a purge")

    @rule(mood=st.lists(st.sampled_from(MOODS), max_size=3))
    def deliver(self, mood: list[Callable[[], PortError]]) -> None:
        self.stage.mailer.moods[:] = [raised() for raised in mood]
        self.stage.deliver(self._interruption())
        self.stage.mailer.moods.clear()

    @rule(at=st.sampled_from(["outbox.lease", "mailer.send", "outbox.delivered"]), after=st.booleans())
    def the_relay_crashes(self, at: str, after: bool) -> None:  # noqa: FBT001 - drawn by name
        self.stage.deliver(Interruption(at, after))

    @rule(answers=st.booleans())
    def the_register_changes(self, answers: bool) -> None:  # noqa: FBT001 - drawn by name
        self.stage.register.answers = self.stage.model.register_answers = answers

    @precondition(lambda self: self.generation < 3)
    @rule()
    def the_keys_change(self) -> None:
        self.generation += 1
        self.stage.rotate_keys(self.generation)

    @rule(wait=WAITS)
    def time_passes(self, wait: timedelta) -> None:
        self.stage.clock.advance(wait)

    @rule(back=STEPS_BACK)
    def the_clock_steps_back(self, back: timedelta) -> None:
        self.stage.clock.advance(-back)

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        with self.open_adapters:
            if not self.stage.agrees:
                return
            if self.held is not None:
                self.stage.perform(self.held, Interruption())
            self.stage.expect_every_mail_delivered()

    def _link(self, kind: type, purpose: Purpose, pick: int) -> tuple[str, str]:
        """Return a link from the mailbox, and the id behind it; a forged one when there is none."""
        links = self.stage.links(kind)
        link = links[-1 - pick % len(links)] if links else "forged"
        return link, self.stage.subject(purpose, link)

    def _account(self, pick: int) -> Account:
        accounts = self.stage.model.accounts
        return accounts[-1 - pick % len(accounts)]

    def _session(self, pick: int) -> str:
        sessions = self.stage.sessions
        return sessions[-1 - pick % len(sessions)] if sessions else "forged"

    def _browser(self, pick: int | None) -> str | None:
        browsers = self.stage.browsers
        return browsers[-1 - pick % len(browsers)] if browsers and pick is not None else None


def _always(answer: type, _model: Model, _now: datetime) -> Expected:
    return Expected(answer)


def run_machine(
    make_storage: MakeStorage,
    *,
    make_hasher: MakeHasher = QuickHasher,
    make_client: MakeClient = EspaceClient,
    make_relay: MakeRelay = Relay,
    histories: int = 100,
    steps: int = 40,
    shrink: bool = True,
) -> None:
    """Run that many histories of at most so many steps; raises ``LawBroken`` in the first that disagrees.

    Hypothesis then prints that history, made as short as it can be unless ``shrink`` is ``False``.

    ``make_storage`` as for the laws of a storage; ``make_hasher`` is given the id of its newest key;
    ``make_client`` and ``make_relay`` are called as ``EspaceClient`` and ``Relay`` are.
    """

    def make_stage(adapters: ExitStack) -> Stage:
        return Stage(adapters.enter_context(opened(make_storage())), make_client, make_relay, make_hasher)

    machine = type("Histories", (Histories,), {"make_stage": staticmethod(make_stage)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        ),
    )
