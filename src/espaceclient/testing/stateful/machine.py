"""Draws a history, action by action, and performs it on a harness."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from espaceclient.testing import actions
from espaceclient.testing.actions import Action, Call
from espaceclient.testing.samples import REGISTER
from espaceclient.testing.stateful.harness import Harness
from espaceclient.testing.stateful.model_records import Account
from espaceclient.testing.strategies.histories import USE_CASES, opening
from espaceclient.testing.subject import pressed_link

CLIENT_CALLS = (
    "subscribers.find",
    "hasher.hash",
    "hasher.verify",
    "hasher.needs_rehash",
    "tokens.new_id",
    "tokens.sign",
    "tokens.verify",
    "tokens.fingerprint",
    "storage.read",
    "clock.now",
    "storage.commit",
)
"""All that a client calls of its ports; it may crash before and after each."""

RELAY_CALLS = (
    "clock.now",
    "outbox.lease",
    "storage.read",
    "storage.commit",
    "tokens.sign",
    "wording.compose",
    "mailer.send",
    "outbox.delivered",
    "outbox.defer",
    "outbox.release",
    "outbox.dead_letter",
    "mailer.close",
)
"""All that a relay calls of its own."""

_SENDING = ("mailer.send", "outbox.delivered")
"""Between these two a mail has left and waits all the same."""

_COMMIT: Call = ("storage.commit", 1)
GAPS = st.sampled_from((_COMMIT, ("storage.read", 2), _COMMIT, ("storage.read", 1)))
"""Where another process may act: before a commit, or between two reads, or before all."""


def _calls(names: tuple[str, ...]) -> SearchStrategy[Call]:
    """Calls of those names, mostly the first of its name."""
    return st.tuples(st.sampled_from(names), st.sampled_from((1, 1, 1, 2, 3)))


class HistoryMachine(RuleBasedStateMachine):
    """Subclassed by groups of rules, and by ``run_machine``, which says what it runs on."""

    make_harness: Callable[[ExitStack], Harness]

    @initialize(accounts=st.integers(0, 2))
    def begin(self, accounts: int) -> None:
        self.open_adapters = ExitStack()
        self.harness = type(self).make_harness(self.open_adapters)
        for email, line in zip(("anne@exemple.fr", "bob@exemple.fr"), REGISTER, strict=False):
            if accounts:
                self.perform(opening(email, line), actions.Deliver(), actions.Activate())
                accounts -= 1

    def perform(self, *history: Action) -> None:
        """Perform actions; where one presses a link and none was mailed, let the relay run
        first.
        """
        for action in history:
            pressed = pressed_link(action)
            if pressed and not self.harness.known.links(pressed[0]):
                self.harness.perform(actions.Deliver())
            self.harness.perform(action)

    def account(self, pick: int) -> Account:
        accounts = self.harness.model.accounts
        return accounts[-1 - pick % len(accounts)]

    def teardown(self) -> None:
        if hasattr(self, "harness"):
            with self.open_adapters:
                self.harness.finish()


def _performing(name: str, drawn: SearchStrategy[Action]) -> Callable[[HistoryMachine], None]:
    def perform(self: HistoryMachine, action: Action) -> None:
        self.perform(action)

    perform.__name__ = name  # Hypothesis tells rules apart by their names
    made: Callable[[HistoryMachine], None] = rule(action=drawn)(perform)
    return made


_INTERRUPTIONS: Mapping[str, SearchStrategy[Action]] = {
    "the_next_use_case_crashes": st.builds(actions.CrashNext, _calls(CLIENT_CALLS), st.booleans()),
    "the_next_relay_crashes": st.builds(
        actions.CrashNext,
        _calls(RELAY_CALLS) | _calls(_SENDING),
        st.booleans(),
        relay=st.just(value=True),
    ),
    "the_next_two_overlap": st.builds(actions.Overlap, GAPS),
}

ONE_ACTION_RULES = {
    name: _performing(name, drawn) for name, drawn in {**USE_CASES, **_INTERRUPTIONS}.items()
}
"""A rule for each action that can be drawn without knowing what has happened."""
