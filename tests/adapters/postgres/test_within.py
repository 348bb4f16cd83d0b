"""A host that shares its connection: its own rows and ours are stored together."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import IsolationLevel
from psycopg.rows import dict_row
from psycopg.types.string import TextLoader

from espaceclient.adapters.postgres import PostgresDatabase, PostgresOutbox, PostgresStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AccountById, Expired, HourlyCounterByKey, Snapshot
from espaceclient.testing.samples import A_MAIL, EPOCH, sample_account
from tests.postgres_fixture import database_url

ANNE = sample_account("anne", "anne")
BY_ID = AccountById(ANNE.id)
COUNTED = HourlyCounter("counted", 1, EPOCH)
BY_KEY = HourlyCounterByKey("counted")
NOTHING = Snapshot({})
SOON = timedelta(milliseconds=300)


@pytest.fixture
def host() -> Iterator[psycopg.Connection[dict[str, object]]]:
    """Rows as mappings and JSON as text: what the host makes of its own is no matter."""
    with psycopg.connect(database_url(), row_factory=dict_row) as connection:
        connection.adapters.register_loader("jsonb", TextLoader)
        yield connection


def saving(*records: object, queue: tuple[object, ...] = ()) -> Decision[None]:
    return Decision(None, EPOCH, save=records, queue=queue)  # type: ignore[arg-type]  # records and mails


def test_what_the_host_commits_is_stored_and_what_it_rolls_back_is_not(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    shared = storage.within(host)
    shared.commit(saving(ANNE), shared.read(BY_ID))
    assert shared.read(BY_ID).one(BY_ID) == ANNE
    assert storage.read(BY_ID).one(BY_ID) is None
    host.rollback()
    assert storage.read(BY_ID).one(BY_ID) is None
    shared = storage.within(host)
    shared.commit(saving(ANNE), shared.read(BY_ID))
    host.commit()
    assert storage.read(BY_ID).one(BY_ID) == ANNE


def test_what_limits_count_survives_the_hosts_rollback(
    database: PostgresDatabase,
    storage: PostgresStorage,
    host: psycopg.Connection[dict[str, object]],
) -> None:
    shared = storage.within(host)
    shared.commit(saving(ANNE, COUNTED, queue=(A_MAIL,)), shared.read(BY_ID, BY_KEY))
    host.rollback()
    found = storage.read(BY_ID, BY_KEY)
    assert (found.one(BY_ID), found.one(BY_KEY)) == (None, COUNTED)
    assert PostgresOutbox(database).entries() == []


def test_a_purge_forgets_no_limit_that_counts_again_meanwhile(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    storage.commit(saving(COUNTED), NOTHING)
    shared, expired = storage.within(host), Expired(COUNTED.expires_at, 10)
    purged = Decision(None, EPOCH, delete=(COUNTED,))
    seen = shared.read(expired)
    counts_again = HourlyCounter("counted", 1, COUNTED.expires_at)
    storage.commit(saving(counts_again), storage.read(BY_KEY))
    with pytest.raises(Conflict):
        shared.commit(purged, seen)
    assert storage.read(BY_KEY).one(BY_KEY) == counts_again


def test_a_purge_is_the_hosts_to_commit(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    storage.commit(saving(COUNTED), NOTHING)
    shared, expired = storage.within(host), Expired(COUNTED.expires_at, 10)
    shared.commit(Decision(None, EPOCH, delete=(COUNTED,)), shared.read(expired))
    assert storage.read(BY_KEY).one(BY_KEY) == COUNTED
    host.commit()
    assert storage.read(BY_KEY).one(BY_KEY) is None


def test_a_refusal_is_mailed_as_it_is_counted_whatever_the_host_does(
    database: PostgresDatabase,
    storage: PostgresStorage,
    host: psycopg.Connection[dict[str, object]],
) -> None:
    shared = storage.within(host)
    shared.commit(saving(COUNTED, queue=(A_MAIL,)), shared.read(BY_ID, BY_KEY))
    host.rollback()
    assert storage.read(BY_KEY).one(BY_KEY) == COUNTED
    assert len(PostgresOutbox(database).entries()) == 1


def test_a_conflict_leaves_what_the_host_did_before(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    host.execute("CREATE TEMPORARY TABLE theirs ON COMMIT DROP AS SELECT 1 AS one")
    shared = storage.within(host)
    seen = shared.read(BY_ID)
    storage.commit(saving(ANNE), NOTHING)
    with pytest.raises(Conflict):
        shared.commit(saving(sample_account("anne", "other")), seen)
    assert host.execute("SELECT one FROM theirs").fetchall() == [{"one": 1}]


def test_it_waits_no_longer_than_its_own_storage_and_leaves_the_hosts_patience_as_it_was(
    database: PostgresDatabase, host: psycopg.Connection[dict[str, object]]
) -> None:
    with (
        PostgresDatabase(database_url(), schema=database.schema, time_out=SOON) as impatient,
        psycopg.connect(database_url()) as rival,
    ):
        host.execute("SET LOCAL lock_timeout = '1min'")
        first, second = map(PostgresStorage(impatient).within, (rival, host))
        first.commit(saving(ANNE), NOTHING)
        with pytest.raises(StorageUnavailable, match="lock timeout"):
            second.commit(saving(ANNE), NOTHING)
        second.commit(saving(sample_account("berthe", "berthe")), NOTHING)
    assert host.execute("SHOW lock_timeout").fetchall() == [{"lock_timeout": "1min"}]


def test_a_transaction_that_sees_only_what_was_is_refused(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    host.isolation_level = IsolationLevel.REPEATABLE_READ
    with pytest.raises(ValueError, match="READ COMMITTED, not REPEATABLE READ"):
        storage.within(host)


def test_so_is_one_that_the_host_begins_later(
    storage: PostgresStorage, host: psycopg.Connection[dict[str, object]]
) -> None:
    shared = storage.within(host)
    host.commit()
    host.isolation_level = IsolationLevel.REPEATABLE_READ
    with pytest.raises(ValueError, match="READ COMMITTED, not REPEATABLE READ"):
        shared.commit(saving(ANNE), shared.read(BY_ID))


def test_a_host_in_no_transaction_is_refused(storage: PostgresStorage) -> None:
    with (
        psycopg.connect(database_url(), autocommit=True) as host,
        pytest.raises(ValueError, match="in no transaction"),
    ):
        storage.within(host)
