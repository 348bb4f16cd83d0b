"""What subscribers do in several actions, at the last moment or at the same moment too, and what
happens around them.
"""

from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.domain.values import Subscriber
from espaceclient.relay import REFUSAL_RETRY
from espaceclient.testing import actions
from espaceclient.testing.actions import (
    Activate,
    Call,
    ChangePassword,
    CrashNext,
    Deliver,
    FindSession,
    Wait,
)
from espaceclient.testing.samples import HOUR, MINUTE
from espaceclient.testing.stateful.machine import GAPS, HistoryMachine
from espaceclient.testing.strategies.histories import (
    ANY_PASSWORD,
    BROWSERS,
    EMAILS,
    LIVE_LINES,
    NEW_PASSWORDS,
    NEWEST_FIRST,
    NUMBER_AS_PASSWORD,
    PASSWORDS,
    WAITS,
    WRONG_PASSWORDS,
    opening,
)

_SECONDS_LATE = st.sampled_from((-1, 0, 1)).map(lambda seconds: timedelta(seconds=seconds))
_MAIL_ERRORS = st.sampled_from(("MailerUnavailable", "MailDeferred", "MailRefused"))
_BACK = st.sampled_from((timedelta(seconds=1), 2 * MINUTE, 6 * MINUTE))

_TWO_EMAILS = st.tuples(EMAILS, EMAILS)
_TWO_LINES = st.tuples(LIVE_LINES, LIVE_LINES)
_SWAPPED = st.booleans()

Emails = tuple[str, str]
Lines = tuple[Subscriber, Subscriber]

with_account = precondition(lambda self: self.harness.model.accounts)
with_session = precondition(lambda self: self.harness.model.sessions)


class SubscriberRules(HistoryMachine):
    @rule(email=EMAILS, line=LIVE_LINES, password=PASSWORDS)
    def follow_the_guide(self, email: str, line: Subscriber, password: str) -> None:
        """Fill the form rightly, read the mail, press the button in the same browser."""
        self.perform(opening(email, line, password=password), Deliver(), Activate())

    @rule(email=EMAILS, line=LIVE_LINES, password=PASSWORDS, typed=st.none() | ANY_PASSWORD)
    def read_the_mail_elsewhere(
        self, email: str, line: Subscriber, password: str, typed: str | None
    ) -> None:
        """Fill the form rightly, and press the button in another browser, or be a scanner that
        does.
        """
        form = opening(email, line, password=password, client_address="198.51.100.7")
        self.perform(form, Deliver(), Activate(browser=None, password=typed))

    @rule(email=EMAILS, line=LIVE_LINES)
    def take_the_contracts_number_for_a_password(self, email: str, line: Subscriber) -> None:
        self.perform(opening(email, line, password=NUMBER_AS_PASSWORD))

    @with_account
    @rule(pick=NEWEST_FIRST)
    def sign_in_rightly(self, pick: int) -> None:
        self.perform(self.right_sign_in(pick))

    @with_account
    @rule(
        pick=NEWEST_FIRST,
        wrong=WRONG_PASSWORDS,
        failures=st.integers(1, 3),
        theirs=BROWSERS,
        own=BROWSERS,
    )
    def sign_in_rightly_after_failures(
        self, pick: int, wrong: str, failures: int, theirs: int | None, own: int | None
    ) -> None:
        """Somebody tries wrong passwords, in the same browser or in another one, or in none."""
        right = self.right_sign_in(pick)
        self.perform(*[evolve(right, password=wrong, browser=theirs)] * failures)
        self.perform(evolve(right, browser=own))

    @rule(line=LIVE_LINES, apart=st.sampled_from((1, 256)), same=st.booleans())
    def guess_from_all_over_a_network(self, line: Subscriber, apart: int, *, same: bool) -> None:
        """Try wrong meters from one /64 after the other, for one contract or with one meter."""
        for turn in range(4):
            address = f"2001:db8:0:{turn * apart:x}::1"
            form = opening("bob@exemple.fr", line, meter=f"X99{turn}", client_address=address)
            other = evolve(form, contract_number=f"111111{turn}", meter_number=line.meter.text)
            self.perform(form if same else other)

    def right_sign_in(self, pick: int) -> actions.SignIn:
        account = self.account(pick)
        return actions.SignIn(account.email, account.password)

    def request_link(self, pick: int) -> None:
        self.perform(actions.RequestReset(self.account(pick).email), Deliver())

    @with_account
    @rule(pick=NEWEST_FIRST, password=NEW_PASSWORDS)
    def recover_a_lost_password(self, pick: int, password: str) -> None:
        """Ask for a link, read the mail, choose a new password."""
        self.request_link(pick)
        self.perform(actions.ResetPassword(password))

    @with_session
    @rule(pick=NEWEST_FIRST, password=NEW_PASSWORDS)
    def change_password_rightly(self, pick: int, password: str) -> None:
        session = self.harness.model.sessions.get(self.harness.known.session(pick))
        current = session.account.password if session else "Aa1!aaaa"
        self.perform(ChangePassword(current, password, pick))

    @with_account
    @rule(pick=NEWEST_FIRST, wrong=WRONG_PASSWORDS, password=PASSWORDS)
    def change_password_at_the_second_try(self, pick: int, wrong: str, password: str) -> None:
        """Mistake the present password first; whoever is signed in elsewhere comes back
        afterwards.
        """
        current, sign_in = self.account(pick).password, self.right_sign_in(pick)
        self.perform(sign_in, sign_in)
        self.perform(ChangePassword(wrong, password), ChangePassword(current, password))
        self.perform(FindSession(1), FindSession(2))

    @rule(email=EMAILS, line=LIVE_LINES, late=_SECONDS_LATE)
    def press_an_activation_link_late(self, email: str, line: Subscriber, late: timedelta) -> None:
        """Fill the form rightly, read the mail, press the button 48 hours later."""
        self.perform(opening(email, line), Deliver(), Wait(48 * HOUR + late), Activate())

    @with_account
    @rule(pick=NEWEST_FIRST, late=_SECONDS_LATE)
    def press_a_reset_link_late(self, pick: int, late: timedelta) -> None:
        """Ask for a link, read the mail, choose a password an hour later."""
        self.request_link(pick)
        self.perform(Wait(HOUR + late), actions.ResetPassword("Aa1!aaaa"))

    @with_session
    @rule(pick=NEWEST_FIRST, pause=st.sampled_from((20 * MINUTE, 29 * MINUTE)))
    def stay_for_a_while(self, pick: int, pause: timedelta) -> None:
        """Look at the dashboard now and then, until the session is over however busy it is."""
        self.perform(*(FindSession(pick), Wait(pause)) * 4)


class ConcurrentRules(SubscriberRules):
    """Each rule has two use cases happen at once: one of them in the midst of the other."""

    def at_once(
        self,
        before: Call,
        first: actions.UseCase,
        second: actions.UseCase,
        *,
        swapped: bool = False,
    ) -> None:
        """Perform the first as another process before a call of the second, or the other way
        round.
        """
        two = (second, first) if swapped else (first, second)
        self.perform(actions.Overlap(before), *two)

    @rule(email=EMAILS, first=ANY_PASSWORD, second=ANY_PASSWORD, before=GAPS)
    def two_sign_in(self, email: str, first: str, second: str, before: Call) -> None:
        self.at_once(before, actions.SignIn(email, first), actions.SignIn(email, second))

    @with_account
    @rule(pick=NEWEST_FIRST, first=PASSWORDS, second=PASSWORDS, before=GAPS)
    def two_change_the_password(self, pick: int, first: str, second: str, before: Call) -> None:
        current, sign_in = self.account(pick).password, self.right_sign_in(pick)
        self.perform(sign_in, sign_in)
        changes = (ChangePassword(current, first, 0), ChangePassword(current, second, 1))
        self.at_once(before, *changes)

    @with_account
    @rule(pick=NEWEST_FIRST, reset=PASSWORDS, new=PASSWORDS, before=GAPS, swapped=_SWAPPED)
    def reset_and_change(
        self, pick: int, reset: str, new: str, before: Call, *, swapped: bool
    ) -> None:
        current = self.account(pick).password
        self.perform(self.right_sign_in(pick))
        self.request_link(pick)
        change = ChangePassword(current, new)
        self.at_once(before, actions.ResetPassword(reset), change, swapped=swapped)

    @with_account
    @rule(pick=NEWEST_FIRST, password=PASSWORDS, before=GAPS, swapped=_SWAPPED)
    def reset_and_sign_in(self, pick: int, password: str, before: Call, *, swapped: bool) -> None:
        self.request_link(pick)
        sign_in = self.right_sign_in(pick)
        self.at_once(before, actions.ResetPassword(password), sign_in, swapped=swapped)

    @with_account
    @rule(
        pick=NEWEST_FIRST, other=st.integers(0, 1), first=PASSWORDS, second=PASSWORDS, before=GAPS
    )
    def two_resets(self, pick: int, other: int, first: str, second: str, before: Call) -> None:
        """By one link, or by two that were asked for one after the other."""
        self.request_link(pick)
        self.request_link(pick)
        self.at_once(before, actions.ResetPassword(first), actions.ResetPassword(second, other))

    @rule(email=EMAILS, line=LIVE_LINES, before=GAPS)
    def one_link_is_pressed_twice(self, email: str, line: Subscriber, before: Call) -> None:
        self.perform(opening(email, line), Deliver())
        self.at_once(before, Activate(), Activate())

    @rule(emails=_TWO_EMAILS, lines=_TWO_LINES, before=GAPS, swapped=_SWAPPED)
    def two_activate(self, emails: Emails, lines: Lines, before: Call, *, swapped: bool) -> None:
        """Two requests for one address or one contract, or for nothing in common."""
        self.perform(*map(opening, emails, lines), Deliver())
        self.at_once(before, Activate(1, 1), Activate(0, 0), swapped=swapped)

    @rule(emails=_TWO_EMAILS, line=LIVE_LINES, before=GAPS)
    def two_open(self, emails: Emails, line: Subscriber, before: Call) -> None:
        """Two ask for an account of one contract."""
        self.at_once(before, opening(emails[0], line), opening(emails[1], line))

    @rule(emails=_TWO_EMAILS, lines=_TWO_LINES, before=GAPS, swapped=_SWAPPED)
    def open_and_activate(
        self, emails: Emails, lines: Lines, before: Call, *, swapped: bool
    ) -> None:
        """A request comes while another for the same address or contract is activated."""
        first, second = map(opening, emails, lines)
        self.perform(first, Deliver())
        self.at_once(before, Activate(), second, swapped=swapped)

    @with_account
    @rule(pick=NEWEST_FIRST, password=PASSWORDS, before=GAPS, swapped=_SWAPPED)
    def change_and_sign_out(self, pick: int, password: str, before: Call, *, swapped: bool) -> None:
        current = self.account(pick).password
        self.perform(self.right_sign_in(pick))
        self.at_once(before, ChangePassword(current, password), actions.SignOut(), swapped=swapped)


class EnvironmentRules(HistoryMachine):
    @rule()
    def purge_in_batches(self) -> None:
        self.perform(actions.PurgeInBatches())

    @rule()
    def the_relay_runs(self) -> None:
        self.perform(Deliver())

    @with_account
    @rule(pick=NEWEST_FIRST, at=st.sampled_from((("mailer.send", 1), ("outbox.delivered", 1))))
    def the_relay_ends_while_it_answers(self, pick: int, at: Call) -> None:
        """Another one answers the question again, once its lease has expired."""
        asked, ends = (
            actions.RequestReset(self.account(pick).email, None),
            CrashNext(at, relay=True),
        )
        self.perform(Deliver(), asked, ends, Deliver(), Wait(30 * MINUTE), Deliver())

    @rule(errors=st.lists(_MAIL_ERRORS, min_size=1, max_size=3).map(tuple))
    def the_mailer_fails(self, errors: tuple[str, ...]) -> None:
        self.perform(actions.MailErrors(errors))

    @rule(email=EMAILS, line=LIVE_LINES)
    def a_mail_is_refused_twice(self, email: str, line: Subscriber) -> None:
        """The mail server refuses a mail for good, and says so again when it is asked again."""
        refusal = actions.MailErrors(("MailRefused",))
        self.perform(opening(email, line), refusal, Deliver())
        self.perform(Wait(REFUSAL_RETRY), refusal, Deliver())

    @rule(over=st.booleans())
    def the_register_fails(self, over: bool) -> None:  # noqa: FBT001 - drawn by name
        self.perform(actions.Outage("subscribers.find", over))

    @precondition(lambda self: self.harness.keys < 3)
    @rule()
    def the_keys_change(self) -> None:
        self.perform(actions.Reconfigure(self.harness.keys + 1, self.harness.cost))

    @precondition(lambda self: self.harness.cost < 2)
    @rule()
    def the_cost_changes(self) -> None:
        self.perform(actions.Reconfigure(self.harness.keys, self.harness.cost + 1))

    @rule(wait=WAITS)
    def time_passes(self, wait: timedelta) -> None:
        self.perform(Wait(wait))

    @rule(back=_BACK)
    def the_clock_steps_back(self, back: timedelta) -> None:
        self.perform(Wait(-back))
