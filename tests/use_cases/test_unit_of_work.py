"""One attempt is one instant and one snapshot; a lost race is tried again, some twenty times."""

from datetime import timedelta

import pytest
from attrs import define, field

from espaceclient.adapters.memory import ManualClock, MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import HourlyCounterByKey, Snapshot
from espaceclient.use_cases.unit_of_work import ATTEMPTS, Transactions, UnitOfWork
from tests.client_fixture import NOON

ONE, OTHER = HourlyCounterByKey("one"), HourlyCounterByKey("other")


def save(storage: MemoryStorage, counter: HourlyCounter) -> None:
    lookup = HourlyCounterByKey(counter.key)
    storage.commit(Decision(None, NOON, save=(counter,)), storage.read(lookup))


@define
class Busy:
    """Attempts that count one up, each of the first ``overtaken`` by another caller."""

    overtaken: int
    storage: MemoryStorage = field(factory=MemoryStorage)
    waits: list[int] = field(factory=list)
    instants: list[object] = field(factory=list)
    clock: ManualClock = field(factory=lambda: ManualClock(NOON))

    def run(self) -> str:
        return Transactions(self.storage, self.clock, self.waits.append).run(self.attempt)

    def attempt(self, unit: UnitOfWork) -> Decision[str]:
        unit.read(ONE)
        self.instants.append(unit.now)
        self.clock.advance(timedelta(seconds=1))
        counter = unit.counter(ONE)
        if self.overtaken:
            self.overtaken -= 1
            save(self.storage, counter.one_more())
        return Decision(f"counted to {counter.count + 1}", unit.now, save=(counter.one_more(),))


def test_the_answer_is_that_of_the_decision_that_was_committed() -> None:
    assert Busy(overtaken=2).run() == "counted to 3"


def test_every_attempt_has_an_instant_of_its_own() -> None:
    busy = Busy(overtaken=2)
    busy.run()
    assert busy.instants == [NOON, NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)]


def test_only_lost_attempts_are_followed_by_a_wait() -> None:
    busy = Busy(overtaken=2)
    busy.run()
    assert busy.waits == [1, 2]


def test_the_last_attempt_may_win() -> None:
    busy = Busy(overtaken=ATTEMPTS - 1)
    assert busy.run() == "counted to 20"
    assert len(busy.waits) == 19


def test_after_twenty_lost_attempts_the_conflict_comes_out() -> None:
    busy = Busy(overtaken=ATTEMPTS)
    with pytest.raises(Conflict):
        busy.run()
    assert len(busy.waits) == 19


def test_a_decision_that_changes_nothing_commits_nothing() -> None:
    class ReadOnly(MemoryStorage):
        def commit(self, decision: Decision[object], seen: Snapshot) -> None:
            raise AssertionError(decision, seen)

    transactions = Transactions(ReadOnly(), ManualClock(NOON))
    assert transactions.run(lambda unit: Decision("answer", unit.now)) == "answer"


def test_a_snapshot_grows_with_each_read() -> None:
    unit = UnitOfWork(MemoryStorage(), NOON)
    unit.read(ONE)
    unit.read(OTHER)
    assert set(unit.seen.found) == {ONE, OTHER}


def test_what_changes_between_two_reads_is_a_conflict() -> None:
    storage = MemoryStorage()
    unit = UnitOfWork(storage, NOON)
    unit.read(ONE)
    save(storage, HourlyCounter("one", 1, NOON))
    with pytest.raises(Conflict, match=r"^something has changed between two reads$"):
        unit.read(OTHER)


def test_what_changes_between_two_reads_without_having_been_read_is_no_conflict() -> None:
    storage = MemoryStorage()
    unit = UnitOfWork(storage, NOON)
    unit.read(ONE)
    save(storage, HourlyCounter("other", 1, NOON))
    unit.read(OTHER)
    assert unit.one(OTHER) == HourlyCounter("other", 1, NOON)


def test_a_conflict_between_two_reads_is_tried_again() -> None:
    storage = MemoryStorage()
    others = [HourlyCounter("one", 7, NOON)]

    def attempt(unit: UnitOfWork) -> Decision[int]:
        unit.read(ONE)
        while others:
            save(storage, others.pop())
        unit.read(OTHER)
        return Decision(unit.counter(ONE).count, unit.now)

    waits: list[int] = []
    assert Transactions(storage, ManualClock(NOON), waits.append).run(attempt) == 7
    assert waits == [1]


def test_a_counter_is_taken_as_it_stands_at_this_instant() -> None:
    storage = MemoryStorage()
    save(storage, HourlyCounter("one", 3, NOON))
    later = UnitOfWork(storage, NOON + timedelta(hours=1))
    later.read(ONE)
    assert later.one(ONE) == HourlyCounter("one", 3, NOON)
    assert later.counter(ONE) == HourlyCounter("one", 0, NOON + timedelta(hours=1))


class Unavailable(MemoryStorage):
    def commit(self, decision: Decision[object], _seen: Snapshot) -> None:
        raise StorageUnavailable(f"locked at {decision.at}")


def answer(patience: timedelta | None) -> str:
    def attempt(unit: UnitOfWork) -> Decision[str]:
        counter = HourlyCounter("one", 1, unit.now)
        return Decision("counted", unit.now, save=(counter,), patience=patience)

    return Transactions(Unavailable(), ManualClock(NOON)).run(attempt)


def test_a_decision_of_best_effort_is_answered_though_it_cannot_be_stored() -> None:
    assert answer(timedelta(seconds=1)) == "counted"


def test_any_other_decision_that_cannot_be_stored_is_not_answered() -> None:
    with pytest.raises(StorageUnavailable):
        answer(None)
