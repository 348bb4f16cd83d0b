"""What a commit records, and what stays of it."""

from contextlib import suppress
from datetime import datetime
from functools import partial

from attrs import evolve

from espaceclient.domain.decision import Decision
from espaceclient.domain.event import AccountOpened, Event, SignedOut
from espaceclient.domain.event_extra import for_trail
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import AccountAtAddress, HourlyCounterByKey
from espaceclient.ports.trail import AboutAccount, AboutContract
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.laws.storage.fixture import NOTHING_SEEN, NOW, saving
from espaceclient.testing.laws.trail.fixture import ANNE, EVERYTHING, StorageAndTrail, signed_out
from espaceclient.testing.samples import HERE, HOUR, sample_account
from espaceclient.testing.strategies.events import events
from espaceclient.testing.strategies.values import instants


@law_for_all(events(), instants(), examples=60)
def what_was_decided_is_recorded(made: StorageAndTrail, event: Event, at: datetime) -> None:
    """An event is in the trail once, as it was decided and at the instant of its decision; what it
    hands over to the host is not told there.
    """
    made.record(event, at=at)
    recorded = made.all()
    expect(len(recorded) == 1, f"it was there {len(recorded)} times")
    expect(recorded[0].at == at, f"it was of {recorded[0].at} instead of {at}")
    # Of an operator the code is kept: its name may change, and is not what a contract is known by.
    wanted = for_trail(event)
    expect(recorded[0].event == wanted, f"{recorded[0].event} was there instead of {wanted}")


@law_of_one
def extra_fields_are_never_in_the_trail(made: StorageAndTrail) -> None:
    """What an opened account has for the host is told to nobody who reads the trail, by whatever
    they ask.
    """
    contract = Contract(HERE, ContractNumber("0000042"))
    opened = AccountOpened(ANNE, contract, None, {"telephone": "+33 6 12 34 56 78"})
    made.record(opened)
    for asked in (EVERYTHING, AboutAccount(ANNE), AboutContract(contract)):
        made.expect_events(asked, for_trail(opened))


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
