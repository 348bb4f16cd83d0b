"""Outboxes that get one thing wrong."""

from tests.testing.faults.outboxes.attempts import ATTEMPT_FAULTS
from tests.testing.faults.outboxes.dead_letters import DEAD_LETTER_FAULTS
from tests.testing.faults.outboxes.lease_ownership import LEASE_OWNERSHIP_FAULTS
from tests.testing.faults.outboxes.leases import LEASE_FAULTS
from tests.testing.faults.outboxes.summaries import SUMMARY_FAULTS
from tests.testing.faults.outboxes.unreadable import UNREADABLE_FAULTS

OUTBOX_FAULTS = (
    *LEASE_FAULTS,
    *LEASE_OWNERSHIP_FAULTS,
    *ATTEMPT_FAULTS,
    *DEAD_LETTER_FAULTS,
    *SUMMARY_FAULTS,
    *UNREADABLE_FAULTS,
)
