"""What happens at the same moment in a history: two people, two browsers, two presses of one
button.
"""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.domain.values import Subscriber
from espaceclient.testing.stateful.interruption import Call
from espaceclient.testing.stateful.samples import (
    ANY_PASSWORD,
    EMAILS,
    GAPS,
    LIVE_LINES,
    NEWEST_FIRST,
    PASSWORDS,
)
from espaceclient.testing.stateful.subscriber_rules import People

ORDERS = st.permutations((0, 1))


class Rush(People):
    """Each rule has two steps happen at once: one of them in the midst of the other."""

    def at_once(self, before: Call, order: list[int], *steps: Callable[[], None]) -> None:
        """Take the steps in that order, the first as a rival before a call of the second."""
        self.rival_before = before
        for number in order:
            steps[number]()

    @rule(email=EMAILS, first=ANY_PASSWORD, second=ANY_PASSWORD, before=GAPS)
    def two_sign_in(self, email: str, first: str, second: str, before: Call) -> None:
        self.at_once(
            before, [0, 1], lambda: self.sign_in(email, first), lambda: self.sign_in(email, second)
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, first=PASSWORDS, second=PASSWORDS, before=GAPS)
    def two_change_the_password(self, pick: int, first: str, second: str, before: Call) -> None:
        current = self.account(pick).password
        self.sign_in_rightly(pick)
        self.sign_in_rightly(pick)
        self.at_once(
            before,
            [0, 1],
            lambda: self.change_password(0, current, first),
            lambda: self.change_password(1, current, second),
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, reset=PASSWORDS, changed=PASSWORDS, before=GAPS, order=ORDERS)
    def reset_and_change(
        self, pick: int, reset: str, changed: str, before: Call, order: list[int]
    ) -> None:
        current = self.account(pick).password
        self.sign_in_rightly(pick)
        self.ask_for_a_link(pick)
        self.at_once(
            before,
            order,
            lambda: self.reset_password(0, reset),
            lambda: self.change_password(0, current, changed),
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS, before=GAPS, order=ORDERS)
    def reset_and_sign_in(self, pick: int, password: str, before: Call, order: list[int]) -> None:
        self.ask_for_a_link(pick)
        self.at_once(
            before,
            order,
            lambda: self.reset_password(0, password),
            lambda: self.sign_in_rightly(pick),
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(
        pick=NEWEST_FIRST, other=st.integers(0, 1), first=PASSWORDS, second=PASSWORDS, before=GAPS
    )
    def two_resets(self, pick: int, other: int, first: str, second: str, before: Call) -> None:
        """By one link, or by two that were asked for one after the other."""
        self.ask_for_a_link(pick)
        self.ask_for_a_link(pick)
        self.at_once(
            before,
            [0, 1],
            lambda: self.reset_password(0, first),
            lambda: self.reset_password(other, second),
        )

    @rule(email=EMAILS, line=LIVE_LINES, before=GAPS)
    def one_link_is_pressed_twice(self, email: str, line: Subscriber, before: Call) -> None:
        self.open_account(email, line)
        self.deliver()
        self.at_once(
            before, [0, 1], lambda: self.activate(0, 0, None), lambda: self.activate(0, 0, None)
        )

    @rule(
        emails=st.tuples(EMAILS, EMAILS),
        lines=st.tuples(LIVE_LINES, LIVE_LINES),
        before=GAPS,
        order=ORDERS,
    )
    def two_activate(
        self,
        emails: tuple[str, str],
        lines: tuple[Subscriber, Subscriber],
        before: Call,
        order: list[int],
    ) -> None:
        """Two requests for one address or one contract, or for nothing in common."""
        for email, line in zip(emails, lines, strict=True):
            self.open_account(email, line)
        self.deliver()
        self.at_once(
            before, order, lambda: self.activate(1, 1, None), lambda: self.activate(0, 0, None)
        )

    @rule(emails=st.tuples(EMAILS, EMAILS), line=LIVE_LINES, before=GAPS)
    def two_open(self, emails: tuple[str, str], line: Subscriber, before: Call) -> None:
        """Two ask for an account of one contract."""
        self.at_once(
            before,
            [0, 1],
            lambda: self.open_account(emails[0], line),
            lambda: self.open_account(emails[1], line),
        )

    @rule(
        emails=st.tuples(EMAILS, EMAILS),
        lines=st.tuples(LIVE_LINES, LIVE_LINES),
        before=GAPS,
        order=ORDERS,
    )
    def open_and_activate(
        self,
        emails: tuple[str, str],
        lines: tuple[Subscriber, Subscriber],
        before: Call,
        order: list[int],
    ) -> None:
        """A request comes while another for the same address or contract is activated."""
        self.open_account(emails[0], lines[0])
        self.deliver()
        self.at_once(
            before,
            order,
            lambda: self.activate(0, 0, None),
            lambda: self.open_account(emails[1], lines[1]),
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS, before=GAPS, order=ORDERS)
    def change_and_sign_out(self, pick: int, password: str, before: Call, order: list[int]) -> None:
        current = self.account(pick).password
        self.sign_in_rightly(pick)
        self.at_once(
            before,
            order,
            lambda: self.change_password(0, current, password),
            lambda: self.sign_out(0),
        )
