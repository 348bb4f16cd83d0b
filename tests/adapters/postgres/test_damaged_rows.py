"""Rows that cannot be read hold up nobody else, and none that others must not replace is moved."""

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage, inspect
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import AccountById, HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import UNRELATED, saving
from espaceclient.testing.samples import sample_account

ANNE = sample_account("anne", "anne")
BY_KEY = HourlyCounterByKey("unrelated")


def test_a_counter_that_cannot_be_read_is_set_aside_and_told(
    database: PostgresDatabase, storage: PostgresStorage
) -> None:
    storage.commit(UNRELATED, Snapshot({}))
    database.change("UPDATE {schema}.hourly_counters SET record = '{\"key\": 1}'")
    assert storage.read(BY_KEY).one(BY_KEY) is None
    storage.commit(UNRELATED, storage.read(BY_KEY))
    (said,) = inspect(database)
    assert said.startswith("A row of hourly_counters could not be read (")


def test_an_account_that_cannot_be_read_stays_where_it_is(
    database: PostgresDatabase, storage: PostgresStorage
) -> None:
    storage.commit(saving(ANNE), Snapshot({}))
    database.change("UPDATE {schema}.accounts SET record = '[]'")
    with pytest.raises(StorageUnavailable, match="the row of accounts with the id anne"):
        storage.read(AccountById(ANNE.id))
    assert database.fetch("SELECT id FROM {schema}.accounts") == [("anne",)]
