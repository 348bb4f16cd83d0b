"""The laws of a storage."""

from espaceclient.testing.laws.law import Law, laws_in
from espaceclient.testing.laws.storage import (
    concurrency,
    conflicts,
    durable,
    exclusive,
    expiry,
    isolation,
    network,
    reading,
    shared,
    surrounded,
    uniqueness,
    unreachable,
)
from espaceclient.testing.laws.storage.durable import OpenStorage
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.laws.storage.networked import CrashableStorage, NetworkedStorage
from espaceclient.testing.laws.storage.surrounded import LockableStorage, SurroundedStorage

_EVERYWHERE = (reading, conflicts, uniqueness, expiry, concurrency, isolation)

STORAGE_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(*_EVERYWHERE)
UNREACHABLE_STORAGE_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(unreachable)
DURABLE_STORAGE_LAWS: tuple[Law[OpenStorage], ...] = laws_in(durable)
SHARED_STORAGE_LAWS: tuple[Law[OpenStorage], ...] = laws_in(shared)
SURROUNDED_STORAGE_LAWS: tuple[Law[SurroundedStorage], ...] = (
    surrounded.what_a_commit_stored_survives_the_callers_rollback,
)
LOCKABLE_STORAGE_LAWS: tuple[Law[LockableStorage], ...] = (
    surrounded.an_impatient_commit_is_given_up,
)
EXCLUSIVE_STORAGE_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(exclusive)
CRASHABLE_STORAGE_LAWS: tuple[Law[CrashableStorage], ...] = (
    network.what_was_answered_outlives_a_crash_of_the_server,
)
NETWORKED_STORAGE_LAWS: tuple[Law[NetworkedStorage], ...] = tuple(
    each for each in laws_in(network) if each not in CRASHABLE_STORAGE_LAWS
)
