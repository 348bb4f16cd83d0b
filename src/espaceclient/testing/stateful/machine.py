"""A history: one step after the other, each interrupted by what was drawn for it."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from espaceclient.domain.token import BrowserToken, LinkToken, Purpose, SessionToken
from espaceclient.testing.stateful.harness import Stage, Step
from espaceclient.testing.stateful.interruption import Call, Interruption
from espaceclient.testing.stateful.model_records import Account
from espaceclient.testing.stateful.samples import CLIENT_CALLS, GAPS, RELAY_CALLS, SENDING, calls


class History(RuleBasedStateMachine):
    """Subclassed by those who act in it, and by ``run_machine``, which says what it happens on."""

    make_stage: Callable[[ExitStack], Stage]

    def enter(self) -> None:
        """Set the stage; to be called before the first step."""
        self.open_adapters = ExitStack()
        self.stage = type(self).make_stage(self.open_adapters)
        self.held: Step | None = None
        self.rival_before: Call | None = None
        self.crash: tuple[Call, bool] | None = None
        self.relay_crash: tuple[Call, bool] | None = None

    @rule(at=calls(CLIENT_CALLS), after=st.booleans())
    def the_next_one_crashes(self, at: Call, after: bool) -> None:  # noqa: FBT001 - drawn by name
        """Crash before or after a call of the next use case, whichever its port is."""
        self.crash = (at, after)

    @rule(at=calls(RELAY_CALLS) | calls(SENDING), after=st.booleans())
    def the_next_relay_crashes(self, at: Call, after: bool) -> None:  # noqa: FBT001 - drawn by name
        """Crash before or after a call of the next round of the relay, whichever its port is."""
        self.relay_crash = (at, after)

    @rule(before=GAPS)
    def the_next_one_waits_for_a_rival(self, before: Call) -> None:
        """The next use case happens in the midst of the one after it, before that call."""
        self.rival_before = before

    def perform(self, step: Step) -> None:
        if self.rival_before is not None and self.held is None:
            self.held = step
            return
        interruption = self.interruption()
        self.stage.perform(step, interruption)
        interruption.let_the_rival_act()

    def deliver(self) -> None:
        crash, self.relay_crash = self.relay_crash, None
        self.stage.deliver(Interruption(*crash) if crash else Interruption())

    def interruption(self) -> Interruption:
        """Return what was drawn for the step that comes now."""
        crash, after = self.crash or (None, False)
        before, held = self.rival_before, self.held
        self.crash = self.rival_before = self.held = None
        if held is None or before is None:
            return Interruption(crash, after)
        return Interruption(crash, after, partial(self._act_as_rival, held), before)

    def _act_as_rival(self, held: Step) -> None:
        """Perform a step as another process does, on a storage that it has opened for itself."""
        self.stage.open_again()
        self.stage.perform(held, Interruption())

    def teardown(self) -> None:
        if hasattr(self, "open_adapters"):
            with self.open_adapters:
                self._end()

    def _end(self) -> None:
        if not hasattr(self, "stage") or not self.stage.agrees:
            return
        if self.held is not None:
            self.stage.perform(self.held, Interruption())
        self.stage.expect_a_good_end()

    def link(self, kind: type, purpose: Purpose, pick: int) -> tuple[LinkToken, str]:
        """Return a link from the mailbox, and the id behind it; a forged one when there is none."""
        links = self.stage.links(kind)
        link = links[-1 - pick % len(links)] if links else LinkToken("forged")
        return link, self.stage.subject(purpose, link)

    def account(self, pick: int) -> Account:
        accounts = self.stage.model.accounts
        return accounts[-1 - pick % len(accounts)]

    def session(self, pick: int) -> SessionToken:
        sessions = self.stage.sessions
        return sessions[-1 - pick % len(sessions)] if sessions else SessionToken("forged")

    def browser(self, pick: int | None) -> BrowserToken | None:
        browsers = self.stage.browsers
        return browsers[-1 - pick % len(browsers)] if browsers and pick is not None else None
