"""The state machine, and the one call that runs it."""

from contextlib import ExitStack

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from espaceclient.adapters.memory import QuickHasher
from espaceclient.client import EspaceClient
from espaceclient.relay import Relay
from espaceclient.testing.laws.law import opened
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.machine.people import People
from espaceclient.testing.machine.stage import MakeHasher, Stage
from espaceclient.testing.machine.utility import Utility
from espaceclient.testing.ports import REGISTER, MakeClient, MakeRelay


class Histories(People, Utility):
    @initialize(accounts=st.integers(0, 2))
    def begin(self, accounts: int) -> None:
        self.enter()
        for email, line in (("anne@exemple.fr", REGISTER[0]), ("bob@exemple.fr", REGISTER[1]))[:accounts]:
            self.live_the_guide(email, line, "Aa1!aaaa")


def run_machine(
    make_storage: MakeStorage,
    *,
    make_hasher: MakeHasher = QuickHasher,
    make_client: MakeClient = EspaceClient,
    make_relay: MakeRelay = Relay,
    histories: int = 100,
    steps: int = 40,
    shrink: bool = True,
) -> None:
    """Run that many histories of at most so many steps; raises ``LawBroken`` in the first that disagrees.

    Hypothesis then prints that history, made as short as it can be unless ``shrink`` is ``False``.

    ``make_storage`` as for the laws of a storage; ``make_hasher`` is given the id of its newest key;
    ``make_client`` and ``make_relay`` are called as ``EspaceClient`` and ``Relay`` are.
    """

    def make_stage(adapters: ExitStack) -> Stage:
        return Stage(adapters.enter_context(opened(make_storage())), make_client, make_relay, make_hasher)

    machine = type("Histories", (Histories,), {"make_stage": staticmethod(make_stage)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        ),
    )
