"""What has run out is found, and purged, to the microsecond."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import strategies as st

from espaceclient.adapters.memory import ManualClock
from espaceclient.domain.decision import ExpiringRecord
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import DAY, FailedAttempts, HourlyCounter
from espaceclient.ports.storage import Expired, Storage
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.extremes import EXTREME_INSTANTS, EXTREMES
from espaceclient.testing.laws.storage.mutations import TICK, ending, perishable, renamed
from espaceclient.testing.laws.storage.records import (
    MakeStorage,
    an,
    deleting,
    expect_found,
    expect_refused,
    found_by,
    lookup,
    name,
    save_new,
    save_seen,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each
from espaceclient.testing.strategies.values import instants
from espaceclient.use_cases import purge
from espaceclient.use_cases.unit_of_work import Transactions

_MOMENTS = instants(
    datetime.fromisoformat("1970-01-03T00:00:00+00:00"), datetime.fromisoformat("9999-12-30T00:00Z")
)


@law
def due_finds_exactly_what_is_due(make: MakeStorage) -> None:
    """A record is due at the very instant at which it runs out, and not a microsecond earlier."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        due = [ending(record, now) for record in perishable(records)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *due)
            _expect_due(made.storage, now, due)

    for_all(st.tuples(one_of_each(), _MOMENTS), check)


@law
def a_record_saved_again_is_due_at_its_new_time(make: MakeStorage) -> None:
    """A record that was saved again is due when it runs out now, and no longer when it would have
    before.
    """

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for end in (now, now + DAY, now - DAY):
                due = [ending(record, end) for record in perishable(records)]
                save_seen(made.storage, *due)
                _expect_due(made.storage, end, due)

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=5)


@law
def what_runs_out_at_an_extreme_is_due_then(make: MakeStorage) -> None:
    """From the first instant of 1970 to the last one of 9999, just what has run out is due."""
    records = [record for each in EXTREMES for record in perishable(each)]
    with opened(make()) as made:
        for each in EXTREMES:
            save_new(made.storage, *each.all)
        for now in EXTREME_INSTANTS:
            due = [record for record in records if record.expires_at <= now]
            _expect_all_of(_due(made.storage, now), due)


def _expect_due(storage: Storage, end: datetime, due: Sequence[ExpiringRecord]) -> None:
    found = _due(storage, end - TICK)
    expect(found == [], f"{', '.join(map(name, found))} came up a microsecond too early")
    _expect_all_of(_due(storage, end), due)


def _expect_all_of(found: Sequence[ExpiringRecord], due: Sequence[ExpiringRecord]) -> None:
    for record in due:
        expect(record in found, f"{name(record)} was not due when it ran out")
    expect(len(found) == len(due), f"{len(due)} records were due and {len(found)} found")


@law
def what_was_given_more_time_is_not_deleted(make: MakeStorage) -> None:
    """A record that was found due, and was given more time since, is not deleted for having been
    due.
    """

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        due = [ending(record, now) for record in perishable(records)]
        asked = Expired(now, 100)
        with opened(make()) as made:
            save_new(made.storage, records.account, *due)
            for record in due:
                seen = made.storage.read(asked)
                save_seen(made.storage, ending(record, now + TICK))
                expect_refused(made, deleting(record), seen, f"{an(record)} was deleted")

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=5)


@law
def due_is_bounded_for_each_kind(make: MakeStorage) -> None:
    """Of each kind of record at most so many are found due, and so many if there are."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        many = [
            renamed(ending(record, now), f"{number}")
            for record in perishable(records)
            for number in range(4)
        ]
        with opened(make()) as made:
            save_new(made.storage, records.account, *many)
            found = _due(made.storage, now, at_most=3)
            for kind in (Registration, Reset, Session, HourlyCounter, FailedAttempts):
                of_kind = sum(isinstance(record, kind) for record in found)
                expect(
                    of_kind == 3,
                    f"of four {kind.__name__} records and at most three asked {of_kind} were found",
                )

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=5)


@law
def purging_removes_exactly_what_is_due(make: MakeStorage) -> None:
    """Purging removes what is due, all of it and nothing else."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        due = [renamed(ending(record, now), "0") for record in perishable(records)]
        alive = [renamed(ending(record, now + TICK), "1") for record in perishable(records)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *due, *alive)
            purged = purge.run(Transactions(made.storage, ManualClock(now)), 100)
            expect(
                purged.count == len(due),
                f"{len(due)} records were due and {purged.count} were purged",
            )
            for record in due:
                expect(
                    found_by(made.storage, lookup(record)) == [],
                    f"{an(record)} that was due is still found",
                )
            for kept in (records.account, *alive):
                expect_found(made.storage, lookup(kept), kept)

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=10)


@law
def purging_in_small_steps_comes_to_an_end(make: MakeStorage) -> None:
    """Purging a few at a time forgets each record once and then finds nothing more."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        many = [
            renamed(ending(record, now), f"{number}")
            for record in perishable(records)
            for number in range(5)
        ]
        with opened(make()) as made:
            save_new(made.storage, records.account, *many)
            clock = ManualClock(now)
            counts = [purge.run(Transactions(made.storage, clock), 2).count for _ in range(4)]
            expect(
                counts == [10, 10, 5, 0],
                f"five of each of five kinds, two at a time, were purged as {counts}",
            )

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=3)


def _due(storage: Storage, now: datetime, at_most: int = 100) -> list[ExpiringRecord]:
    due = Expired(now, at_most)
    return list(storage.read(due).all(due))


DUE_LAWS = (
    due_finds_exactly_what_is_due,
    a_record_saved_again_is_due_at_its_new_time,
    what_runs_out_at_an_extreme_is_due_then,
    what_was_given_more_time_is_not_deleted,
    due_is_bounded_for_each_kind,
    purging_removes_exactly_what_is_due,
    purging_in_small_steps_comes_to_an_end,
)
