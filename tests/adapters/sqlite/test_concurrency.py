"""Who comes first has it, whoever else comes at the same moment."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from attrs import evolve

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AnyLookup,
    HourlyCounterByKey,
    SessionById,
    Snapshot,
)
from tests.adapters.sqlite.concurrent_writers import (
    PATIENCE,
    THREADS,
    Processes,
    in_threads,
    wait_for_the_others,
    wins,
)
from tests.adapters.sqlite.samples import (
    HOUR,
    account,
    counter,
    holding,
    saving,
    session,
    subscription,
    with_address_of,
)
from tests.client_fixture import NOON

OWNER = account(1000)
FIRST = account(2000)

Claim = Callable[[int], tuple[Decision[None], tuple[AnyLookup, ...]]]


def claim_address(writer: int) -> tuple[Decision[None], tuple[AnyLookup, ...]]:
    claimed = with_address_of(account(writer), FIRST)
    return saving(claimed), (AccountAtAddress(claimed.email.key),)


def claim_contract(writer: int) -> tuple[Decision[None], tuple[AnyLookup, ...]]:
    claimed = evolve(holding(writer, OWNER), subscription=subscription(2000))
    return saving(claimed), (AccountOfContract(claimed.contract),)


def claim_session(_writer: int) -> tuple[Decision[None], tuple[AnyLookup, ...]]:
    claimed = session(1, OWNER)
    return saving(claimed), (SessionById(claimed.id),)


def claim_unseen_address(writer: int) -> tuple[Decision[None], tuple[AnyLookup, ...]]:
    return saving(with_address_of(account(writer), FIRST)), ()


def use_up(_writer: int) -> tuple[Decision[None], tuple[AnyLookup, ...]]:
    return Decision(None, NOON + HOUR, delete=(counter(0),)), (HourlyCounterByKey("counter-0"),)


CLAIMS = [claim_address, claim_contract, claim_session, claim_unseen_address, use_up]


@pytest.fixture
def prepared(database: SqliteDatabase) -> SqliteDatabase:
    SqliteStorage(database).commit(saving(OWNER, counter(0)), Snapshot({}))
    return database


@pytest.mark.parametrize("claim", CLAIMS)
def test_one_of_eight_threads_wins(prepared: SqliteDatabase, claim: Claim) -> None:
    all_have_read = Barrier(THREADS, timeout=PATIENCE)
    won = in_threads(lambda writer: wins(prepared, *claim(writer), wait=all_have_read.wait))
    assert sorted(won) == [False] * 7 + [True]


def _claim(claim: Claim, path: Path, writer: int) -> bool:
    with SqliteDatabase(path) as database:
        return wins(database, *claim(writer), wait=wait_for_the_others)


@pytest.mark.parametrize("claim", CLAIMS)
def test_one_of_four_processes_wins(
    processes: Processes, prepared: SqliteDatabase, claim: Claim
) -> None:
    assert sorted(processes.run(partial(_claim, claim), prepared.path)) == [False] * 3 + [True]


def _count(path: Path, _writer: int) -> int:
    """Count up ten times, reading again whenever another writer was faster."""
    by_key = HourlyCounterByKey("counter-0")
    wait_for_the_others()
    counted = 0
    with SqliteDatabase(path) as database:
        storage = SqliteStorage(database)
        while counted < 10:
            seen = storage.read(by_key)
            before = seen.one(by_key)
            assert before is not None
            with suppress(Conflict):
                storage.commit(saving(before.one_more()), seen)
                counted += 1
    return counted


def test_no_count_is_lost_among_four_processes(
    processes: Processes, prepared: SqliteDatabase
) -> None:
    processes.run(_count, prepared.path)
    by_key = HourlyCounterByKey("counter-0")
    counted = SqliteStorage(prepared).read(by_key).one(by_key)
    assert counted is not None
    assert counted.count == 40
