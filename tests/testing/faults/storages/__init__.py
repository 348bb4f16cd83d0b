"""Storages that get one thing wrong."""

from tests.testing.faults.storages.claiming import CLAIMING_FAULTS
from tests.testing.faults.storages.committing import COMMITTING_FAULTS
from tests.testing.faults.storages.purging import PURGING_FAULTS
from tests.testing.faults.storages.racing import RACING_FAULTS
from tests.testing.faults.storages.reading import READING_FAULTS
from tests.testing.faults.storages.undoing import UNDOING_FAULTS
from tests.testing.faults.storages.unreachable import UNREACHABLE_FAULTS

STORAGE_FAULTS = (
    *READING_FAULTS,
    *COMMITTING_FAULTS,
    *RACING_FAULTS,
    *UNDOING_FAULTS,
    *CLAIMING_FAULTS,
    *PURGING_FAULTS,
    *UNREACHABLE_FAULTS,
)
