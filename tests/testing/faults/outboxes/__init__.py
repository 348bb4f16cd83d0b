"""Outboxes that get one thing wrong."""

from tests.testing.faults.outboxes.dying import DYING_FAULTS
from tests.testing.faults.outboxes.leasing import LEASING_FAULTS
from tests.testing.faults.outboxes.speaking import SPEAKING_FAULTS
from tests.testing.faults.outboxes.trying import TRYING_FAULTS
from tests.testing.faults.outboxes.unreadable import UNREADABLE_FAULTS

OUTBOX_FAULTS = (
    *LEASING_FAULTS,
    *SPEAKING_FAULTS,
    *TRYING_FAULTS,
    *DYING_FAULTS,
    *UNREADABLE_FAULTS,
)
