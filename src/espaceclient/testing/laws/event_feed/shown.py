"""What an operator is shown of a feed."""

from espaceclient.ports.event_feed import FeedSummary
from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    LEASE,
    NOW,
    StorageAndFeed,
    happened,
    names,
)
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.samples import DAY, HOUR, TICK


@law_of_one
def entries_list_all_that_is_to_be_told(made: StorageAndFeed) -> None:
    """Whoever lists the feed sees each event that waits, is leased or is dead, in order, up to the
    bound, and which ones wait for another.
    """
    made.record(*(happened("anne", number) for number in range(1, 5)))
    made.record(happened("berthe"))
    anne, _ = made.lease()
    made.feed.dead_letter(anne, "422")
    made.lease()
    wanted = ["anne 1", "anne 2", "anne 3", "anne 4", "berthe 1"]
    for bound in (1000, 5, 2):
        found = names(made.feed.entries(bound))
        expect(found == wanted[:bound], f"asked for {bound} at most, it showed {found}")
    shown = [(each.dead, each.waits) for each in made.feed.entries()]
    states = [(True, False), (False, False), (False, True), (False, True), (False, False)]
    expect(shown == states, f"dead and waiting for another were shown as {shown}")


@law_of_one
def a_summary_of_events_tells_the_oldest(made: StorageAndFeed) -> None:
    """The summary counts what waits and what is dead, and tells since when an event could have been
    leased and when the oldest that waits was recorded.
    """
    _expect_summary(made, FeedSummary(0, 0, None, None), "when it is empty")
    made.record(happened("anne", 1), happened("anne", 2), at=NOW - HOUR)
    made.feed.dead_letter(made.lease_one(), "422")
    made.feed.defer(made.lease_one(), NOW + DAY, "busy")
    made.record(happened("anne", 3), at=NOW - HOUR)
    waits = FeedSummary(2, 1, None, NOW - HOUR)
    _expect_summary(made, waits, "when one waits for one that was put off")
    made.record(happened("berthe"), at=NOW)
    _expect_summary(made, FeedSummary(3, 1, NOW, NOW - HOUR), "when one of somebody else is due")
    made.lease()
    _expect_summary(made, FeedSummary(3, 1, None, NOW - HOUR), "when that was leased")
    expired = FeedSummary(3, 1, NOW + LEASE, NOW - HOUR)
    found = made.feed.summary(LATER + TICK)
    expect(found == expired, f"when the lease had expired it was {found} instead of {expired}")


def _expect_summary(made: StorageAndFeed, wanted: FeedSummary, when: str) -> None:
    found = made.feed.summary(NOW)
    expect(found == wanted, f"{when} it was {found} instead of {wanted}")


@law_of_one
def what_the_trail_has_purged_is_not_told(made: StorageAndFeed) -> None:
    """An event that the trail has purged is told to nobody, and holds up no later one."""
    made.record(happened("anne", 1), at=NOW - DAY)
    made.record(happened("anne", 2))
    made.lease_one()
    made.trail.purge(NOW, 10)
    made.expect_leased(["anne 2"], "after the first of two was purged")
    left = names(made.feed.entries())
    expect(left == ["anne 2"], f"{left} was listed")
