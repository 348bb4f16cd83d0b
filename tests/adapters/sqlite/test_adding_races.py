"""Many accounts add one contract at once: one has it, and the others are told the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from espaceclient import EspaceClient, Limits, Policy
from espaceclient.adapters.memory import ManualClock, MemoryHasher
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage, SqliteSubscribers
from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.token import Purpose, SessionToken
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.concurrent_writers import (
    PROCESSES,
    Processes,
    in_threads,
    wait_for_the_others,
)
from tests.adapters.sqlite.samples import account, line, saving, session
from tests.client_fixture import COMMUNES, KEYS, NOON

MANY = 64
CONTRACT = 1
FORM = {"commune": "13022", "contract_number": "0000001", "meter_number": "A00000001"}
TOKENS = SystemTokens.of(KEYS)
LIMITS = Limits(openings_an_hour_per_contract=100)


@pytest.fixture
def prepared(database: SqliteDatabase) -> SqliteDatabase:
    """A register of one contract, and sessions of so many accounts, of which none holds it."""
    SqliteSubscribers(database).replace([line(CONTRACT)])
    accounts = [account(number) for number in range(MANY)]
    sessions = [session(number, owner) for number, owner in enumerate(accounts)]
    SqliteStorage(database).commit(saving(*accounts, *sessions), Snapshot({}))
    return database


def added_by(number: int, database: SqliteDatabase) -> str:
    """Add the contract to an account; return the answer's name."""
    client = EspaceClient(
        communes=COMMUNES,
        subscribers=SqliteSubscribers(database),
        storage=SqliteStorage(database),
        hasher=MemoryHasher(),
        tokens=TOKENS,
        clock=ManualClock(NOON + timedelta(minutes=1)),
        policy=Policy(limits=LIMITS),
    )
    token = SessionToken(TOKENS.sign(Purpose.SESSION, f"session-{number}"))
    return type(client.add_contract(token, FORM)).__name__


def test_of_64_threads_one_adds_the_contract(prepared: SqliteDatabase) -> None:
    answers = in_threads(lambda number: added_by(number, prepared), MANY)
    assert sorted(answers) == ["ContractAdded", *["ContractHeld"] * 63]


def _added(path: Path, process: int) -> list[str]:
    with SqliteDatabase(path) as database:
        wait_for_the_others()
        each = MANY // PROCESSES
        return in_threads(lambda number: added_by(process * each + number, database), each)


def test_of_4_processes_with_16_threads_each_one_adds_the_contract(
    processes: Processes, prepared: SqliteDatabase
) -> None:
    answers = [each for answers in processes.run(_added, prepared.path) for each in answers]
    assert sorted(answers) == ["ContractAdded", *["ContractHeld"] * 63]
