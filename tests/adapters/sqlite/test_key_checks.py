"""Wrong secrets are noticed before anybody is refused for them."""

import pytest
from attrs import evolve

from espaceclient.adapters.codec import MissingKey, UnknownRing, WrongSecret
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteKeyChecks, SqliteStorage
from espaceclient.keys import Key, KeyRing, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.samples import account, registration, saving

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)
OTHER = Key("old", b"x" * 32)


@pytest.fixture
def checks(database: SqliteDatabase) -> SqliteKeyChecks:
    checks = SqliteKeyChecks(database)
    checks.record({"link_keys": LinkKeys.of(OLD)})
    return checks


@pytest.mark.parametrize("ring", [LinkKeys.of(OLD), LinkKeys.of(NEW, OLD), LinkKeys.of(OLD, NEW)])
def test_a_known_ring_may_have_new_keys(checks: SqliteKeyChecks, ring: KeyRing) -> None:
    assert checks.compare({"link_keys": ring}) == []


def test_another_secret_under_a_known_id_is_told(checks: SqliteKeyChecks) -> None:
    assert checks.compare({"link_keys": LinkKeys.of(NEW, OTHER)}) == [
        WrongSecret("link_keys", "old")
    ]


def test_a_ring_of_which_no_key_is_known_is_told(checks: SqliteKeyChecks) -> None:
    assert checks.compare({"link_keys": LinkKeys.of(NEW)}) == [UnknownRing("link_keys")]


def test_rings_are_compared_each_with_its_own_keys(checks: SqliteKeyChecks) -> None:
    assert checks.compare({"session_keys": SessionKeys.of(OTHER)}) == []


def test_what_is_recorded_first_stays(checks: SqliteKeyChecks) -> None:
    checks.record({"link_keys": LinkKeys.of(OTHER, NEW)})
    assert checks.compare({"link_keys": LinkKeys.of(OLD, NEW)}) == []


def test_the_database_holds_no_secret(checks: SqliteKeyChecks, database: SqliteDatabase) -> None:
    checks.record({"password_keys": PepperKeys.of(OLD)})
    with database.reading() as connection:
        rows = connection.execute("SELECT ring, key_id, value FROM key_checks").fetchall()
    assert [row[:2] for row in rows] == [("link_keys", "old"), ("password_keys", "old")]
    values = [row[2] for row in rows]
    assert [len(value) for value in values] == [64, 64]
    assert len(set(values)) == 2
    assert OLD.secret.hex() not in values


def test_keys_that_password_hashes_need_are_missed(
    checks: SqliteKeyChecks, database: SqliteDatabase
) -> None:
    without_pepper = evolve(account(3), password_hash=evolve(account(3).password_hash, key_id=None))
    waiting = evolve(registration(4), password_hash=account(4).password_hash)
    records = (account(1), account(2), without_pepper, waiting)
    SqliteStorage(database).commit(saving(*records), Snapshot({}))
    key_of_all = Key("2026", b"p" * 32)
    assert checks.missing(PepperKeys.of(OLD)) == [MissingKey("2026", 3)]
    assert checks.missing(PepperKeys.of(OLD, key_of_all)) == []
