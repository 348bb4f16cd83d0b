"""Storages that get one thing wrong."""

from tests.testing.faults.storages.claiming import CLAIMING_FAULTS
from tests.testing.faults.storages.committing import COMMITTING_FAULTS
from tests.testing.faults.storages.purging import PURGING_FAULTS
from tests.testing.faults.storages.reading import READING_FAULTS

STORAGE_FAULTS = (*READING_FAULTS, *COMMITTING_FAULTS, *CLAIMING_FAULTS, *PURGING_FAULTS)
