import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from espaceclient.adapters.sqlite import SchemaTooNew, SqliteDatabase, SqliteStorage
from espaceclient.adapters.sqlite.schema import in_order
from espaceclient.ports.errors import PortError
from espaceclient.ports.storage import AccountAtAddress, Snapshot
from tests.adapters.sqlite.concurrent_writers import Processes, in_threads, wait_for_the_others
from tests.adapters.sqlite.samples import account, saving

PRESENT = 13
ACCOUNT = AccountAtAddress("jeanne1@exemple.fr")


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def test_a_new_file_has_the_present_schema(database: SqliteDatabase) -> None:
    assert _version(database.path) == PRESENT


def test_reopening_keeps_what_was_stored(path: Path) -> None:
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(saving(account(1)), Snapshot({}))
    with SqliteDatabase(path) as database:
        assert SqliteStorage(database).read(ACCOUNT).one(ACCOUNT) == account(1)


def test_a_newer_schema_is_refused_and_left_as_it_is(path: Path) -> None:
    SqliteDatabase(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    with pytest.raises(SchemaTooNew, match="schema 9999; this release supports up to 14"):
        SqliteDatabase(path)
    assert _version(path) == 9999


def test_the_next_schema_is_used_as_it_is(path: Path) -> None:
    SqliteDatabase(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {PRESENT + 1}")
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(saving(account(1)), Snapshot({}))
    assert _version(path) == PRESENT + 1


def test_a_schema_too_new_is_a_failure_of_a_port() -> None:
    assert issubclass(SchemaTooNew, PortError)


def test_a_migration_that_fails_leaves_nothing_behind(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE hourly_counters (mine TEXT)")
    with pytest.raises(PortError, match="hourly_counters already exists"):
        SqliteDatabase(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [
            ("hourly_counters",)
        ]


def test_migrations_are_applied_in_the_order_of_their_numbers() -> None:
    assert in_order(["0002_b.sql", "0003_a.sql", "0001_c.sql"]) == [
        "0001_c.sql",
        "0002_b.sql",
        "0003_a.sql",
    ]


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (["0001_a.sql", "0003_c.sql"], "0003_c.sql stands where migration 2 should"),
        (["0001_a.sql", "0001_b.sql"], "0001_b.sql stands where migration 2 should"),
        (["0002_b.sql"], "0002_b.sql stands where migration 1 should"),
        (["first.sql"], "first.sql stands where migration 1 should"),
    ],
)
def test_a_migration_that_is_not_numbered_after_the_one_before_is_refused(
    names: list[str], error: str
) -> None:
    with pytest.raises(ValueError, match=error):
        in_order(names)


def test_every_table_is_strict(database: SqliteDatabase) -> None:
    with database.reading() as connection:
        loose = (
            "SELECT name FROM pragma_table_list "
            "WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        )
        assert connection.execute(loose).fetchall() == []


def _open(path: Path, _number: int) -> int:
    wait_for_the_others()
    SqliteDatabase(path).close()
    return _version(path)


def test_processes_that_open_a_new_file_at_once_share_one_schema(
    processes: Processes, path: Path
) -> None:
    assert processes.run(_open, path) == [PRESENT] * 4
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_threads_that_open_a_new_file_at_once_share_one_schema(path: Path) -> None:
    in_threads(lambda _: SqliteDatabase(path).close())
    assert _version(path) == PRESENT
