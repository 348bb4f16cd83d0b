"""Two worlds, of which one has somebody who is nobody's business: strangers see no difference."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Generic, Self, TypeVar

from attrs import asdict, evolve, field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryOutbox, MemoryStorage
from espaceclient.client import EspaceClient
from espaceclient.domain.account import AccountId
from espaceclient.domain.activate import Activated
from espaceclient.domain.event import (
    AccountRequested,
    ActivationResent,
    AddressChangeRequested,
    Event,
    RegistrationAddressCorrected,
)
from espaceclient.domain.event_outcome import AddressChangeOutcome, RequestOutcome
from espaceclient.domain.policy import Policy
from espaceclient.ports.hasher import Hasher
from espaceclient.testing import actions
from espaceclient.testing.actions import History
from espaceclient.testing.cost import Cost, Meter
from espaceclient.testing.doubles import FailingMailer, FailingSubscribers, intercept
from espaceclient.testing.laws.law import Fixture, Make, expect, for_all, law, opened
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import MakeClient, Ports, ports_over
from espaceclient.testing.replay import replay
from espaceclient.testing.samples import BEGINNING, HOUR, LINKS, LOW_LIMITS, REGISTER, SOMEBODY
from espaceclient.testing.strategies.contract_histories import adding
from espaceclient.testing.transcript import MayRaise, assert_same_transcript, name_of, shown_by

V = TypeVar("V")
Act = Callable[[V], object]
"""What a visitor does once; it returns what is seen."""

NEW_PASSWORD = "Secret2! de quelqu'un"  # noqa: S105 - a password of nobody
ASKED = actions.OpenAccount(
    SOMEBODY["email"],
    SOMEBODY["commune"],
    SOMEBODY["contract_number"],
    SOMEBODY["meter_number"],
    SOMEBODY["password"],
)
_ELSEWHERE = evolve(ASKED, email="autre@exemple.fr")
_OPENED = (actions.Deliver(), actions.Activate())
_RESET = actions.RequestReset(ASKED.email)
_ADDED = adding(REGISTER[1])

STATES: tuple[History, ...] = (
    (ASKED,),
    (ASKED, *_OPENED),
    (ASKED, *_OPENED, actions.SignIn(ASKED.email, ASKED.password), _ADDED, _RESET),
    (ASKED, *_OPENED, _RESET, actions.Deliver(), actions.ResetPassword(NEW_PASSWORD)),
    (_ELSEWHERE, *_OPENED),
)
"""What there may be of somebody, beside nothing at all: an account asked for, one that was opened,
one in use with a second contract, one after a reset, one of another address.
"""


@frozen
class WorldPorts(Ports):
    """Ports whose clients have limits so low that a short history reaches them."""

    clock: ManualClock
    subscribers: FailingSubscribers
    mailer: FailingMailer

    @classmethod
    def over(cls, made: StorageAndOutbox, hasher: Hasher) -> Self:
        doubles = {"subscribers": FailingSubscribers(), "mailer": FailingMailer()}
        clock = ManualClock(BEGINNING)
        ports = asdict(ports_over(made, hasher=hasher), recurse=False)
        return cls(**{**ports, **doubles, "clock": clock})

    def client(self, make: MakeClient = EspaceClient, policy: Policy | None = None) -> EspaceClient:
        return super().client(make, policy or LOW_LIMITS)

    def links_to(self, address: str) -> list[str]:
        """Return the links mailed to an address, oldest first, as if a mail arrived at once.

        They are read from the outbox: when a relay would send them depends on what else waits, and
        that differs between the worlds.
        """
        return [LINKS.to(mail, self.tokens) for mail in self.mails(address)]

    def metered(self, meter: Meter) -> Self:
        """Count what costs time; the clock and the mailer stay as they are, to be moved and
        read.
        """
        names = ("storage", "hasher", "subscribers")
        return evolve(self, **{name: intercept(getattr(self, name), name, meter) for name in names})


MakeVisitor = Callable[[WorldPorts], Fixture[V]]


@frozen
class World(Generic[V]):
    """``meter`` counts what the visitor's acts cost; ``accounts`` are those that events tell of, in
    the order in which they do, the visitor's own first.
    """

    ports: WorldPorts
    visitor: V
    meter: Meter
    accounts: dict[str, int] = field(factory=dict)

    def recorded(self) -> tuple[Event, ...]:
        """Return what was recorded since the meter was reset; ids of accounts are drawn at
        random.
        """
        return tuple(map(self._told_alike, self.meter.events))

    def _told_alike(self, event: Event) -> Event:
        alike, account = _but_for_the_mail(event), getattr(event, "account", None)
        if account is None:
            return alike
        number = self.accounts.setdefault(account, len(self.accounts))
        named: Mapping[str, Any] = {"account": AccountId(f"account {number}")}
        return evolve(alike, **named)


@frozen
class Step(Generic[V]):
    """An act in the circumstances of its moment: it is seen by what it shows, by what it costs and
    by what is recorded of it.
    """

    act: Act[V]
    wait: timedelta
    register_answers: bool
    mailer_answers: bool

    @property
    def __name__(self) -> str:
        return name_of(self.act)

    def __call__(self, world: World[V]) -> tuple[object, Cost, tuple[Event, ...]]:
        world.ports.clock.advance(self.wait)
        world.ports.subscribers.answers = self.register_answers
        world.ports.mailer.answers = self.mailer_answers
        world.meter.reset()
        shown = shown_by(self.act, world.visitor)
        return shown, world.meter.cost, world.recorded()

    def repeated(self, times: int) -> list["Step[V]"]:
        return [self, *[evolve(self, wait=timedelta(0))] * (times - 1)]


def _but_for_the_mail(event: Event) -> Event:
    """Leave aside which mail was sent, which only its reader is told: that outcome is all in which
    an event may differ.
    """
    match event:
        case AccountRequested() | ActivationResent() | RegistrationAddressCorrected():
            return evolve(event, outcome=RequestOutcome.ACTIVATION_MAILED)
        case AddressChangeRequested():
            return evolve(event, outcome=AddressChangeOutcome.LINK_MAILED)
        case _:
            return event


def _steps(acts: SearchStrategy[Act[V]]) -> SearchStrategy[list[Step[V]]]:
    seconds = st.sampled_from((0, 0, 1, 60, 1800, 3600, 86400))
    waits = seconds.map(lambda drawn: timedelta(seconds=drawn))
    mostly, times = st.sampled_from((True, True, True, False)), st.sampled_from((1, 1, 1, 5))
    steps = st.builds(Step[V].repeated, st.builds(Step[V], acts, waits, mostly, mostly), times)
    return st.lists(steps, min_size=1, max_size=8).map(
        lambda lists: [step for steps in lists for step in steps]
    )


def memory_storage() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


def expect_worlds_alike(
    make_visitor: MakeVisitor[V],
    acts: SearchStrategy[Act[V]],
    *,
    make_storage: Make[StorageAndOutbox] = memory_storage,
    make_hasher: Callable[[], Hasher] = MemoryHasher,
    may_raise: MayRaise = (),
    histories: int = 60,
) -> None:
    """Do random acts in two worlds: one is empty, in the other ``SOMEBODY`` has an account, or has
    asked for one.

    ``make_visitor`` puts a host over ``ports.client()`` and gives what a stranger holds, such as a
    browser; a context manager is closed afterwards. ``acts`` are called with it and return what is
    seen, such as a ``page``. Between them time passes; some are done again until a limit is
    reached; now and then the register or the mailer is silent. What acts cost is compared too,
    hashes, reads, commits, register queries, and so are the events that are recorded of them.

    So many ``histories`` are lived, on the average, for each state in which the account may be; as
    many times more or fewer as the loaded Hypothesis profile says: see ``for_all``. Raises
    ``LawBroken`` where the worlds can be told apart, or where an act is wrong: see
    ``assert_same_transcript``, also for ``may_raise``.
    """

    @contextmanager
    def world(state: History) -> Iterator[World[V]]:
        """Bring the state about, let its counters be forgotten, and let the visitor in."""
        meter = Meter()
        with opened(make_storage()) as made:
            ports = WorldPorts.over(made, make_hasher())
            for action, answer in zip(state, replay(state, ports).answers, strict=True):
                opened_it = not isinstance(action, actions.Activate) or type(answer) is Activated
                expect(opened_it, "the account of somebody could not be opened")
            ports.clock.advance(2 * HOUR)
            with opened(make_visitor(ports.metered(meter))) as visitor:
                entered = World(ports, visitor, meter)
                entered.recorded()
                yield entered

    def check(drawn: tuple[History, Sequence[Step[V]]]) -> None:
        state, steps = drawn
        with world(()) as here, world(state) as there:
            assert_same_transcript(steps, here, there, may_raise=may_raise)

    examples = histories * len(STATES)
    drawn = st.tuples(st.sampled_from(STATES), _steps(acts))
    _strangers_see_no_difference(partial(for_all, drawn, check, examples=examples))


@law
def _strangers_see_no_difference(run: Callable[[], None]) -> None:
    """A stranger sees the same, at the same cost, whether or not there is an account."""
    run()
