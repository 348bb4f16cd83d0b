"""Storages that get one thing wrong."""

from tests.testing.faults.storages.concurrency import CONCURRENCY_FAULTS
from tests.testing.faults.storages.conflicts import CONFLICT_FAULTS
from tests.testing.faults.storages.equality import EQUALITY_FAULTS
from tests.testing.faults.storages.exclusive import EXCLUSIVE_FAULTS
from tests.testing.faults.storages.expiry import EXPIRY_FAULTS
from tests.testing.faults.storages.network import NETWORK_FAULTS
from tests.testing.faults.storages.reading import READING_FAULTS
from tests.testing.faults.storages.surrounded import SURROUNDED_FAULTS
from tests.testing.faults.storages.undoing import UNDOING_FAULTS
from tests.testing.faults.storages.uniqueness import UNIQUENESS_FAULTS
from tests.testing.faults.storages.unreachable import UNREACHABLE_FAULTS

STORAGE_FAULTS = (
    *READING_FAULTS,
    *CONFLICT_FAULTS,
    *CONCURRENCY_FAULTS,
    *UNDOING_FAULTS,
    *UNIQUENESS_FAULTS,
    *EQUALITY_FAULTS,
    *EXPIRY_FAULTS,
    *UNREACHABLE_FAULTS,
    *SURROUNDED_FAULTS,
    *EXCLUSIVE_FAULTS,
    *NETWORK_FAULTS,
)
