"""Mistakes that real systems made, each over a right adapter or a right core."""

from tests.testing.faults.breached_passwords import BREACHED_PASSWORDS_FAULTS
from tests.testing.faults.clocks import CLOCK_FAULTS
from tests.testing.faults.cores import CORE_FAULTS
from tests.testing.faults.disclosures import DISCLOSURE_FAULTS
from tests.testing.faults.durables import DURABLE_FAULTS
from tests.testing.faults.event_feeds import EVENT_FEED_FAULTS
from tests.testing.faults.event_sinks import EVENT_SINK_FAULTS
from tests.testing.faults.hashers import HASHER_FAULTS
from tests.testing.faults.mailers import MAILER_FAULTS
from tests.testing.faults.outboxes import OUTBOX_FAULTS
from tests.testing.faults.pages import PAGE_FAULTS
from tests.testing.faults.storages import STORAGE_FAULTS
from tests.testing.faults.subscribers import SUBSCRIBERS_FAULTS
from tests.testing.faults.tokens import TOKENS_FAULTS
from tests.testing.faults.trails import TRAIL_FAULTS
from tests.testing.faults.wordings import WORDING_FAULTS

FAULTS = (
    *STORAGE_FAULTS,
    *DURABLE_FAULTS,
    *OUTBOX_FAULTS,
    *EVENT_FEED_FAULTS,
    *EVENT_SINK_FAULTS,
    *TRAIL_FAULTS,
    *SUBSCRIBERS_FAULTS,
    *BREACHED_PASSWORDS_FAULTS,
    *HASHER_FAULTS,
    *TOKENS_FAULTS,
    *CLOCK_FAULTS,
    *MAILER_FAULTS,
    *CORE_FAULTS,
    *DISCLOSURE_FAULTS,
    *PAGE_FAULTS,
    *WORDING_FAULTS,
)
