"""What people do in a history at the last moment, or a second too late."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.domain.values import Subscriber
from espaceclient.testing.stateful.samples import EMAILS, LIVE_LINES, NEWEST_FIRST
from espaceclient.testing.stateful.subscriber_rules import People

SECONDS_LATE = st.sampled_from((-1, 0, 1))


class Late(People):
    @rule(email=EMAILS, line=LIVE_LINES, late=SECONDS_LATE)
    def press_an_activation_link(self, email: str, line: Subscriber, late: int) -> None:
        """Fill the form rightly, read the mail, press the button 48 hours later."""
        self.open_account(email, line)
        self.deliver()
        self.stage.clock.advance(timedelta(hours=48, seconds=late))
        self.activate(0, 0, None)

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, late=SECONDS_LATE)
    def press_a_reset_link(self, pick: int, late: int) -> None:
        """Ask for a link, read the mail, choose a password an hour later."""
        self.ask_for_a_link(pick)
        self.stage.clock.advance(timedelta(hours=1, seconds=late))
        self.reset_password(0, "Aa1!aaaa")

    @precondition(lambda self: self.stage.model.sessions)
    @rule(pick=NEWEST_FIRST, pause=st.sampled_from([timedelta(minutes=20), timedelta(minutes=29)]))
    def stay_for_a_while(self, pick: int, pause: timedelta) -> None:
        """Look at the dashboard now and then, until the session is over however busy it is."""
        for _ in range(4):
            self.find_session(pick)
            self.stage.clock.advance(pause)
