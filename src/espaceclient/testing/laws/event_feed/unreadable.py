"""What a feed promises of an event that it cannot read: one that is damaged, or that a newer
release recorded.
"""

from collections.abc import Callable

from attrs import frozen

from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    LEASE,
    NOW,
    StorageAndFeed,
    happened,
    names,
)
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.samples import TICK


@frozen
class SpoilableFeed(StorageAndFeed):
    """A storage, its feed and its trail; ``spoil`` damages the recorded event of an id, so that it
    cannot be read.
    """

    spoil: Callable[[str], object]


@law_of_one
def an_unreadable_event_holds_nobody_up(made: SpoilableFeed) -> None:
    """An event that cannot be read becomes a dead letter with an error when its turn comes: whoever
    asks gets as many as are due beside it, the next of its account too.
    """
    made.record(happened("anne", 1), happened("anne", 2), happened("berthe", 1))
    made.spoil(made.feed.entries()[0].id)
    expect(not made.lease(NOW - TICK), "one was leased before it was due")
    waits = made.feed.entries()[0]
    expect(not waits.dead, "it was dead before its turn")
    leased = sorted(names(made.feed.lease(LATER, LEASE, 2)))
    expect(leased == ["anne 2", "berthe 1"], f"beside it {leased} was leased")
    spoiled, *others = made.feed.entries()
    shown = (spoiled.event, spoiled.dead, bool(spoiled.last_error))
    expect(shown == (None, True, True), f"what it says, dead and an error were shown as {shown}")
    expect(not any(each.dead for each in others), "another one was dead")


@law_of_one
def an_unreadable_event_can_be_retried(made: SpoilableFeed) -> None:
    """An event that was dead-lettered unread can be retried, and is dead-lettered again if it still
    cannot be read.
    """
    made.record(happened("anne"))
    event_id = made.only_entry().id
    made.spoil(event_id)
    made.lease()
    expect(made.feed.retry(event_id, LATER), "retrying it was answered by False")
    expect(not made.only_entry().dead, "once retried it was still dead")
    made.lease(LATER)
    expect(made.only_entry().dead, "it was not dead-lettered again")
