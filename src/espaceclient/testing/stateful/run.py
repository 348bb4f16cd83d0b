"""The state machine, and the one call that runs it."""

from contextlib import AbstractContextManager, ExitStack

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from espaceclient.adapters.memory import MemoryHasher
from espaceclient.client import EspaceClient
from espaceclient.ports.hasher import Hasher
from espaceclient.relay import Relay
from espaceclient.testing.laws.law import Fixture, LawBroken, law, opened
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.laws.storage.durable import MakeReopenable, OpenStorage
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.ports import REGISTER, MakeClient, MakeRelay
from espaceclient.testing.stateful.concurrent_rules import Rush
from espaceclient.testing.stateful.environment_rules import Utility
from espaceclient.testing.stateful.harness import MakeConfiguredHasher, Stage
from espaceclient.testing.stateful.late_rules import Late


class Histories(Rush, Late, Utility):
    @initialize(accounts=st.integers(0, 2))
    def begin(self, accounts: int) -> None:
        self.enter()
        for email, line in (("anne@exemple.fr", REGISTER[0]), ("bob@exemple.fr", REGISTER[1]))[
            :accounts
        ]:
            self.live_the_guide(email, line, "Aa1!aaaa")


def quick_hasher(newest_key: str, cost: int) -> Hasher:
    """Make a hasher to which another cost is one more key."""
    return MemoryHasher(f"{newest_key} at cost {cost}")


def run_machine(
    make_storage: MakeStorage | MakeReopenable,
    *,
    make_hasher: MakeConfiguredHasher = quick_hasher,
    make_client: MakeClient = EspaceClient,
    make_relay: MakeRelay = Relay,
    histories: int = 100,
    steps: int = 40,
    shrink: bool = True,
) -> None:
    """Run that many histories of at most so many steps; raises ``LawBroken`` in the first that
    disagrees.

    Its notes are that history, made as short as it can be unless ``shrink`` is ``False``.

    ``make_storage`` as for the laws of a storage, or, for one outside the process, as for the
    durable laws: then every rival opens the place for itself, and after a crash the history goes on
    over what was opened again. ``make_hasher`` is given the id of its newest key, and how often its
    cost was raised: 0, 1 or 2 times; ``make_client`` and ``make_relay`` are called as
    ``EspaceClient`` and ``Relay`` are.
    """

    def make_stage(adapters: ExitStack) -> Stage:
        return Stage(
            _place(make_storage(), adapters), adapters, make_client, make_relay, make_hasher
        )

    machine = type("Histories", (Histories,), {"make_stage": staticmethod(make_stage)})
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    try:
        _live(machine, histories, steps, phases)
    except LawBroken as broken:
        for note in getattr(broken.__cause__, "__notes__", ()):
            broken.add_note(note)
        raise


@law
def _live(machine: type[Histories], histories: int, steps: int, phases: list[Phase]) -> None:
    """Every history goes as a naive model says."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=phases,
        ),
    )


def _place(made: Fixture[StorageAndOutbox] | OpenStorage, adapters: ExitStack) -> OpenStorage:
    """Open what can be opened but once; a place can be opened again and again."""
    if isinstance(made, StorageAndOutbox | AbstractContextManager):
        only = adapters.enter_context(opened(made))
        return lambda: only
    return made
