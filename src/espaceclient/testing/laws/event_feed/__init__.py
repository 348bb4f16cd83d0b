"""The laws of a feed of events. ``make`` gives a new, empty storage, the feed of what its commits
record and the trail of the same events.

For ``UNREADABLE_EVENT_LAWS`` it gives a ``SpoilableFeed``: these, and a way to spoil an event that
is there; for ``UNREACHABLE_FEED_LAWS`` a feed that cannot answer.
"""

from espaceclient.testing.laws.event_feed import (
    leases,
    order,
    reports,
    shown,
    unreachable,
    unreadable,
)
from espaceclient.testing.laws.event_feed.fixture import StorageAndFeed
from espaceclient.testing.laws.event_feed.unreadable import SpoilableFeed
from espaceclient.testing.laws.law import Law, laws_in

EVENT_FEED_LAWS: tuple[Law[StorageAndFeed], ...] = laws_in(leases, order, reports, shown)
UNREACHABLE_FEED_LAWS: tuple[Law[StorageAndFeed], ...] = laws_in(unreachable)
UNREADABLE_EVENT_LAWS: tuple[Law[SpoilableFeed], ...] = laws_in(unreadable)
