"""What a feed that is out of reach says; ``make`` gives one that is."""

from collections.abc import Callable

from espaceclient.domain.event import RecordedEvent
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.event_feed import LeasedEvent
from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    LEASE,
    NOW,
    StorageAndFeed,
    happened,
)
from espaceclient.testing.laws.law import expect_raised, law_of_one

_LEASED = LeasedEvent(RecordedEvent("an-event", NOW, happened("anne")), 0, 0, "a-lease")


@law_of_one
def silence_is_no_empty_feed(made: StorageAndFeed) -> None:
    """A feed out of reach raises StorageUnavailable whatever it is asked or told, and never says
    that nothing waits.
    """
    feed = made.feed
    calls: dict[str, Callable[[], object]] = {
        "lease": lambda: feed.lease(NOW, LEASE, 10),
        "renew": lambda: feed.renew([_LEASED], LATER),
        "delivered": lambda: feed.delivered(_LEASED),
        "defer": lambda: feed.defer(_LEASED, LATER, "busy"),
        "release": lambda: feed.release(_LEASED, LATER),
        "dead_letter": lambda: feed.dead_letter(_LEASED, "422"),
        "entries": feed.entries,
        "summary": lambda: feed.summary(NOW),
        "retry": lambda: feed.retry(_LEASED.id, NOW),
        "discard": lambda: feed.discard(_LEASED.id),
    }
    for name, call in calls.items():
        expect_raised(StorageUnavailable, call, f"{name} was answered as if all were well")
