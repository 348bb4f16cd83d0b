"""Storages that get one thing wrong, as functions that open them: what other processes import, and
nothing more.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.outbox import LeasedMail
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract, AnyLookup, Snapshot
from espaceclient.testing import StorageAndOutbox
from espaceclient.testing.laws.storage.fixture import every_lookup
from tests.adapters.sqlite_fixture import open_sqlite

LOCK = Lock()
"""Holds threads of this process back, and no other process."""
KEPT_BY_THIS_PROCESS: dict[str, StorageAndOutbox] = {}


def open_memory() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


def open_in_this_process(name: str) -> StorageAndOutbox:
    """Open what other processes that open it do not share."""
    return KEPT_BY_THIS_PROCESS.setdefault(name, open_memory())


@contextmanager
def open_after(statement: str, path: Path) -> Iterator[StorageAndOutbox]:
    """Tidy up first, as if nobody else had it open and nothing before this mattered."""
    with open_sqlite(path) as made:
        with SqliteDatabase(path) as database, database.writing() as connection:
            connection.execute(statement)
        yield made


@contextmanager
def open_a_copy(path: Path) -> Iterator[StorageAndOutbox]:
    """Work on a copy that is this process's own, and write the file when it is closed."""
    copy = path.with_name(f"{path.name}-{os.getpid()}")
    if path.exists() and not copy.exists():
        shutil.copyfile(path, copy)
    with open_sqlite(copy) as made:
        yield made
    shutil.copyfile(copy, path)


@contextmanager
def open_with(
    storage: type[SqliteStorage], outbox: type[SqliteOutbox], path: Path
) -> Iterator[StorageAndOutbox]:
    with SqliteDatabase(path) as database:
        yield StorageAndOutbox(storage(database), outbox(database))


class QueuesAfterTheCommit(SqliteStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, queue=()), seen)
        super().commit(evolve(decision, save=(), delete=()), Snapshot({}))


class InsertsOrReplaces(SqliteStorage):
    """Looks whether a claim is taken, and then replaces whoever came between."""

    claim: type[AnyLookup]

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        claims = [
            lookup for lookup in every_lookup(*decision.save) if isinstance(lookup, self.claim)
        ]
        with LOCK:
            if any(self.read(*claims).found.values()):
                raise Conflict("taken")
            while True:
                between = self.read(*claims)
                displaced = [stored.record for found in between.found.values() for stored in found]
                replacing = evolve(decision, delete=(*decision.delete, *displaced))
                try:
                    return super().commit(replacing, Snapshot({**seen.found, **between.found}))
                except Conflict:
                    if self.read(*claims) == between:
                        raise


class ReplacesWhoHasTheAddress(InsertsOrReplaces):
    claim = AccountAtAddress


class ReplacesWhoHasTheContract(InsertsOrReplaces):
    claim = AccountOfContract


class UsesLinksInTwoSteps(SqliteStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with LOCK:
            if decision.delete and self.read(*seen.found) != seen:
                raise Conflict("used")
            super().commit(decision, Snapshot({}) if decision.delete else seen)


class CountsInTwoSteps(SqliteStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with LOCK:
            counts = any(isinstance(record, HourlyCounter) for record in decision.save)
            if counts and self.read(*seen.found) != seen:
                raise Conflict("counted")
            while True:
                try:
                    return super().commit(decision, self.read(*seen.found) if counts else seen)
                except Conflict:
                    if not counts:
                        raise


class LeasesInThisProcess(SqliteOutbox):
    """Remembers itself who holds what: in the database every mail is free again at once."""

    def __init__(self, database: SqliteDatabase) -> None:
        super().__init__(database)
        self._held_until: dict[str, datetime] = {}

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        with LOCK:
            due = super().lease(now, timedelta(0), 1000)
            free = [
                leased_mail
                for leased_mail in due
                if self._held_until.get(leased_mail.id, now) <= now
            ][:at_most]
            self._held_until.update({leased_mail.id: now + duration for leased_mail in free})
            return free
