"""What befalls the utility in a history: its purges, relays, register, keys and clock."""

from collections.abc import Callable
from datetime import timedelta
from itertools import takewhile

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.ports.errors import PortError
from espaceclient.testing.laws.law import expect
from espaceclient.testing.stateful.harness import Step
from espaceclient.testing.stateful.machine import History
from espaceclient.testing.stateful.samples import MOODS, STEPS_BACK, WAITS


class Utility(History):
    @rule()
    def purge(self) -> None:
        """Forget what is due: no answer changes by it."""
        self.perform(
            Step("purge", lambda client: client.purge(), lambda model, now: model.purge(now))
        )

    @rule()
    def purge_all(self) -> None:
        """Forget what is due a few at a time, as a nightly job does."""
        with self.stage.judging():
            client = self.stage.ports.client(self.stage.make_client)
            rounds = takewhile(bool, (client.purge(at_most=3).count for _ in range(1000)))
            gone, known = sum(rounds), self.stage.model.purge(self.stage.clock.now()).says
            expect(gone == known, f"purging a few at a time forgot {gone} instead of {known}")

    @rule()
    def the_relay_runs(self) -> None:
        self.deliver()

    @rule(moods=st.lists(st.sampled_from(MOODS), min_size=1, max_size=3))
    def the_mailer_fails(self, moods: list[Callable[[], PortError]]) -> None:
        """Fail at the next mails, one after the other, whenever they are sent."""
        self.stage.mailer.moods[:] = [mood() for mood in moods]

    @rule(answers=st.booleans())
    def the_register_changes(self, answers: bool) -> None:  # noqa: FBT001 - drawn by name
        self.stage.register.answers = self.stage.model.register_answers = answers

    @precondition(lambda self: self.stage.keys < 3)
    @rule()
    def the_keys_change(self) -> None:
        self.stage.configure(keys=self.stage.keys + 1, cost=self.stage.cost)

    @precondition(lambda self: self.stage.cost < 2)
    @rule()
    def the_cost_changes(self) -> None:
        self.stage.configure(keys=self.stage.keys, cost=self.stage.cost + 1)

    @rule(wait=WAITS)
    def time_passes(self, wait: timedelta) -> None:
        self.stage.clock.advance(wait)

    @rule(back=STEPS_BACK)
    def the_clock_steps_back(self, back: timedelta) -> None:
        self.stage.clock.advance(-back)
