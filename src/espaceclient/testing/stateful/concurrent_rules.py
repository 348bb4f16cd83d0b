"""What happens at the same moment in a history: two people, two browsers, two presses of one
button.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from espaceclient.domain.values import Subscriber
from espaceclient.testing.actions import (
    Activate,
    Call,
    ChangePassword,
    Deliver,
    Overlap,
    ResetPassword,
    SignIn,
    SignOut,
    UseCase,
)
from espaceclient.testing.stateful.machine import GAPS
from espaceclient.testing.stateful.rules import SubscriberRules, with_account
from espaceclient.testing.strategies.histories import (
    ANY_PASSWORD,
    EMAILS,
    LIVE_LINES,
    NEWEST_FIRST,
    PASSWORDS,
    opening,
)

_TWO_EMAILS = st.tuples(EMAILS, EMAILS)
_TWO_LINES = st.tuples(LIVE_LINES, LIVE_LINES)
_SWAPPED = st.booleans()

Emails = tuple[str, str]
Lines = tuple[Subscriber, Subscriber]


class ConcurrentRules(SubscriberRules):
    """Each rule has two use cases happen at once: one of them in the midst of the other."""

    def at_once(
        self, before: Call, first: UseCase, second: UseCase, *, swapped: bool = False
    ) -> None:
        """Perform the first as another process before a call of the second, or the other way
        round.
        """
        two = (second, first) if swapped else (first, second)
        self.perform(Overlap(before), *two)

    @rule(email=EMAILS, first=ANY_PASSWORD, second=ANY_PASSWORD, before=GAPS)
    def two_sign_in(self, email: str, first: str, second: str, before: Call) -> None:
        self.at_once(before, SignIn(email, first), SignIn(email, second))

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
        self.at_once(before, ResetPassword(reset), change, swapped=swapped)

    @with_account
    @rule(pick=NEWEST_FIRST, password=PASSWORDS, before=GAPS, swapped=_SWAPPED)
    def reset_and_sign_in(self, pick: int, password: str, before: Call, *, swapped: bool) -> None:
        self.request_link(pick)
        sign_in = self.right_sign_in(pick)
        self.at_once(before, ResetPassword(password), sign_in, swapped=swapped)

    @with_account
    @rule(
        pick=NEWEST_FIRST, other=st.integers(0, 1), first=PASSWORDS, second=PASSWORDS, before=GAPS
    )
    def two_resets(self, pick: int, other: int, first: str, second: str, before: Call) -> None:
        """By one link, or by two that were asked for one after the other."""
        self.request_link(pick)
        self.request_link(pick)
        self.at_once(before, ResetPassword(first), ResetPassword(second, other))

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
        self.at_once(before, ChangePassword(current, password), SignOut(), swapped=swapped)
