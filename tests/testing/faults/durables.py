"""Storages that are wrong about what lives outside the process."""

import atexit
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from espaceclient.adapters.sqlite import SqliteOutbox, SqliteStorage
from espaceclient.testing import StorageAndOutbox
from espaceclient.testing.laws.storage import durable, shared
from tests.testing import fixtures
from tests.testing.faults.fault import Fault

MakeFaulty = Callable[[], Callable[[], object]]


@cache
def _folder() -> Path:
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


def on_disk(opening: Callable[..., object]) -> MakeFaulty:
    """Give ``opening`` a path where nothing is yet."""
    return lambda: partial(opening, _folder() / f"{uuid4()}.sqlite")


def storage(kind: type[SqliteStorage]) -> MakeFaulty:
    return on_disk(partial(fixtures.open_with, kind, SqliteOutbox))


def outbox(kind: type[SqliteOutbox]) -> MakeFaulty:
    return on_disk(partial(fixtures.open_with, SqliteStorage, kind))


def tidied(statement: str) -> MakeFaulty:
    return on_disk(partial(fixtures.open_after, statement))


def forgetful() -> Callable[[], StorageAndOutbox]:
    return fixtures.open_memory


def in_this_process() -> Callable[[], StorageAndOutbox]:
    return partial(fixtures.open_in_this_process, str(uuid4()))


DURABLE_FAULTS = (
    Fault("forgets all when closed", durable.what_was_committed_outlives_closing, forgetful),
    Fault(
        "frees what is being sent when it is opened",
        durable.leases_and_attempts_outlive_closing,
        tidied("UPDATE outbox SET due_at = queued_at WHERE lease IS NOT NULL"),
    ),
    Fault(
        "retries dead letters when it is opened",
        durable.leases_and_attempts_outlive_closing,
        tidied("UPDATE outbox SET dead = 0"),
    ),
    Fault(
        "a count that lies: attempts begin anew when it is opened",
        durable.leases_and_attempts_outlive_closing,
        tidied("UPDATE outbox SET attempts = 0"),
    ),
    Fault(
        "believes no lease owner from before it was opened",
        durable.leases_and_attempts_outlive_closing,
        tidied("UPDATE outbox SET lease = NULL"),
    ),
    Fault(
        "writes the file when it is closed",
        durable.what_was_committed_outlives_a_crash,
        on_disk(fixtures.open_a_copy),
    ),
    Fault(
        "queues mails in a transaction of their own",
        durable.a_crash_leaves_no_partial_commit,
        storage(fixtures.QueuesAfterTheCommit),
    ),
    Fault(
        "holds in one process only",
        shared.concurrent_processes_win_once_and_lose_no_count,
        in_this_process,
    ),
    Fault(
        "replaces the account of an address that came between",
        shared.concurrent_processes_win_once_and_lose_no_count,
        storage(fixtures.ReplacesWhoHasTheAddress),
    ),
    Fault(
        "replaces the account of a contract that came between",
        shared.concurrent_processes_win_once_and_lose_no_count,
        storage(fixtures.ReplacesWhoHasTheContract),
    ),
    Fault(
        "uses a link up in two steps, locked within its process",
        shared.concurrent_processes_win_once_and_lose_no_count,
        storage(fixtures.UsesLinksInTwoSteps),
    ),
    Fault(
        "a count that lies: processes count over each other",
        shared.concurrent_processes_win_once_and_lose_no_count,
        storage(fixtures.CountsInTwoSteps),
    ),
    Fault(
        "remembers in its process who holds a mail",
        shared.concurrent_relay_processes_share_no_mail,
        outbox(fixtures.LeasesInThisProcess),
    ),
)
