"""The laws of a storage."""

from espaceclient.testing.laws.law import Law, laws_in
from espaceclient.testing.laws.storage import (
    concurrency,
    conflicts,
    durable,
    expiry,
    isolation,
    reading,
    shared,
    uniqueness,
    unreachable,
)
from espaceclient.testing.laws.storage.durable import OpenStorage
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox

_EVERYWHERE = (reading, conflicts, uniqueness, expiry, concurrency, isolation)

STORAGE_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(*_EVERYWHERE)
UNREACHABLE_STORAGE_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(unreachable)
DURABLE_STORAGE_LAWS: tuple[Law[OpenStorage], ...] = laws_in(durable)
SHARED_STORAGE_LAWS: tuple[Law[OpenStorage], ...] = laws_in(shared)
