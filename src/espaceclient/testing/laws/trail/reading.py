"""What is found in a trail, page by page, and what is purged of it."""

from hypothesis import strategies as st

from espaceclient.domain.account import AccountId
from espaceclient.domain.event import (
    ContractAdded,
    EventKey,
    RecordedEvent,
    SignedOut,
    SignInRefused,
)
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.ports.trail import AboutAccount, AboutContract, AboutSubject
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.laws.storage.fixture import NOW
from espaceclient.testing.laws.trail.fixture import (
    ANNE,
    BOB,
    EVERYTHING,
    StorageAndTrail,
    signed_out,
)
from espaceclient.testing.samples import HERE, HOUR, THERE, TICK


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
