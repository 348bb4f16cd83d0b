"""Storages that depend on what surrounds them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.storage import Snapshot
from espaceclient.testing import SurroundedStorage
from espaceclient.testing.laws.storage import surrounded
from tests.adapters.makers import lockable_sqlite_storage
from tests.testing.faults.fault import Fault


class HostsDatabase(SqliteDatabase):
    """Uses the connection that its host has a transaction on, as far as there is one."""

    hosts: sqlite3.Connection | None = None

    @contextmanager
    def writing(self, *, patience: timedelta | None = None) -> Iterator[sqlite3.Connection]:
        if self.hosts is not None:
            yield self.hosts
            return
        with super().writing(patience=patience) as connection:
            yield connection

    @contextmanager
    def callers_transaction(self) -> Iterator[None]:
        class Refused(Exception):
            pass

        try:
            with super().writing() as self.hosts:
                yield
                raise Refused
        except Refused:
            self.hosts = None


@contextmanager
def sharing_the_hosts_connection() -> Iterator[SurroundedStorage]:
    with TemporaryDirectory() as folder, HostsDatabase(Path(folder) / "file.sqlite") as database:
        yield SurroundedStorage(
            SqliteStorage(database), SqliteOutbox(database), database.callers_transaction
        )


class Patient(SqliteStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(Decision(None, decision.at, decision.save, queue=decision.queue), seen)


SURROUNDED_FAULTS = (
    Fault(
        "commits within the transaction of its caller",
        surrounded.what_a_commit_stored_survives_the_callers_rollback,
        sharing_the_hosts_connection,
    ),
    Fault(
        "waits for others however impatient a commit is",
        surrounded.an_impatient_commit_is_given_up,
        partial(lockable_sqlite_storage, Patient),
    ),
)
