"""The state machine, the call that runs it, and the one that judges a history again."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from espaceclient.adapters.memory import MemoryHasher
from espaceclient.client import EspaceClient
from espaceclient.ports.hasher import Hasher
from espaceclient.relay import Relay
from espaceclient.testing.actions import Action
from espaceclient.testing.laws.law import Fixture, LawBroken, Make, law, opened
from espaceclient.testing.laws.storage.durable import MakeReopenable, OpenStorage
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import MakeClient, MakeRelay
from espaceclient.testing.stateful.harness import Harness, MakeConfiguredHasher
from espaceclient.testing.stateful.life_rules import ConcurrentLifeRules
from espaceclient.testing.stateful.machine import ONE_ACTION_RULES, HistoryMachine
from espaceclient.testing.stateful.rules import EnvironmentRules


class Histories(ConcurrentLifeRules, EnvironmentRules):
    """All the rules that know what has happened."""


def memory_hasher(newest_key: str, cost: int) -> Hasher:
    """Make a hasher to which another cost is one more key."""
    return MemoryHasher(f"{newest_key} at cost {cost}")


def run_machine(
    make_storage: Make[StorageAndOutbox] | MakeReopenable,
    *,
    make_hasher: MakeConfiguredHasher = memory_hasher,
    make_client: MakeClient = EspaceClient,
    make_relay: MakeRelay = Relay,
    histories: int = 100,
    steps: int = 40,
    shrink: bool = True,
) -> None:
    """Run that many histories of at most so many steps; raises ``LawBroken`` in the first that
    disagrees.

    Its notes are that history, made as short as it can be unless ``shrink`` is ``False``, also as
    values: ``history = (…)``, to be judged again by ``judge``.

    ``make_storage`` as for the laws of a storage, or, for one outside the process, as for the
    durable laws: then concurrent callers open the storage for themselves, and after a crash the
    history goes on over what was opened again. ``make_hasher`` is given the id of its newest key,
    and how often its cost was raised: 0, 1 or 2 times; ``make_client`` and ``make_relay`` are
    called as ``EspaceClient`` and ``Relay`` are.
    """

    def make_harness(adapters: ExitStack) -> Harness:
        parts = {"make_client": make_client, "make_relay": make_relay, "make_hasher": make_hasher}
        return Harness.over(_open(make_storage(), adapters), adapters, **parts)

    members = {"make_harness": staticmethod(make_harness), **ONE_ACTION_RULES}
    machine = type("Histories", (Histories,), members)
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    try:
        _run(machine, histories, steps, phases)
    except LawBroken as broken:
        for note in getattr(broken.__cause__, "__notes__", ()):
            broken.add_note(note)
        raise


@law
def judge(
    history: Iterable[Action],
    make_storage: Make[StorageAndOutbox] | MakeReopenable,
    *,
    make_hasher: MakeConfiguredHasher = memory_hasher,
    make_client: MakeClient = EspaceClient,
    make_relay: MakeRelay = Relay,
) -> None:
    """The history goes as a naive model says."""
    parts = {"make_client": make_client, "make_relay": make_relay, "make_hasher": make_hasher}
    with ExitStack() as adapters:
        harness = Harness.over(_open(make_storage(), adapters), adapters, **parts)
        for action in history:
            harness.perform(action)
        harness.finish()


@law
def _run(machine: type[HistoryMachine], histories: int, steps: int, phases: list[Phase]) -> None:
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


def _open(made: Fixture[StorageAndOutbox] | OpenStorage, adapters: ExitStack) -> OpenStorage:
    """Open what can be opened but once; what ``make`` of a durable storage gives can be opened
    again and again.
    """
    if isinstance(made, StorageAndOutbox | AbstractContextManager):
        only = adapters.enter_context(opened(made))
        return lambda: only
    return made
