"""Feeds of events that get one thing wrong."""

from tests.testing.faults.event_feeds.leases import LEASE_FAULTS
from tests.testing.faults.event_feeds.orders import ORDER_FAULTS
from tests.testing.faults.event_feeds.reports import REPORT_FAULTS
from tests.testing.faults.event_feeds.unreachable import UNREACHABLE_FAULTS
from tests.testing.faults.event_feeds.unreadable import UNREADABLE_FAULTS

EVENT_FEED_FAULTS = (
    *LEASE_FAULTS,
    *ORDER_FAULTS,
    *REPORT_FAULTS,
    *UNREADABLE_FAULTS,
    *UNREACHABLE_FAULTS,
)
