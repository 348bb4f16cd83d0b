"""Mistakes that real systems made, each over a right adapter or a right core."""

from tests.testing.faults.cores import CORE_FAULTS
from tests.testing.faults.others import OTHER_FAULTS
from tests.testing.faults.outboxes import OUTBOX_FAULTS
from tests.testing.faults.storages import STORAGE_FAULTS

FAULTS = (*STORAGE_FAULTS, *OUTBOX_FAULTS, *OTHER_FAULTS, *CORE_FAULTS)
