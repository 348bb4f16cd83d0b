"""The laws of a trail. ``make`` gives a new, empty storage and the trail that it records in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from attrs import evolve, frozen
from hypothesis import strategies as st

from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import (
    ContractAdded,
    Event,
    EventKey,
    RecordedEvent,
    SignedOut,
    SignInRefused,
)
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AccountAtAddress, HourlyCounterByKey, Storage
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
    Trail,
)
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import (
    Fixture,
    expect,
    expect_raised,
    law_for_all,
    law_of_one,
    opened,
)
from espaceclient.testing.laws.storage.fixture import NOTHING_SEEN, NOW, saving
from espaceclient.testing.samples import HERE, HOUR, THERE, TICK, sample_account
from espaceclient.testing.strategies.events import events
from espaceclient.testing.strategies.values import instants

ANNE, BOB = AccountId("anne"), AccountId("bob")
EVERYTHING = Everything()


OpenTrail = Callable[[], Fixture["StorageAndTrail"]]


def signed_out(number: int) -> Event:
    return SignedOut(AccountId(f"{number}"))


@frozen
class StorageAndTrail:
    """A storage, and the trail that its commits record events in."""

    storage: Storage
    trail: Trail

    def record(self, *events: Event, at: datetime = NOW) -> None:
        self.storage.commit(Decision(None, at, events=events), NOTHING_SEEN)

    def events(self, asked: Question = EVERYTHING) -> list[Event]:
        return [each.event for each in self.trail.page(asked)]

    def all(self) -> list[RecordedEvent]:
        return list(self.trail.page(EVERYTHING))

    def expect_events(self, asked: Question, *wanted: Event) -> None:
        """``asked`` finds these events, in any order, and no other."""
        found = self.events(asked)
        told = f"{asked} found {len(found)} events instead of {len(wanted)}"
        expect(len(found) == len(wanted), told)
        for each in wanted:
            expect(each in found, f"{asked} did not find {type(each).__name__}")


@law_for_all(events(), instants(), examples=60)
def what_was_decided_is_recorded(made: StorageAndTrail, event: Event, at: datetime) -> None:
    """An event is in the trail once, as it was decided and at the instant of its decision."""
    made.record(event, at=at)
    recorded = made.all()
    expect(len(recorded) == 1, f"it was there {len(recorded)} times")
    expect(recorded[0].at == at, f"it was of {recorded[0].at} instead of {at}")
    # Of an operator the code is kept: its name may change, and is not what a contract is known by.
    expect(recorded[0].event == event, f"{recorded[0].event} was there instead of {event}")


@law_of_one
def what_was_refused_is_not_recorded(made: StorageAndTrail) -> None:
    """Of a decision that was refused with Conflict nothing is recorded."""
    seen = made.storage.read(HourlyCounterByKey("counter"))
    counting = saving(HourlyCounter("counter", 1, NOW))
    made.storage.commit(counting, seen)
    with suppress(Conflict):
        made.storage.commit(evolve(counting, events=(signed_out(1),)), seen)
    expect(not made.all(), "it was recorded")


@law_of_one
def equal_events_are_recorded_each(made: StorageAndTrail) -> None:
    """What happens twice is recorded twice, under two ids, also within one decision."""
    made.record(signed_out(1), signed_out(1))
    made.record(signed_out(1))
    recorded = made.all()
    expect(len(recorded) == 3, f"three events were recorded as {len(recorded)}")
    expect(len({each.id for each in recorded}) == len(recorded), "two have one id")


@law_of_one
def nothing_changes_what_was_recorded(made: StorageAndTrail) -> None:
    """An event stays as it is, its id included, whatever is recorded, asked or purged besides."""
    made.record(signed_out(1), signed_out(2))
    before = made.all()
    made.record(signed_out(3), at=NOW + HOUR)
    made.record(signed_out(4), at=NOW - HOUR)
    made.trail.purge(NOW, 10)
    after = [each for each in made.all() if each.at == NOW]
    expect(after == before, "it was another one later")


@law_of_one
def an_event_outlives_what_it_is_about(made: StorageAndTrail) -> None:
    """An event is still there when the account that it is about has been deleted."""
    account = sample_account("anne", "anne")
    made.storage.commit(saving(account), NOTHING_SEEN)
    made.record(SignedOut(account.id))
    seen = made.storage.read(AccountAtAddress(account.email.key))
    made.storage.commit(Decision(None, NOW, delete=(account,)), seen)
    made.expect_events(AboutAccount(account.id), SignedOut(account.id))


@law_for_all(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(1, 5), examples=30)
def pages_give_everything_once_in_order(
    made: StorageAndTrail, hours: list[int], at_most: int
) -> None:
    """Page after page, each after the last key of the one before, gives every event once, in the
    order of their keys, whatever the order in which they were recorded.
    """
    for number, hour in enumerate(hours):
        made.record(signed_out(number), at=NOW + hour * HOUR)
    walked: list[RecordedEvent] = []
    after = None
    while page := made.trail.page(EVERYTHING, after=after, at_most=at_most):
        expect(len(page) <= at_most, f"a page of {at_most} had {len(page)}")
        full = len(page) == at_most or len(walked) + len(page) == len(hours)
        expect(full, f"a page had {len(page)} instead of {at_most}, and there were more")
        walked += page
        after = page[-1].key
        expect(len(walked) <= len(hours), "the pages gave an event twice")
    expect(walked == sorted(walked, key=lambda each: each.key), "they were out of order")
    missing = len(hours) - len(walked)
    expect(not missing, f"{missing} of {len(hours)} events were on no page")


@law_of_one
def a_page_begins_at_its_instant(made: StorageAndTrail) -> None:
    """The page after the first key of an instant begins with what happened at that instant."""
    for ticks in (-1, 0, 1):
        made.record(signed_out(ticks), at=NOW + ticks * TICK)
    found = [each.event for each in made.trail.page(EVERYTHING, after=EventKey(NOW, ""))]
    expect(found == [signed_out(0), signed_out(1)], f"{len(found)} others were found")


@law_of_one
def a_question_finds_what_it_asks_for(made: StorageAndTrail) -> None:
    """What is asked about an account, an address or a contract finds all its events, and no
    other's.
    """
    here, there = (Contract(each, ContractNumber("0000042")) for each in (HERE, THERE))
    other = Contract(HERE, ContractNumber("0000043"))
    annes, bobs = ContractAdded(ANNE, here), ContractAdded(BOB, there)
    refused, gone = SignInRefused("anne"), SignedOut(ANNE)
    elses = ContractAdded(BOB, other)
    made.record(annes, bobs, refused, gone, elses, SignInRefused("bob"))
    made.expect_events(AboutAccount(ANNE), annes, gone)
    made.expect_events(AboutAccount(BOB), bobs, elses)
    made.expect_events(AboutSubject("anne"), refused)
    made.expect_events(AboutContract(here), annes)
    made.expect_events(AboutContract(there), bobs)
    made.expect_events(AboutAccount(AccountId("nobody")))


@law_of_one
def a_question_has_pages(made: StorageAndTrail) -> None:
    """What is asked about one account has pages of its own, which others' events do not fill."""
    for number in range(6):
        made.record(SignedOut(ANNE if number % 2 else BOB), at=NOW + number * TICK)
    first = made.trail.page(AboutAccount(ANNE), at_most=2)
    expect(len(first) == 2, f"a page of two had {len(first)}")
    rest = made.trail.page(AboutAccount(ANNE), after=first[-1].key, at_most=2)
    expect(len(rest) == 1, f"the page after it had {len(rest)} instead of one")


@law_of_one
def purging_deletes_what_is_older(made: StorageAndTrail) -> None:
    """Purging deletes what was recorded before the instant, and nothing recorded at it or later."""
    for ticks in (-2, -1, 0, 1):
        made.record(signed_out(ticks), at=NOW + ticks * TICK)
    deleted = made.trail.purge(NOW, 10)
    left = made.events()
    expect(left == [signed_out(0), signed_out(1)], f"{len(left)} were left instead of two")
    expect(deleted == 2, f"two were deleted, and it told {deleted}")


@law_of_one
def purging_goes_in_batches(made: StorageAndTrail) -> None:
    """One call purges so many at most, the oldest, and the last one tells that nothing was left."""
    order = (3, 0, 4, 1, 2)
    for number in order:
        made.record(signed_out(number), at=NOW + number * TICK)
    told = [made.trail.purge(NOW + HOUR, 2)]
    expect(made.events() == [signed_out(2), signed_out(3), signed_out(4)], "others were deleted")
    told += [made.trail.purge(NOW + HOUR, 2) for _ in range(3)]
    expect(told == [2, 2, 1, 0], f"five events in batches of two were told as {told}")


@law_of_one
def concurrent_commits_are_all_recorded(made: StorageAndTrail) -> None:
    """What concurrent callers commit is all recorded, each event once."""
    several = [partial(_record_some, made, caller) for caller in range(CALLERS)]
    at_once(several)
    found = len(set(made.events()))
    expect(found == 10 * CALLERS, f"{10 * CALLERS} were committed and {found} recorded")


def _record_some(made: StorageAndTrail, caller: int) -> None:
    for number in range(10):
        made.record(signed_out(10 * caller + number))


@law_of_one
def silence_is_no_empty_trail(made: StorageAndTrail) -> None:
    """A trail out of reach raises StorageUnavailable, and never says that nothing happened."""
    for asked in (EVERYTHING, AboutAccount(ANNE), AboutSubject("anne")):
        page = partial(made.trail.page, asked)
        expect_raised(StorageUnavailable, page, f"{asked} was answered")
    expect_raised(StorageUnavailable, partial(made.trail.purge, NOW, 10), "it was purged")


@law_of_one
def what_was_recorded_outlives_closing(open_trail: OpenTrail) -> None:
    """Events, their ids and what was purged are the same when the trail is closed and opened."""
    with opened(open_trail()) as made:
        made.record(signed_out(1), at=NOW - HOUR)
        made.record(signed_out(2), signed_out(2))
        made.trail.purge(NOW, 10)
        before = made.all()
    with opened(open_trail()) as made:
        made.record(signed_out(3), at=NOW + HOUR)
        after = made.all()
    expect(len(after) == len(before) + 1, f"{len(before)} events were {len(after) - 1} later")
    expect(after[:-1] == before, "they were others later")


TRAIL_LAWS = (
    what_was_decided_is_recorded,
    what_was_refused_is_not_recorded,
    equal_events_are_recorded_each,
    nothing_changes_what_was_recorded,
    an_event_outlives_what_it_is_about,
    pages_give_everything_once_in_order,
    a_page_begins_at_its_instant,
    a_question_finds_what_it_asks_for,
    a_question_has_pages,
    purging_deletes_what_is_older,
    purging_goes_in_batches,
    concurrent_commits_are_all_recorded,
)

UNREACHABLE_TRAIL_LAWS = (silence_is_no_empty_trail,)
"""For a trail that can be out of reach; ``make`` gives one that is."""

DURABLE_TRAIL_LAWS = (what_was_recorded_outlives_closing,)
"""For a trail outside the process; ``make`` gives a function that opens it, again and again."""
