"""Which relay gets an event, and when."""

from datetime import datetime, timedelta
from functools import partial

from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import (
    AccountOpened,
    ContractEnded,
    ProofRefused,
    SignedOut,
)
from espaceclient.domain.event_extra import extra_of
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.extra_fields import Extra
from espaceclient.domain.holding import EndReason
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.ports.errors import Conflict
from espaceclient.ports.event_feed import EventFeed, LeasedEvent
from espaceclient.ports.trail import Everything
from espaceclient.testing.laws.concurrent import CALLERS, MEETINGS, MOST_PASSES, at_once
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.event_feed.fixture import (
    LATER,
    LEASE,
    NOW,
    StorageAndFeed,
    happened,
    names,
)
from espaceclient.testing.laws.law import (
    expect,
    expect_raised,
    law_of_each,
    law_of_one,
    until_nothing_is_left,
)
from espaceclient.testing.laws.storage.fixture import NOTHING_SEEN
from espaceclient.testing.samples import DAY, EPOCH, HERE, MINUTE, TICK

MANY = 150
DURATIONS = (MINUTE, LEASE, DAY)
_CONTRACT = Contract(HERE, ContractNumber("0000042"))
_SAMPLES = (
    AccountOpened(AccountId("one"), _CONTRACT, "192.0.2.0/24"),
    ContractEnded(AccountId("two"), _CONTRACT, EPOCH - TICK, EndReason.HOLDER_CHANGED),
    ProofRefused(_CONTRACT, ProofRefusal.WRONG_METER, "subject", None, None, LATER + TICK),
    SignedOut(AccountId("three")),
    SignedOut(AccountId("four")),
)


@law_of_one
def an_event_is_leased_as_it_was_recorded(made: StorageAndFeed) -> None:
    """An event is leased as the trail has it, untried, with its id, its instant and all that it
    says.
    """
    made.record(*_SAMPLES)
    recorded = {each.id: each for each in made.trail.page(Everything())}
    leased = made.lease()
    count = f"of {len(_SAMPLES)} events of as many people {len(leased)} were leased"
    expect(len(leased) == len(_SAMPLES), count)
    for each in leased:
        expect(each.id in recorded, "an event had an id that the trail does not know")
        expect_same("the relay", each.event, recorded[each.id])
        expect(each.attempts == 0, f"it was said to have been tried {each.attempts} times")


@law_of_one
def extra_fields_are_told_to_the_relay_alone(made: StorageAndFeed) -> None:
    """What an opened account has for the host is leased with its event whenever that is, also
    after a failure and when it was dead; whoever lists the feed does not see it.
    """
    extra = {"telephone": "+33 6 12 34 56 78", "floor_2": "« 3ᵉ » \U0001f4a7"}
    made.record(AccountOpened(AccountId("one"), _CONTRACT, None, extra))
    made.feed.defer(_leased_with(made, extra, "at first"), NOW, "busy")
    dying = _leased_with(made, extra, "after a failure")
    made.feed.dead_letter(dying, "422")
    shown = made.only_entry().event
    expect(shown is not None and not extra_of(shown.event), "it was shown in the list")
    made.feed.retry(dying.id, NOW)
    _leased_with(made, extra, "when it was retried")


def _leased_with(made: StorageAndFeed, extra: Extra, when: str) -> LeasedEvent:
    leased = made.lease_one()
    found = extra_of(leased.event.event)
    expect(found == extra, f"{when} it was leased with {found}")
    return leased


@law_of_each(DURATIONS)
def a_leased_event_is_nobody_elses(made: StorageAndFeed, duration: timedelta) -> None:
    """A leased event is nobody else's until the lease has expired."""
    made.record(happened("anne"))
    expect(len(made.feed.lease(NOW, duration, 10)) == 1, "it was not leased at all")
    for after in (timedelta(0), duration / 2, duration - TICK):
        expect(not made.lease(NOW + after), f"a second relay got it after {after}")


@law_of_one
def relays_at_once_never_share_an_event(made: StorageAndFeed) -> None:
    """Of eight relays that lease at once, no two get the same event, and together they get them
    all.
    """
    made.record(*(happened(f"n{number}") for number in range(MANY)))
    met = 0
    for lapse in range(MOST_PASSES):  # at first, and when all the lease owners have fallen silent
        now = NOW + lapse * LEASE
        batches = at_once([partial(_lease_all, made.feed, now)] * CALLERS)
        met += max(map(len, batches)) < MANY
        batches.append(_lease_all(made.feed, now))  # they may have seen fewer than there were
        got = [leased.id for batch in batches for leased in batch]
        expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} were leased twice")
        expect(len(got) == MANY, f"of {MANY} events {len(got)} were leased")
        if met == MEETINGS:
            return


def _lease_all(feed: EventFeed, now: datetime) -> list[LeasedEvent]:
    """Lease a few at a time until nothing is left."""
    return list(until_nothing_is_left(lambda: feed.lease(now, LEASE, 3), MANY))


@law_of_each(DURATIONS)
def a_relay_that_crashes_loses_no_event(made: StorageAndFeed, duration: timedelta) -> None:
    """An event whose lease owner fell silent is free again when its lease has expired, the same,
    and counts no attempt, however often.
    """
    made.record(happened("anne"))
    first = made.feed.lease(NOW, duration, 10)
    for lapse in range(1, 20):
        again = made.feed.lease(NOW + lapse * duration, duration, 10)
        expect(len(again) == 1, f"{len(again)} events were free after {lapse} leases of {duration}")
        expect_same("the next relay", again[0].event, first[0].event)
        expect(again[0].attempts == 0, f"{again[0].attempts} attempts were counted")


@law_of_each(DURATIONS)
def a_renewed_lease_of_an_event_lasts(made: StorageAndFeed, duration: timedelta) -> None:
    """A lease that is renewed, even after it has expired, lasts until the time said; one that
    another relay has taken over is not renewed.
    """
    made.record(happened("anne"), happened("berthe"))
    held, other = made.lease()
    until = LATER + duration
    renewed = list(made.feed.renew([held], until))
    expect(renewed == [held], f"renewing it answered {len(renewed)} events instead of one")
    taken = [each.id for each in made.lease(until - TICK)]
    expect(taken == [other.id], f"before it expired {len(taken)} events were free instead of one")
    lost = made.feed.renew([held, other], until + DAY)
    expect(list(lost) == [held], f"{len(lost)} leases were renewed, of which one was lost")


@law_of_one
def events_due_longest_come_first(made: StorageAndFeed) -> None:
    """Events of several accounts are leased in the order in which they came due, as many as are
    asked for and no more.
    """
    for minute in (4, 3, 2, 1, 0):
        made.record(happened(f"m{minute}"), at=NOW - minute * MINUTE)
    leased = [names(made.feed.lease(NOW, LEASE, 2)) for _ in range(3)]
    wanted = [["m4 1", "m3 1"], ["m2 1", "m1 1"], ["m0 1"]]
    expect(leased == wanted, f"of five, two at a time, it leased {leased}")


@law_of_one
def only_what_was_committed_is_leased(made: StorageAndFeed) -> None:
    """No event is leased of a commit that was refused, nor any before its instant."""
    counter = HourlyCounter("a counter", 1, EPOCH)
    made.storage.commit(Decision(None, EPOCH, save=(counter,)), NOTHING_SEEN)
    unseen = Decision(None, NOW, save=(counter,), events=(happened("refused"),))
    refused = partial(made.storage.commit, unseen, NOTHING_SEEN)
    expect_raised(Conflict, refused, "a commit over what it had not seen was stored")
    made.record(happened("ahead"))
    made.expect_leased([], "a microsecond before it had happened", NOW - TICK)
    made.expect_leased(["ahead 1"], "after a commit that was refused and one that was stored")
