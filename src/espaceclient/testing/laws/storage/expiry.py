"""What has expired is found, and purged, to the microsecond."""

from collections.abc import Sequence
from datetime import datetime

from espaceclient.adapters.memory import ManualClock
from espaceclient.domain.decision import ExpiringRecord
from espaceclient.ports.storage import Expired
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.laws.storage.extremes import EXTREME_INSTANTS, EXTREMES
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox, an, deleting, lookup, name
from espaceclient.testing.laws.storage.mutations import expiring_at, renamed
from espaceclient.testing.samples import DAY, TICK
from espaceclient.testing.strategies.records import OneOfEach, one_of_each
from espaceclient.testing.strategies.values import instants
from espaceclient.use_cases import purge
from espaceclient.use_cases.unit_of_work import Transactions

_MOMENTS = instants(
    datetime.fromisoformat("1970-01-03T00:00:00+00:00"), datetime.fromisoformat("9999-12-30T00:00Z")
)


@law_for_all(one_of_each(), _MOMENTS)
def expired_finds_exactly_what_has_expired(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """A record has expired at the very instant at which it expires, and not a microsecond
    earlier.
    """
    expired = [expiring_at(now, record) for record in records.expiring]
    made.save_new(records.account, *expired)
    _expect_expired(made, now, expired)


@law_for_all(one_of_each(), _MOMENTS, examples=5)
def a_record_saved_again_expires_at_its_new_time(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """A record that was saved again expires when it says now, and no longer when it would have
    before.
    """
    made.save_new(*records.all)
    for end in (now, now + DAY, now - DAY):
        expired = [expiring_at(end, record) for record in records.expiring]
        made.save_again(*expired)
        _expect_expired(made, end, expired)


@law_of_one
def what_expires_at_an_extreme_has_expired_then(made: StorageAndOutbox) -> None:
    """From the first instant of 1970 to the last one of 9999, just what has expired is found
    expired.
    """
    for each in EXTREMES:
        made.save_new(*each.all)
    every = [record for each in EXTREMES for record in each.expiring]
    for now in EXTREME_INSTANTS:
        expired = [record for record in every if record.expires_at <= now]
        _expect_all_of(_expired(made, now), expired)


def _expect_expired(
    made: StorageAndOutbox, end: datetime, expired: Sequence[ExpiringRecord]
) -> None:
    early = _expired(made, end - TICK)
    expect(early == [], f"{', '.join(map(name, early))} was found a microsecond too early")
    _expect_all_of(_expired(made, end), expired)


def _expect_all_of(found: Sequence[ExpiringRecord], expired: Sequence[ExpiringRecord]) -> None:
    for record in expired:
        expect(record in found, f"{name(record)} was not found when it expired")
    expect(len(found) == len(expired), f"{len(expired)} had expired and {len(found)} were found")


@law_for_all(one_of_each(), _MOMENTS, examples=5)
def what_was_given_more_time_is_not_deleted(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """A record that was found expired, and was given more time since, is not deleted for having
    expired.
    """
    expired = [expiring_at(now, record) for record in records.expiring]
    made.save_new(records.account, *expired)
    for record in expired:
        seen = made.storage.read(Expired(now, 100))
        made.save_again(expiring_at(now + TICK, record))
        made.expect_refused(deleting(record), seen, f"{an(record)} was deleted")


@law_for_all(one_of_each(), _MOMENTS, examples=5)
def expired_is_bounded_for_each_kind(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """Of each kind of record at most so many are found expired, and so many if there are."""
    made.save_new(records.account, *_several(4, records, now))
    found = _expired(made, now, at_most=3)
    for kind in map(type, records.expiring):
        of_kind = sum(isinstance(record, kind) for record in found)
        asked = f"of four {kind.__name__} records and at most three asked"
        expect(of_kind == 3, f"{asked} {of_kind} were found")


@law_for_all(one_of_each(), _MOMENTS, examples=10)
def purging_removes_exactly_what_has_expired(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """Purging removes what has expired, all of it and nothing else."""
    expired = [renamed(expiring_at(now, record), "0") for record in records.expiring]
    alive = [renamed(expiring_at(now + TICK, record), "1") for record in records.expiring]
    made.save_new(records.account, *expired, *alive)
    transactions = Transactions(made.storage, ManualClock(now))
    purged = purge.run(transactions, 100).count
    expect(purged == len(expired), f"{len(expired)} had expired and {purged} were purged")
    for record in expired:
        expect(made.found_by(lookup(record)) == [], f"{an(record)} that expired is still found")
    made.expect_all_found(records.account, *alive)


@law_for_all(one_of_each(), _MOMENTS, examples=3)
def purging_in_small_steps_comes_to_an_end(
    made: StorageAndOutbox, records: OneOfEach, now: datetime
) -> None:
    """Purging a few at a time deletes each record once and then finds nothing more."""
    made.save_new(records.account, *_several(5, records, now))
    transactions = Transactions(made.storage, ManualClock(now))
    counts = [purge.run(transactions, 2).count for _ in range(4)]
    kinds = len(records.expiring)
    told = f"five of each of {kinds} kinds, two at a time, were purged as {counts}"
    expect(counts == [2 * kinds, 2 * kinds, kinds, 0], told)


def _several(count: int, records: OneOfEach, end: datetime) -> list[ExpiringRecord]:
    expired = [expiring_at(end, record) for record in records.expiring]
    return [renamed(record, f"{number}") for record in expired for number in range(count)]


def _expired(made: StorageAndOutbox, now: datetime, at_most: int = 100) -> list[ExpiringRecord]:
    expired = Expired(now, at_most)
    return list(made.storage.read(expired).all(expired))
