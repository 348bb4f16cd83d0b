"""The same random history in two worlds that differ only in what there is of somebody."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import MemoryHasher, MemoryOutbox, MemoryStorage
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.cost import Cost
from espaceclient.testing.laws.law import for_all, law
from espaceclient.testing.laws.storage import StorageAndOutbox
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.non_disclosure.states import STATES, State, nothing
from espaceclient.testing.non_disclosure.world import MakeVisitor, MakeWorld, World
from espaceclient.testing.transcript import MayRaise, assert_same_transcript, name_of, shown_by

V = TypeVar("V")
Act = Callable[[V], object]


def memory_storage() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


def expect_worlds_alike(
    make_visitor: MakeVisitor[V],
    acts: SearchStrategy[Act[V]],
    *,
    make_storage: MakeStorage = memory_storage,
    make_hasher: Callable[[], Hasher] = MemoryHasher,
    may_raise: MayRaise = (),
    histories: int = 60,
) -> None:
    """Do random acts in two worlds: one is empty, in the other ``SOMEBODY`` has an account, or has
    asked for one.

    ``make_visitor`` puts a host over ``ports.client()`` and gives what a stranger holds, such as a
    browser; a context manager is closed afterwards. ``acts`` are called with it and return what is
    seen, such as a ``page``. Between them time passes; some are done again until a limit is
    reached; now and then the register or the mailer is silent. What acts cost is compared too:
    hashes, reads, commits, look-ups.

    So many ``histories`` are lived, on the average, for each state in which the account may be; as
    many times more or fewer as the loaded Hypothesis profile says: see ``for_all``. Raises
    ``LawBroken`` where the worlds can be told apart, or where an act is wrong: see
    ``assert_same_transcript``, also for ``may_raise``.
    """
    _strangers_see_no_difference(
        MakeWorld(make_visitor, make_storage, make_hasher), acts, may_raise, histories
    )


@law
def _strangers_see_no_difference(
    make_world: MakeWorld[V], acts: SearchStrategy[Act[V]], may_raise: MayRaise, histories: int
) -> None:
    """A stranger sees the same, at the same cost, whether or not there is an account."""

    def check(drawn: tuple[State, Sequence[Step[V]]]) -> None:
        state, steps = drawn
        with make_world(nothing) as here, make_world(state) as there:
            assert_same_transcript(steps, here, there, may_raise=may_raise)

    for_all(
        st.tuples(st.sampled_from(STATES), _steps(acts)), check, examples=histories * len(STATES)
    )


@frozen
class Step(Generic[V]):
    """An act in the circumstances of its moment: it is seen by what it shows and by what it
    costs.
    """

    act: Act[V]
    wait: timedelta
    register_answers: bool
    mailer_answers: bool

    @property
    def __name__(self) -> str:
        return name_of(self.act)

    def __call__(self, world: World[V]) -> tuple[object, Cost]:
        world.ports.clock.advance(self.wait)
        world.ports.subscribers.answers = self.register_answers
        world.ports.mailer.answers = self.mailer_answers
        world.meter.reset()
        return shown_by(self.act, world.visitor), world.meter.cost

    def repeated(self, times: int) -> list["Step[V]"]:
        return [self, *[evolve(self, wait=timedelta(0))] * (times - 1)]


def _steps(acts: SearchStrategy[Act[V]]) -> SearchStrategy[list[Step[V]]]:
    waits = st.sampled_from(
        [timedelta(seconds=seconds) for seconds in (0, 0, 1, 60, 1800, 3600, 86400)]
    )
    mostly = st.sampled_from((True, True, True, False))
    times = st.sampled_from((1, 1, 1, 5))
    steps = st.builds(Step[V].repeated, st.builds(Step[V], acts, waits, mostly, mostly), times)
    return st.lists(steps, min_size=1, max_size=8).map(
        lambda lists: [step for steps in lists for step in steps]
    )
