"""A host types its tests with what the kit gives: mypy --strict checks the whole of it, pytest that
it runs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import given, settings

from espaceclient import Contract, EspaceClient, Lifetimes, PasswordPolicy, Policy, Subscriber
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryHasher,
    MemoryOutbox,
    MemoryStorage,
    MemorySubscribers,
)
from espaceclient.adapters.system import SystemClock
from espaceclient.answers import SignInRefused
from espaceclient.ports import Clock, Hasher, Subscribers, SubscribersUnavailable
from espaceclient.testing import (
    BEGINNING,
    CLOCK_LAWS,
    COMMUNES,
    HASHER_LAWS,
    OUTBOX_LAWS,
    REGISTER,
    STORAGE_LAWS,
    SUBSCRIBERS_LAWS,
    UNREACHABLE_SUBSCRIBERS_LAWS,
    Around,
    Fixture,
    Make,
    MakeClient,
    MakeSubscribers,
    Ports,
    StorageAndOutbox,
    ports_over,
    replay,
)
from espaceclient.testing.actions import History
from espaceclient.testing.strategies.forms import open_account_fields
from espaceclient.testing.strategies.histories import histories
from espaceclient.values import Fields


class OurSubscribers:
    def __init__(self, lines: Sequence[Subscriber]) -> None:
        self._lines = {line.contract: line for line in lines}

    def find(self, contract: Contract) -> Subscriber | None:
        return self._lines.get(contract)


class UnreachableRegister:
    def find(self, contract: Contract) -> Subscriber | None:
        raise SubscribersUnavailable(f"nobody tells about {contract}")


@contextmanager
def closed_afterwards() -> Iterator[StorageAndOutbox]:
    yield plain()


def plain() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


def either(*, to_be_closed: bool) -> Fixture[StorageAndOutbox]:
    return closed_afterwards() if to_be_closed else plain()


MAKE_STORAGES: list[Make[StorageAndOutbox]] = [
    plain,
    closed_afterwards,
    partial(either, to_be_closed=True),
]
MAKE_SUBSCRIBERS: list[MakeSubscribers] = [OurSubscribers, MemorySubscribers]
MAKE_UNREACHABLE: Make[Subscribers] = UnreachableRegister
MAKE_CLOCK: Make[Clock] = SystemClock
MAKE_HASHER: Make[Hasher] = MemoryHasher
MAKE_CLIENT: MakeClient = EspaceClient

LAWS: list[Callable[[Make[StorageAndOutbox]], None]] = [*STORAGE_LAWS, *OUTBOX_LAWS]
REGISTER_LAWS: list[Callable[[MakeSubscribers], None]] = [*SUBSCRIBERS_LAWS]


def test_laws_take_what_makes() -> None:
    for make in MAKE_STORAGES:
        LAWS[0](make)
    for make_register in MAKE_SUBSCRIBERS:
        REGISTER_LAWS[0](make_register)
    UNREACHABLE_SUBSCRIBERS_LAWS[0](MAKE_UNREACHABLE)
    CLOCK_LAWS[0](MAKE_CLOCK)
    HASHER_LAWS[0](MAKE_HASHER)


def counted(calls: list[str]) -> Around:
    def around(call: str, proceed: Callable[[], Any]) -> Any:
        calls.append(call)
        return proceed()

    return around


def memory_ports(hasher: Hasher | None = None) -> Ports:
    return ports_over(
        plain(),
        clock=ManualClock(BEGINNING),
        hasher=hasher,
        subscribers=MemorySubscribers(REGISTER),
    )


def test_ports_make_clients() -> None:
    calls: list[str] = []
    rules = Policy(password=PasswordPolicy(12), lifetimes=Lifetimes(reset=timedelta(minutes=5)))
    client = memory_ports(MemoryHasher()).intercepted(counted(calls)).client(MAKE_CLIENT, rules)
    assert client.sign_in({"email": "anne@exemple.fr", "password": "x"}) == SignInRefused()
    assert calls


@settings(max_examples=5)
@given(histories(5), open_account_fields(COMMUNES))
def test_strategies_draw_what_they_say(history: History, fields: Fields) -> None:
    assert len(replay(history, memory_ports()).answers) == len(history)
    assert fields["password"] == fields["confirmation"]
