"""The machine finds nothing wrong with right adapters and the right core.

``ESPACECLIENT_HISTORIES=2000`` makes it live so many on memory, and 300 on SQLite.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.client import EspaceClient
from espaceclient.domain.decision import Decision
from espaceclient.ports.keys import Key, PepperKeys
from espaceclient.ports.storage import Snapshot
from espaceclient.relay import Relay
from espaceclient.testing import (
    Fixture,
    LawBroken,
    OpenStorage,
    StorageAndOutbox,
    expect_entitlement,
    expect_exclusivity,
    expect_non_disclosure,
    intercept,
    run_machine,
)
from espaceclient.testing.stateful.machine import CLIENT_CALLS, RELAY_CALLS
from tests.adapters.makers import memory_storage, reopenable_sqlite, sqlite_storage

HISTORIES = int(os.environ.get("ESPACECLIENT_HISTORIES", "150"))


def bcrypt_under(newest_key: str, cost: int) -> BcryptHasher:
    """Keys are ``key-0``, ``key-1``…, and the older ones are kept; the lowest cost there is, and up
    from there.
    """
    number = int(newest_key.removeprefix("key-"))
    ring = PepperKeys.of(
        *(Key(f"key-{older}", bytes([older + 1]) * 32) for older in range(number, -1, -1))
    )
    return BcryptHasher(ring, cost=4 + cost)


@pytest.mark.unmeasured
def test_histories_on_memory_agree_with_the_model() -> None:
    run_machine(memory_storage, histories=HISTORIES)


def test_histories_on_sqlite_agree_with_the_model(tmp_path: Path) -> None:
    run_machine(reopenable_sqlite(tmp_path), histories=HISTORIES * 3 // 20)


@pytest.mark.unmeasured
def test_histories_with_bcrypt_agree_with_the_model() -> None:
    run_machine(memory_storage, make_hasher=bcrypt_under, histories=HISTORIES // 10)


@pytest.mark.unmeasured
def test_on_memory_everybody_sees_what_is_theirs() -> None:
    expect_entitlement(memory_storage, histories=HISTORIES // 3)


def test_on_sqlite_everybody_sees_what_is_theirs() -> None:
    expect_entitlement(sqlite_storage, histories=HISTORIES // 15)


def test_on_memory_a_contract_is_held_by_one() -> None:
    expect_exclusivity(memory_storage, histories=HISTORIES // 3)


def test_on_sqlite_a_contract_is_held_by_one() -> None:
    expect_exclusivity(sqlite_storage, histories=HISTORIES // 15)


def test_a_stranger_on_memory_sees_no_difference() -> None:
    expect_non_disclosure(memory_storage, histories=HISTORIES // 5)


def test_a_stranger_on_sqlite_sees_no_difference() -> None:
    expect_non_disclosure(sqlite_storage, histories=HISTORIES // 30)


class DriverError(Exception):
    """What a driver raises, and an adapter should translate."""


class Locked(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if len(decision.save) > 1:
            raise DriverError("database is locked\nby another one")
        super().commit(decision, seen)


def locked_storage() -> StorageAndOutbox:
    storage = Locked()
    return StorageAndOutbox(storage, storage.outbox)


def test_what_a_driver_raises_breaks_the_law_with_the_history_as_a_note() -> None:
    with pytest.raises(LawBroken) as caught:
        run_machine(locked_storage, histories=10)
    assert str(caught.value) == (
        "Every history goes as a naive model says, but DriverError was raised: database is "
        "locked by another one."
    )
    assert isinstance(caught.value.__cause__, DriverError)
    assert "state = Histories()" in caught.value.__notes__


def spied(make: Callable[..., Any], calls: set[str]) -> Callable[..., Any]:
    """Make what ``make`` makes, over ports that write down how they are called."""

    def spy(name: str, proceed: Callable[[], Any]) -> Any:
        calls.add(name)
        return proceed()

    def made(**parts: Any) -> Any:
        ports = {
            "storage",
            "outbox",
            "subscribers",
            "hasher",
            "tokens",
            "clock",
            "mailer",
            "wording",
        }
        return make(
            **{
                name: intercept(part, name, spy) if name in ports else part
                for name, part in parts.items()
            }
        )

    return made


@pytest.mark.unmeasured
def test_a_crash_may_come_at_each_call_of_a_port_and_at_no_other() -> None:
    of_clients: set[str] = set()
    of_relays: set[str] = set()
    make_client, make_relay = spied(EspaceClient, of_clients), spied(Relay, of_relays)
    run_machine(memory_storage, make_client=make_client, make_relay=make_relay, histories=80)
    assert (of_clients, of_relays) == (set(CLIENT_CALLS), set(RELAY_CALLS))


def test_a_storage_outside_the_process_is_opened_again_after_crashes_and_by_concurrent_callers(
    tmp_path: Path,
) -> None:
    make_reopenable = reopenable_sqlite(tmp_path)
    opened: list[OpenStorage] = []

    def counted() -> OpenStorage:
        open_storage = make_reopenable()

        def open_counted() -> Fixture[StorageAndOutbox]:
            opened.append(open_storage)
            return open_storage()

        return open_counted

    run_machine(counted, histories=5)
    assert len(opened) > len(set(opened))
