"""Feeds that lose what they cannot read, or stop at it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from espaceclient.adapters.sqlite import SqliteEventFeed
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.event_feed import FeedEntry, LeasedEvent
from espaceclient.testing.laws.event_feed import unreadable
from tests.adapters.makers import spoilable_sqlite_feed
from tests.testing.faults.fault import Fault

_SPOIL = "UPDATE events SET kind = 'survey' WHERE id = ?"


class StopsAtIt(SqliteEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        if any(each.event is None for each in self.entries()):
            raise StorageUnavailable("an event cannot be read")
        return super().lease(now, duration, at_most)


class TakesItForDelivered(SqliteEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        leased = super().lease(now, duration, at_most)
        for each in self.entries():
            if each.event is None and each.dead:
                self.discard(each.id)
        return leased


class LeasesFewerForIt(SqliteEventFeed):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        unread = sum(each.event is None and not each.dead for each in self.entries())
        return super().lease(now, duration, max(at_most - unread, 1))


class NeverRetriesIt(SqliteEventFeed):
    def retry(self, event_id: str, now: datetime) -> bool:
        unread = any(each.id == event_id and each.event is None for each in self.entries())
        return not unread and super().retry(event_id, now)


class HidesIt(SqliteEventFeed):
    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        return [each for each in super().entries(at_most) if each.event]


UNREADABLE_FAULTS = tuple(
    Fault(mistake, law, partial(spoilable_sqlite_feed, _SPOIL, feed))
    for mistake, law, feed in (
        (
            "stops at an event that it cannot read",
            unreadable.an_unreadable_event_holds_nobody_up,
            StopsAtIt,
        ),
        (
            "takes an event that it cannot read for delivered",
            unreadable.an_unreadable_event_holds_nobody_up,
            TakesItForDelivered,
        ),
        (
            "leases fewer for an event that it cannot read",
            unreadable.an_unreadable_event_holds_nobody_up,
            LeasesFewerForIt,
        ),
        (
            "hides an event that it cannot read",
            unreadable.an_unreadable_event_holds_nobody_up,
            HidesIt,
        ),
        (
            "never retries an event that it cannot read",
            unreadable.an_unreadable_event_can_be_retried,
            NeverRetriesIt,
        ),
    )
)
