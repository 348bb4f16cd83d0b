"""What a storage promises whatever surrounds it: a transaction of its caller, and other commits
that hold it up.

Both need something that only some storages have, which ``make`` gives with the storage.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

from attrs import evolve, frozen

from espaceclient.domain.mail import Mail
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.testing.laws.concurrent import in_time
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.laws.storage.fixture import (
    NOTHING_SEEN,
    UNRELATED,
    StorageAndOutbox,
    lookup,
)
from espaceclient.testing.strategies.records import OneOfEach, mails, one_of_each

PATIENCE = timedelta(milliseconds=50)
_LONGEST = 5.0
"""Seconds until an impatient commit counts as one that waits."""


@frozen
class SurroundedStorage(StorageAndOutbox):
    """A storage and its outbox, inside a host; ``callers_transaction`` begins a transaction as the
    host does around its views, on the same connection if the storage can share one, and rolls it
    back at the end.
    """

    callers_transaction: Callable[[], AbstractContextManager[object]]


@frozen
class LockableStorage(StorageAndOutbox):
    """A storage and its outbox; while ``locked`` is entered, no commit can be stored, as if another
    one took long.
    """

    locked: Callable[[], AbstractContextManager[object]]


@law_for_all(one_of_each(), mails(), examples=5)
def what_a_commit_stored_survives_the_callers_rollback(
    made: SurroundedStorage, records: OneOfEach, mail: Mail
) -> None:
    """What was committed within a transaction of the caller, records and mails, is still there
    when that is rolled back.
    """
    with made.callers_transaction():
        made.storage.commit(evolve(UNRELATED, save=records.all, queue=(mail,)), NOTHING_SEEN)
    for record in records.all:
        expect(bool(made.found_by(lookup(record))), f"{type(record).__name__} was gone")
    expect(len(made.outbox.entries()) == 1, "the mail was gone")


@law_of_one
def an_impatient_commit_is_given_up(made: LockableStorage) -> None:
    """A commit that others hold up for longer than its patience raises StorageUnavailable, and
    nothing of it is stored.
    """
    commit = partial(made.storage.commit, evolve(UNRELATED, patience=PATIENCE), NOTHING_SEEN)
    with made.locked():
        raised = _raised_in_time(commit)
    given_up = isinstance(raised, StorageUnavailable)
    expect(given_up, str(raised or "it was stored while others held it up"))
    left = [*made.found_by(lookup(UNRELATED.save[0])), *made.outbox.entries()]
    expect(not left, f"it left {len(left)} of two things")
    made.storage.commit(UNRELATED, NOTHING_SEEN)


def _raised_in_time(commit: Callable[[], object]) -> Exception | None:
    try:
        in_time(commit, _LONGEST)
    except Exception as error:  # noqa: BLE001 - the law judges it
        return error
    return None
