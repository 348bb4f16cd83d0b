"""A history: one step after the other, each interrupted by what was drawn for it."""

from collections.abc import Callable
from contextlib import ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from espaceclient.domain.link import Purpose
from espaceclient.testing.machine.choices import CRASHES
from espaceclient.testing.machine.interruption import Interruption
from espaceclient.testing.machine.records import Account
from espaceclient.testing.machine.stage import Stage, Step


class History(RuleBasedStateMachine):
    """Subclassed by those who act in it, and by ``run_machine``, which says what it happens on."""

    make_stage: Callable[[ExitStack], Stage]

    def enter(self) -> None:
        """Set the stage; to be called before the first step."""
        self.open_adapters = ExitStack()
        self.stage = type(self).make_stage(self.open_adapters)
        self.held: Step | None = None
        self.rival_before: str | None = None
        self.crash: tuple[int | str, bool] | None = None
        self.generation = 0

    @rule(at=CRASHES, after=st.booleans())
    def the_next_one_crashes(self, at: int | str, after: bool) -> None:  # noqa: FBT001 - drawn by name
        self.crash = (at, after)

    @rule(before=st.sampled_from(("storage.commit", "storage.commit", "storage.read")))
    def the_next_one_waits_for_a_rival(self, before: str) -> None:
        self.rival_before = before

    def perform(self, step: Step) -> None:
        if self.rival_before is not None and self.held is None:
            self.held = step
            return
        interruption = self.interruption()
        held, self.held = self.held, None
        if held is not None:
            rival = held
            interruption.rival = lambda: self.stage.perform(rival, Interruption())
            interruption.rival_before, self.rival_before = self.rival_before or "storage.commit", None
        self.stage.perform(step, interruption)
        if interruption.rival is not None:
            interruption.rival()

    def interruption(self) -> Interruption:
        crash, self.crash = self.crash, None
        return Interruption(*crash) if crash else Interruption()

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        with self.open_adapters:
            if not self.stage.agrees:
                return
            if self.held is not None:
                self.stage.perform(self.held, Interruption())
            self.stage.expect_every_mail_delivered()

    def link(self, kind: type, purpose: Purpose, pick: int) -> tuple[str, str]:
        """Return a link from the mailbox, and the id behind it; a forged one when there is none."""
        links = self.stage.links(kind)
        link = links[-1 - pick % len(links)] if links else "forged"
        return link, self.stage.subject(purpose, link)

    def account(self, pick: int) -> Account:
        accounts = self.stage.model.accounts
        return accounts[-1 - pick % len(accounts)]

    def session(self, pick: int) -> str:
        sessions = self.stage.sessions
        return sessions[-1 - pick % len(sessions)] if sessions else "forged"

    def browser(self, pick: int | None) -> str | None:
        browsers = self.stage.browsers
        return browsers[-1 - pick % len(browsers)] if browsers and pick is not None else None
