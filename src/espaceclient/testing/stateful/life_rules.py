"""What people do in several actions while they wait, with their address, and when they leave."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from espaceclient.domain.values import Subscriber
from espaceclient.testing import actions
from espaceclient.testing.actions import (
    Activate,
    Call,
    ChangePassword,
    Deliver,
    FindSession,
    SignIn,
    Wait,
)
from espaceclient.testing.contract_actions import LookAtContracts
from espaceclient.testing.life_actions import (
    CloseAccount,
    ConfirmAddressChange,
    CorrectAddress,
    EndOtherSessions,
    EndSession,
    LookAtSessions,
    LookAtWaiting,
    PreviewAddressChange,
    RequestAddressChange,
    ResendActivation,
    RetireAccounts,
)
from espaceclient.testing.samples import DAY, HOUR, REGISTER
from espaceclient.testing.stateful.contract_rules import ContractRules
from espaceclient.testing.stateful.leaving import NOTICES, UNVISITED
from espaceclient.testing.stateful.machine import GAPS
from espaceclient.testing.stateful.rules import with_account
from espaceclient.testing.strategies.contract_histories import adding
from espaceclient.testing.strategies.histories import (
    ADDRESSES,
    ANY_PASSWORD,
    EMAILS,
    LIVE_LINES,
    NEWEST_FIRST,
    PASSWORDS,
    WRONG_PASSWORDS,
    opening,
)

_EARLY = st.sampled_from((timedelta(seconds=1), HOUR))
_SELDOM = st.sampled_from((False, False, False, True))
_SECONDS_LATE = st.sampled_from((-1, 0, 1)).map(lambda seconds: timedelta(seconds=seconds))
_AFTER_THE_FORM = st.sampled_from((timedelta(0), HOUR - timedelta(seconds=1), HOUR, 47 * HOUR))
_HERE_OR_NOT = st.sampled_from((0, 0, None, 1))


class LifeRules(ContractRules):
    def request_change(self, pick: int, email: str) -> str:
        """Sign in, ask for another address, and read the mail; return the password."""
        right = self.right_sign_in(pick)
        self.perform(right, RequestAddressChange(email, right.password), Deliver())
        return right.password

    def free(self, email: str) -> str:
        """Return an address that nobody has, this one if it is, unless all are taken."""
        free = (each for each in (email, *ADDRESSES) if not self.harness.model.owner(each))
        return next(free, email)

    @rule(email=EMAILS, other=EMAILS, line=LIVE_LINES, wait=_AFTER_THE_FORM)
    def correct_a_mistyped_address(
        self, email: str, other: str, line: Subscriber, wait: timedelta
    ) -> None:
        """Fill the form with a wrong address, correct it, and press the old link and the new."""
        self.perform(opening(email, line), Deliver(), Wait(wait), LookAtWaiting())
        self.perform(CorrectAddress(other), CorrectAddress(email), Deliver())
        self.perform(Activate(1, browser=None, password="Aa1!aaaa"), Activate())  # noqa: S106 - a password of nobody

    @rule(email=EMAILS, line=LIVE_LINES, wait=_AFTER_THE_FORM, times=st.integers(1, 4))
    def have_the_mail_sent_again(
        self, email: str, line: Subscriber, wait: timedelta, times: int
    ) -> None:
        self.perform(opening(email, line), Wait(wait), *[ResendActivation()] * times)
        self.perform(Deliver(), Activate())

    @with_account
    @rule(pick=NEWEST_FIRST, email=EMAILS, browser=_HERE_OR_NOT, typed=st.none() | ANY_PASSWORD)
    def change_the_address_rightly(
        self, pick: int, email: str, browser: int | None, typed: str | None
    ) -> None:
        """Ask for it, press the link here or elsewhere, and sign in at the new address."""
        password = self.request_change(pick, email)
        self.perform(PreviewAddressChange(browser=browser))
        self.perform(ConfirmAddressChange(browser=browser, password=typed))
        self.perform(FindSession(), SignIn(email, password))

    @with_account
    @rule(pick=NEWEST_FIRST, email=EMAILS, wrong=WRONG_PASSWORDS, failures=st.integers(1, 2))
    def change_the_address_after_failures(
        self, pick: int, email: str, wrong: str, failures: int
    ) -> None:
        """Somebody tries wrong passwords at the old address; at the new one they count too."""
        email = self.free(email)
        former, password = self.account(pick).email, self.request_change(pick, email)
        self.perform(*[SignIn(former, wrong)] * failures)
        self.perform(ConfirmAddressChange(browser=None, password=wrong), ConfirmAddressChange())
        self.perform(SignIn(email, wrong), SignIn(email, password))

    @with_account
    @rule(pick=NEWEST_FIRST, email=EMAILS, late=_SECONDS_LATE)
    def press_a_link_to_an_address_late(self, pick: int, email: str, late: timedelta) -> None:
        """Ask for another address, read the mail, press the button 24 hours later."""
        self.request_change(pick, self.free(email))
        self.perform(Wait(DAY + late), ConfirmAddressChange())

    @with_account
    @rule(
        pick=NEWEST_FIRST,
        email=EMAILS,
        password=PASSWORDS,
        reset=st.booleans(),
        confirm_first=_SELDOM,
    )
    def change_password_and_address(
        self, pick: int, email: str, password: str, *, reset: bool, confirm_first: bool
    ) -> None:
        """Another password makes the link to another address useless; that makes a reset so."""
        if reset:
            self.request_link(pick)
        current = self.request_change(pick, self.free(email))
        confirm = ConfirmAddressChange()
        other = actions.ResetPassword(password)
        two = (other if reset else ChangePassword(current, password), confirm)
        self.perform(*(reversed(two) if confirm_first else two))

    @with_account
    @rule(pick=NEWEST_FIRST, email=EMAILS, line=LIVE_LINES)
    def ask_for_an_address_that_another_takes(
        self, pick: int, email: str, line: Subscriber
    ) -> None:
        """A request reserves nothing: whoever is first has the address."""
        self.request_change(pick, email)
        self.perform(opening(email, line), Deliver(), Activate(), ConfirmAddressChange())

    @with_account
    @rule(pick=NEWEST_FIRST, all_others=st.booleans())
    def lose_a_device(self, pick: int, *, all_others: bool) -> None:
        right = self.right_sign_in(pick)
        self.perform(right, right, LookAtSessions())
        self.perform(EndOtherSessions() if all_others else EndSession())
        self.perform(FindSession(1), FindSession(), LookAtSessions())

    @with_account
    @rule(pick=NEWEST_FIRST, wrong=WRONG_PASSWORDS, line=LIVE_LINES, pending=st.booleans())
    def close_at_the_second_try(
        self, pick: int, wrong: str, line: Subscriber, *, pending: bool
    ) -> None:
        """Mistake the password first; come back afterwards, and begin anew."""
        right = self.right_sign_in(pick)
        if pending:
            self.request_link(pick)
            self.request_change(pick, "zo\u00eb@exemple.fr")
        self.perform(right, right, CloseAccount(wrong), CloseAccount(right.password))
        self.perform(FindSession(1), LookAtContracts(), right, actions.RequestReset(right.email))
        self.perform(opening(right.email, line))

    @with_account
    @rule(pick=NEWEST_FIRST, years=st.booleans(), early=_EARLY, back=_SELDOM)
    def stay_away_for_years(self, pick: int, early: timedelta, *, years: bool, back: bool) -> None:
        """The nightly job runs too early and in time; somebody may come back after a warning."""
        if not years:
            self.perform(RetireAccounts())
            return
        right = self.right_sign_in(pick)
        self.perform(right, Wait(UNVISITED - NOTICES[0]), RetireAccounts())
        if back:
            self.perform(right)
        self.perform(Wait(NOTICES[0] - NOTICES[1] - early), RetireAccounts(), Wait(early))
        self.perform(RetireAccounts(), Wait(NOTICES[1] - early), RetireAccounts(), Wait(early))
        self.perform(RetireAccounts())


class ConcurrentLifeRules(LifeRules):
    @with_account
    @rule(
        pick=NEWEST_FIRST,
        email=EMAILS,
        other=st.sampled_from((Activate(), actions.ResetPassword("Aa1!aaaa "), None)),
        before=GAPS,
        swapped=st.booleans(),
    )
    def confirm_at_once(
        self,
        pick: int,
        email: str,
        other: actions.UseCase | None,
        before: Call,
        *,
        swapped: bool,
    ) -> None:
        """While the address changes somebody takes it, or the password is reset, or, where there is
        no ``other``, the account is closed.
        """
        email = self.free(email)
        self.perform(opening(email, REGISTER[0]))
        self.request_link(pick)
        close = CloseAccount(self.request_change(pick, email))
        self.at_once(before, ConfirmAddressChange(), other or close, swapped=swapped)

    @with_account
    @rule(
        pick=NEWEST_FIRST,
        other=st.sampled_from(
            (FindSession(1), EndOtherSessions(1), adding(REGISTER[0], session=1))
        ),
        before=GAPS,
        swapped=st.booleans(),
    )
    def close_at_once(
        self, pick: int, other: actions.UseCase, before: Call, *, swapped: bool
    ) -> None:
        """While an account is closed somebody comes, adds a contract or ends all other sessions."""
        right = self.right_sign_in(pick)
        self.perform(right, right)
        self.at_once(before, CloseAccount(right.password), other, swapped=swapped)

    @rule(
        email=EMAILS,
        right=EMAILS,
        other=EMAILS.map(CorrectAddress) | st.just(Activate()),
        line=LIVE_LINES,
        before=GAPS,
    )
    def correct_at_once(
        self, email: str, right: str, other: actions.UseCase, line: Subscriber, before: Call
    ) -> None:
        """Two tabs correct one request, or one does while the other presses its link."""
        self.perform(opening(email, line), Deliver())
        self.at_once(before, CorrectAddress(right), other)
