"""What befalls the utility in a history: its purges, relays, register, keys and clock."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.ports.errors import PortError
from espaceclient.ports.storage import Due
from espaceclient.testing.laws.law import expect
from espaceclient.testing.machine.choices import MOODS, STEPS_BACK, WAITS
from espaceclient.testing.machine.history import History
from espaceclient.testing.machine.interruption import Interruption
from espaceclient.testing.machine.stage import Step


class Utility(History):
    @rule()
    def purge(self) -> None:
        """Forget what is due: no answer changes by it, and nothing due is left."""
        self.perform(Step("purge", lambda client: client.purge(), lambda model, now: model.purge(now)))

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
        self.stage.deliver(self.interruption())
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
