"""Feeds that are out of reach and do not say so."""

from datetime import datetime
from functools import partial

from espaceclient.adapters.sqlite import SqliteEventFeed
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.event_feed import FeedSummary, LeasedEvent
from espaceclient.testing.laws.event_feed import unreachable
from tests.adapters.makers import closed_sqlite_feed
from tests.testing.faults.fault import Fault


class SumsUpNothing(SqliteEventFeed):
    """Monitoring sees an empty feed."""

    def summary(self, now: datetime) -> FeedSummary:
        try:
            return super().summary(now)
        except StorageUnavailable:
            return FeedSummary(0, 0, None, None)


class ForgetsWhatItCannotKeep(SqliteEventFeed):
    """The event is told again, and nobody knows why."""

    def delivered(self, leased_event: LeasedEvent) -> None:
        try:
            super().delivered(leased_event)
        except StorageUnavailable:
            return


UNREACHABLE_FAULTS = (
    Fault(
        "sums up nothing when it is out of reach",
        unreachable.silence_is_no_empty_feed,
        partial(closed_sqlite_feed, SumsUpNothing),
    ),
    Fault(
        "takes note of a delivery that it cannot keep",
        unreachable.silence_is_no_empty_feed,
        partial(closed_sqlite_feed, ForgetsWhatItCannotKeep),
    ),
)
