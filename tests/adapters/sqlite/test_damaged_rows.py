"""A row that cannot be read is set aside and named: nobody but its owner notices."""

import sqlite3
from datetime import timedelta

import pytest

from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
    inspect,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.errors import StorageUnavailable, SubscribersUnavailable
from espaceclient.ports.storage import (
    AccountAtAddress,
    HoldingsOfContract,
    RegistrationById,
    RegistrationsFor,
    SessionById,
    Snapshot,
)
from espaceclient.use_cases import purge
from espaceclient.use_cases.unit_of_work import Transactions
from tests.adapters.sqlite.concurrent_writers import THREADS, in_threads
from tests.adapters.sqlite.samples import (
    account,
    contract,
    counter,
    email,
    failed_attempts,
    holding,
    line,
    registration,
    reset,
    saving,
    session,
)
from tests.client_fixture import NOON

TABLES = ("registrations", "resets", "sessions", "hourly_counters", "failed_attempts")
EACH = (registration(1), reset(1, account(1)), session(1, account(1)), counter(1))
OTHERS = (registration(2), reset(2, account(1)), session(2, account(1)), counter(2))
BAD_TIME = "UPDATE {} SET {} = 9000000000000000000 WHERE {} LIKE '%-1'"
YEAR = timedelta(days=366)


def change(database: SqliteDatabase, statement: str) -> None:
    with database.writing() as connection:
        connection.execute(statement)


def rows(database: SqliteDatabase, select: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return connection.execute(select).fetchall()


@pytest.fixture
def storage(database: SqliteDatabase) -> SqliteStorage:
    storage = SqliteStorage(database)
    records = (account(1), *EACH, failed_attempts(1), *OTHERS, failed_attempts(2))
    storage.commit(saving(*records), Snapshot({}))
    return storage


def test_purging_goes_on_past_a_bad_row_of_every_table(
    database: SqliteDatabase, storage: SqliteStorage, caplog: pytest.LogCaptureFixture
) -> None:
    for table, time, key in (
        ("registrations", "since", "id"),
        ("resets", "since", "id"),
        ("sessions", "seen_at", "id"),
        ("hourly_counters", "opened_at", "key"),
        ("failed_attempts", "last_failed_at", "key"),
    ):
        change(database, BAD_TIME.format(table, time, key))

    transactions = Transactions(storage, ManualClock(NOON + YEAR))
    assert purge.run(transactions, 10).count == 5
    assert purge.run(transactions, 10).count == 0

    aside = "SELECT table_name, reason FROM damaged_rows ORDER BY number"
    assert rows(database, aside) == [(table, "OverflowError") for table in TABLES]
    assert all(rows(database, f"SELECT * FROM {table}") == [] for table in TABLES)  # noqa: S608 - names above
    assert caplog.messages == [
        f"a row of {table} cannot be read (OverflowError); it was set aside as number {number} of "
        "damaged_rows"
        for number, table in enumerate(TABLES, 1)
    ]


def test_what_was_set_aside_is_kept_whole_and_named_by_a_check(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    change(database, "UPDATE registrations SET commune_code = '?' WHERE id = 'registration-1'")
    by_id = RegistrationById(registration(1).id)
    assert storage.read(by_id).one(by_id) is None
    (found,) = rows(database, "SELECT row ->> 'id', row ->> 'commune_code' FROM damaged_rows")
    assert found == ("registration-1", "?")
    (said,) = inspect(database)
    assert said.startswith("A row of registrations could not be read (ValueError) and was set asid")
    assert said.endswith(", as number 1 of damaged_rows.")


def test_a_text_that_is_not_utf_8_is_set_aside_like_any_damage(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    change(database, "UPDATE registrations SET email = CAST(x'ff' AS TEXT) WHERE id LIKE '%-1'")
    waiting = RegistrationsFor(email(2).key, contract(1))
    assert storage.read(waiting).all(waiting) == (registration(2),)
    assert rows(database, "SELECT reason FROM damaged_rows") == [("UnicodeEncodeError",)]


def test_a_session_beside_a_bad_one_goes_on(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    change(database, BAD_TIME.format("sessions", "expires_at", "id"))
    bad, good = SessionById(session(1, account(1)).id), SessionById(session(2, account(1)).id)
    found = storage.read(bad, good)
    assert (found.one(bad), found.one(good)) == (None, session(2, account(1)))


def test_a_damaged_account_stays_and_is_told_by_its_id(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    change(database, BAD_TIME.format("accounts", "opened_at", "id"))
    at_address = AccountAtAddress(email(1).key)
    with pytest.raises(StorageUnavailable, match="row of accounts with the id account-1 cannot be"):
        storage.read(at_address)


def test_a_damaged_holding_keeps_its_contract_and_is_told_by_its_id(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    storage.commit(saving(holding(1, account(1))), Snapshot({}))
    change(database, "UPDATE holdings SET meter = '?'")
    of_contract = HoldingsOfContract(contract(1))
    told = "row of holdings with the id holding-1 cannot be"
    with pytest.raises(StorageUnavailable, match=told):
        storage.read(of_contract)
    change(database, "UPDATE holdings SET meter = 'A00000001'")
    assert storage.read(of_contract).one(of_contract) == holding(1, account(1))


@pytest.mark.parametrize("time", ["9223372036854775807", "-9223372036854775808"])
def test_a_mail_of_a_bad_time_stops_neither_the_relay_nor_the_list(
    database: SqliteDatabase, time: str, caplog: pytest.LogCaptureFixture
) -> None:
    mails = (AccountConfirmedMail(email(1)), AccountConfirmedMail(email(2)))
    SqliteStorage(database).commit(Decision(None, NOON, queue=mails), Snapshot({}))
    bad_time = "UPDATE outbox SET {} = {} WHERE position = 1"
    change(database, bad_time.format("due_at = 0, queued_at", time))
    outbox = SqliteOutbox(database)
    assert [leased.mail for leased in outbox.lease(NOON, timedelta(minutes=1), 1)] == [mails[1]]
    assert sorted(entry.dead for entry in outbox.entries()) == [False, True]
    (bad,) = [entry for entry in outbox.entries() if entry.dead]
    (said,) = caplog.messages
    assert said == (
        'a mail of the kind "account_confirmed" cannot be read: it is the dead letter '
        f"{bad.id} of the outbox"
    )
    change(database, bad_time.format("due_at", time))
    assert len(outbox.entries()) == 2


def test_a_bad_line_of_the_register_is_no_unknown_contract(database: SqliteDatabase) -> None:
    register = SqliteSubscribers(database)
    register.replace([line(1), line(2)])
    change(database, "UPDATE subscribers SET meter = '?' WHERE contract_number = '0000001'")
    with pytest.raises(SubscribersUnavailable, match="a line of the register cannot be read"):
        register.find(contract(1))
    assert register.find(contract(2)) == line(2)


def test_what_was_set_aside_is_deleted_after_thirty_days(database: SqliteDatabase) -> None:
    set_aside = "INSERT INTO damaged_rows VALUES ({}, 'sessions', 'x', '{{}}', {})"
    ago = "(strftime('%s', 'now') - {} * 86400) * 1000000"
    change(database, set_aside.format(1, ago.format(31)))
    change(database, set_aside.format(2, ago.format(29)))
    SqliteDatabase(database.path).close()
    assert rows(database, "SELECT number FROM damaged_rows") == [(2,)]


def test_a_locked_database_is_no_damage(database: SqliteDatabase, storage: SqliteStorage) -> None:
    database.close()
    with pytest.raises(StorageUnavailable):
        storage.read(AccountAtAddress(email(1).key))
    assert sqlite3.connect(database.path).execute("SELECT * FROM damaged_rows").fetchall() == []


def test_all_who_meet_a_bad_row_at_once_go_on(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    change(database, BAD_TIME.format("registrations", "since", "id"))
    waiting = RegistrationsFor(email(2).key, contract(1))
    assert (
        in_threads(lambda _: storage.read(waiting).all(waiting)) == [(registration(2),)] * THREADS
    )
    assert rows(database, "SELECT count(*) FROM damaged_rows") == [(1,)]
