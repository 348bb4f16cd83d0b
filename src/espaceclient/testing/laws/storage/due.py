"""What has run out is found, and purged, to the microsecond."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.adapters.memory import SettableClock
from espaceclient.client import purge_due
from espaceclient.domain.decision import Perishable
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HOUR, Streak, Tally
from espaceclient.ports.storage import Due, Storage, identity
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import MakeStorage, a, expect_found, found_by, lookup, name, save_new
from espaceclient.testing.strategies.records import OneOfEach, one_of_each
from espaceclient.testing.strategies.values import instants

_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MOMENTS = instants(datetime.fromisoformat("1970-01-03T00:00:00+00:00"), datetime.fromisoformat("9999-12-30T00:00Z"))


@law
def due_finds_exactly_what_is_due(make: MakeStorage) -> None:
    """A record is due at the very instant at which it runs out, and not a microsecond earlier."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        due = [_ending(record, now) for record in _perishable(records)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *due)
            found = _due(made.storage, now - _TICK)
            expect(found == [], f"{', '.join(map(name, found))} came up a microsecond too early")
            found = _due(made.storage, now)
            for record in due:
                expect(record in found, f"{name(record)} was not due when it ran out")
            expect(len(found) == len(due), f"{len(due)} records were due and {len(found)} found")

    for_all(st.tuples(one_of_each(), _MOMENTS), check)


@law
def due_is_bounded_for_each_kind(make: MakeStorage) -> None:
    """Of each kind of record at most so many are found due, and so many if there are."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        many = [_numbered(_ending(record, now), number) for record in _perishable(records) for number in range(4)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *many)
            found = _due(made.storage, now, at_most=3)
            for kind in (Registration, Reset, Session, Tally, Streak):
                of_kind = sum(isinstance(record, kind) for record in found)
                expect(of_kind == 3, f"of four {kind.__name__} records and at most three asked {of_kind} were found")

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=5)


@law
def purging_removes_exactly_what_is_due(make: MakeStorage) -> None:
    """Purging removes what is due, all of it and nothing else."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        due = [_numbered(_ending(record, now), 0) for record in _perishable(records)]
        alive = [_numbered(_ending(record, now + _TICK), 1) for record in _perishable(records)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *due, *alive)
            purged = purge_due(made.storage, SettableClock(now), 100)
            expect(purged.count == len(due), f"{len(due)} records were due and {purged.count} were purged")
            for record in due:
                expect(found_by(made.storage, lookup(record)) == [], f"{a(record)} that was due is still found")
            for kept in (records.account, *alive):
                expect_found(made.storage, lookup(kept), kept)

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=10)


@law
def purging_in_small_steps_comes_to_an_end(make: MakeStorage) -> None:
    """Purging a few at a time forgets each record once and then finds nothing more."""

    def check(drawn: tuple[OneOfEach, datetime]) -> None:
        records, now = drawn
        many = [_numbered(_ending(record, now), number) for record in _perishable(records) for number in range(5)]
        with opened(make()) as made:
            save_new(made.storage, records.account, *many)
            clock = SettableClock(now)
            counts = [purge_due(made.storage, clock, 2).count for _ in range(4)]
            expect(counts == [10, 10, 5, 0], f"five of each of five kinds, two at a time, were purged as {counts}")

    for_all(st.tuples(one_of_each(), _MOMENTS), check, examples=3)


def _perishable(records: OneOfEach) -> Sequence[Perishable]:
    return (records.registration, records.reset, records.session, records.tally, records.streak)


def _ending(record: Perishable, end: datetime) -> Perishable:
    match record:
        case Registration() | Reset():
            return evolve(record, validity=Validity(end - _DAY, end))
        case Session() | Streak():
            return evolve(record, expires_at=end)
        case Tally():
            return evolve(record, opened_at=end - HOUR)
        case _:
            assert_never(record)


def _numbered(record: Perishable, number: int) -> Perishable:
    renamed = f"{identity(record)[1:]}{number}"
    match record:
        case Tally() | Streak():
            return evolve(record, key=renamed)
        case Registration():
            return evolve(record, id=RegistrationId(renamed))
        case Reset():
            return evolve(record, id=ResetId(renamed))
        case Session():
            return evolve(record, id=SessionId(renamed))
        case _:
            assert_never(record)


def _due(storage: Storage, now: datetime, at_most: int = 100) -> list[Perishable]:
    due = Due(now, at_most)
    return list(storage.read(due).all(due))


DUE_LAWS = (
    due_finds_exactly_what_is_due,
    due_is_bounded_for_each_kind,
    purging_removes_exactly_what_is_due,
    purging_in_small_steps_comes_to_an_end,
)
