"""What a lease owner may report of an event, what is counted, and what is given up."""

from collections.abc import Callable

from espaceclient.ports.event_feed import EventFeed, LeasedEvent
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    NOW,
    StorageAndFeed,
    happened,
    names,
)
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one
from espaceclient.testing.samples import DAY, MINUTE, TICK

Report = Callable[[EventFeed, LeasedEvent], object]

_REPORTS: dict[str, Report] = {
    "delivered": lambda feed, leased: feed.delivered(leased),
    "deferred": lambda feed, leased: feed.defer(leased, NOW, "busy"),
    "released": lambda feed, leased: feed.release(leased, NOW),
    "dead-lettered": lambda feed, leased: feed.dead_letter(leased, "422"),
}
LONG = "« réessayez » \U0001f4a7, %s\n" * 300


@law_of_one
def a_delivered_event_stays_in_the_trail(made: StorageAndFeed) -> None:
    """What was delivered or discarded is in the feed no more, and in the trail as before."""
    made.record(happened("anne"), happened("berthe"))
    first, second = made.lease()
    made.feed.delivered(first)
    made.feed.dead_letter(second, "422")
    expect(made.feed.discard(second.id), "discarding a dead letter was answered by False")
    left = names(made.feed.entries())
    expect(not left, f"{left} was still listed")
    expect(not made.lease(NOW + 365 * DAY), "one was leased again")
    kept = made.in_trail()
    expect(kept == 2, f"of two events the trail had {kept}")


@law_of_one
def a_deferred_event_waits_and_counts(made: StorageAndFeed) -> None:
    """An event that was deferred is due again at the time said and not before, with one more
    attempt counted each time, and its last error shown whole.
    """
    made.record(happened("anne"))
    for attempts in range(1, 21):
        now, until = NOW + (attempts - 1) * MINUTE, NOW + attempts * MINUTE
        error = f"{LONG}{attempts}"
        made.feed.defer(made.lease_one(now), until, error)
        entry = made.only_entry()
        counted = f"after {attempts} failed attempts {entry.attempts} were counted"
        expect(entry.attempts == attempts, counted)
        expect(entry.due_at == until, f"it was due at {entry.due_at} instead of {until}")
        expect_same("the list", entry.last_error, error)
        expect(not made.lease(until - TICK), "it was leased a microsecond too early")


@law_of_one
def a_released_event_counts_no_attempt(made: StorageAndFeed) -> None:
    """An event that was released is due again at the time said, counts no attempt and forgets none,
    and shows the error, if there is one, or the last.
    """
    made.record(happened("anne"))
    made.feed.defer(made.lease_one(), NOW, "busy")
    for error, shown in (("no answer", "no answer"), (None, "no answer")):
        made.feed.release(made.lease_one(), LATER, error)
        entry = made.only_entry()
        seen = (entry.attempts, entry.last_error, entry.due_at)
        wanted = (1, shown, LATER)
        expect(seen == wanted, f"attempts, error and time were {seen} instead of {wanted}")
        expect(not made.lease(LATER - TICK), "it was leased a microsecond too early")
        made.feed.release(made.lease_one(LATER), NOW)


@law_of_one
def refusals_of_an_event_are_counted_apart(made: StorageAndFeed) -> None:
    """The next lease owner is told how many attempts were refusals, of all that were counted; a
    retry forgets both.
    """
    made.record(happened("anne"))
    counted = []
    for refused in (False, True, True):
        leased = made.lease_one()
        counted.append((leased.attempts, leased.refusals))
        made.feed.defer(leased, NOW, "no", refused=refused)
    dead = made.lease_one()
    counted.append((dead.attempts, dead.refusals))
    wanted = [(0, 0), (1, 0), (2, 1), (3, 2)]
    expect(counted == wanted, f"attempts and refusals were {counted} instead of {wanted}")
    made.feed.dead_letter(dead, "422")
    made.feed.retry(dead.id, NOW)
    retried = made.lease_one()
    told = (retried.attempts, retried.refusals)
    expect(told == (0, 0), f"after a retry attempts and refusals were {told}")


@law_of_each(_REPORTS.items())
def a_late_owner_of_an_event_is_ignored(made: StorageAndFeed, case: tuple[str, Report]) -> None:
    """What a lease owner reports of an event that another one has leased since is ignored."""
    how, report = case
    made.record(happened("anne", 1), happened("anne", 2))
    late, owner = made.lease_one(), made.lease_one(LATER)
    before = made.feed.entries()
    report(made.feed, late)
    expect_same(f"after a late {how!r} the list", list(made.feed.entries()), list(before))
    expect(not made.lease(LATER), f"after a late {how!r} one of its account was leased")
    made.feed.delivered(owner)
    made.expect_leased(["anne 2"], f"after a late {how!r} and a delivery", LATER)


@law_of_each(_REPORTS.items())
def a_report_of_an_event_changes_no_other(made: StorageAndFeed, case: tuple[str, Report]) -> None:
    """What a lease owner reports of one event changes no other, also of those that it has leased in
    the same call.
    """
    how, report = case
    made.record(happened("anne"), happened("berthe"), happened("claire"))
    reported, *others = made.lease()
    before = [each for each in made.feed.entries() if each.id != reported.id]
    report(made.feed, reported)
    after = [each for each in made.feed.entries() if each.id != reported.id]
    expect_same(f"one was {how}, and the list of the others", after, before)
    taken = {each.id for each in made.lease()} & {each.id for each in others}
    expect(not taken, f"one was {how}, and {len(taken)} others were taken from their lease owner")


@law_of_one
def only_dead_events_are_retried_or_discarded(made: StorageAndFeed) -> None:
    """What is not dead can be neither retried nor discarded, and is not changed by trying; one dead
    letter is retried or discarded, and no other with it.
    """
    made.record(happened("anne"), happened("berthe"))
    waiting, leased = made.lease()
    made.feed.defer(waiting, LATER, "busy")
    before = list(made.feed.entries())
    for event_id in ("unknown", waiting.id, leased.id):
        expect(not made.feed.retry(event_id, NOW), "what was not dead was retried")
        expect(not made.feed.discard(event_id), "what was not dead was discarded")
    expect_same("the list", list(made.feed.entries()), before)
    for each in made.lease(LATER):
        made.feed.dead_letter(each, "422")
    expect(made.feed.retry(waiting.id, LATER), "retrying a dead letter was answered by False")
    states = {each.id: (each.dead, each.attempts) for each in made.feed.entries()}
    wanted = {waiting.id: (False, 0), leased.id: (True, 1)}
    expect(states == wanted, f"dead and attempts were {list(states.values())}")
    made.feed.discard(leased.id)
    kept = [each.id for each in made.feed.entries()]
    expect(kept == [waiting.id], f"of two, one of them discarded, {len(kept)} were left")
