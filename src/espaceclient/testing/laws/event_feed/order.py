"""In which order the events of one account are leased, and whom one of them holds up."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from espaceclient.domain.event import Event
from espaceclient.ports.event_feed import EventFeed, LeasedEvent
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    LEASE,
    NOW,
    StorageAndFeed,
    by_address,
    happened,
    name,
)
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one, until_nothing_is_left
from espaceclient.testing.samples import DAY, MINUTE

Whose = Callable[[str, int], Event]

PEOPLE, EVENTS = 6, 5


def _in_turn(made: StorageAndFeed, count: int, now: datetime = NOW) -> list[str]:
    """Lease and deliver, one after the other, so many events that are due one at a time."""
    told: list[str] = []
    for _ in range(count):
        leased = made.lease_one(now)
        told.append(name(leased))
        expect(not made.lease(now), f"beside {told[-1]!r} another one of its account was leased")
        made.feed.delivered(leased)
    expect(not made.lease(now), f"after {told} there was one more")
    return told


@law_of_each((happened, by_address))
def events_of_one_account_come_in_order(made: StorageAndFeed, whose: Whose) -> None:
    """The events of one account, or of one address, are leased one at a time, in the order of their
    commits and, within one, of their decision.
    """
    made.record(whose("anne", 1), whose("anne", 2))
    made.record(whose("anne", 3), at=NOW - MINUTE)  # by a clock that is behind
    made.record(whose("anne", 4))
    told = _in_turn(made, 4)
    wanted = ["anne 1", "anne 2", "anne 3", "anne 4"]
    expect(told == wanted, f"they came as {told}")


@law_of_one
def a_relay_that_crashes_keeps_the_order(made: StorageAndFeed) -> None:
    """When the lease of an event expires, it comes again before the later ones of its account."""
    made.record(happened("anne", 1), happened("anne", 2))
    made.lease_one()
    told = _in_turn(made, 2, LATER)
    expect(told == ["anne 1", "anne 2"], f"after a crash they came as {told}")


_HELD: dict[str, Callable[[EventFeed, LeasedEvent], object]] = {
    "deferred": lambda feed, leased: feed.defer(leased, NOW + DAY, "busy"),
    "released": lambda feed, leased: feed.release(leased, NOW + DAY, "no answer"),
    "leased for long": lambda feed, leased: feed.renew([leased], NOW + DAY),
}


@law_of_each(_HELD.items())
def an_event_holds_up_its_own_account_alone(
    made: StorageAndFeed, case: tuple[str, Callable[[EventFeed, LeasedEvent], object]]
) -> None:
    """While an event waits for its next attempt, or is leased, the later ones of its account wait
    too, and those of others go on.
    """
    how, hold = case
    made.record(*(happened("anne", number) for number in range(1, 4)))
    hold(made.feed, made.lease_one())
    made.record(happened("berthe", 1), by_address("claire", 1))
    others = made.expect_leased(["berthe 1", "claire 1"], f"beside one that was {how}", LATER)
    for each in others:
        made.feed.delivered(each)
    made.record(happened("anne", 4))
    made.expect_leased([], f"behind one that was {how}", LATER)
    made.expect_leased(["anne 1"], f"when one that was {how} was due again", NOW + DAY)


@law_of_one
def a_dead_event_lets_the_next_go(made: StorageAndFeed) -> None:
    """A dead letter is not leased, and holds up no later event, not of its own account either."""
    made.record(*(happened("anne", number) for number in range(1, 4)))
    made.feed.dead_letter(made.lease_one(), "422")
    told = _in_turn(made, 2)
    expect(told == ["anne 2", "anne 3"], f"after a dead letter they came as {told}")


@law_of_one
def a_retried_event_comes_before_later_ones(made: StorageAndFeed) -> None:
    """A dead letter that is retried comes before the later events of its account that wait."""
    made.record(*(happened("anne", number) for number in range(1, 4)))
    dead = made.lease_one()
    made.feed.dead_letter(dead, "422")
    made.feed.retry(dead.id, LATER)
    made.expect_leased([], "before the retried one was due")
    told = _in_turn(made, 3, LATER)
    expect(told == ["anne 1", "anne 2", "anne 3"], f"after a retry they came as {told}")


@law_of_one
def relays_at_once_keep_the_order(made: StorageAndFeed) -> None:
    """However many relays work at once, each account's events are delivered in order, all of
    them.
    """
    people = [f"p{number}" for number in range(PEOPLE)]
    for number in range(1, EVENTS + 1):
        made.record(*(happened(person, number) for person in people))
    told: list[str] = []
    at_once([partial(_deliver_all, made.feed, told)] * CALLERS)
    _deliver_all(made.feed, told)
    for person in people:
        got = [each for each in told if each.partition(" ")[0] == person]
        wanted = [f"{person} {number}" for number in range(1, EVENTS + 1)]
        expect(got == wanted, f"those of one account came as {got}")


def _deliver_all(feed: EventFeed, told: list[str]) -> None:
    for each in until_nothing_is_left(lambda: feed.lease(NOW, LEASE, 2), EVENTS * PEOPLE):
        told.append(name(each))
        feed.delivered(each)
