"""One attempt is one instant and one snapshot; a lost race is tried again, some twenty times."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from attrs import define, field

from espaceclient.adapters.memory import ManualClock, MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, OutcomeUnknown, StorageUnavailable
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, HourlyCounterByKey, Snapshot, Storage
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


def test_who_lost_a_race_keeps_off_whom_the_decision_concerns() -> None:
    storage = Locking()
    Busy(overtaken=2, storage=storage).run()
    assert storage.kept_off == [["hourly counter one"], ["hourly counter one"]]


def test_who_keeps_others_off_reads_and_commits_by_what_it_was_given() -> None:
    storage = Locking()
    assert Busy(overtaken=1, storage=storage).run() == "counted to 2"
    assert storage.given == ["read", "commit"]


def test_an_attempt_that_did_not_come_to_its_decision_holds_nobody_up() -> None:
    storage = Locking()
    cut_short = [3, 2, 1]

    def attempt(unit: UnitOfWork) -> Decision[int]:
        unit.read(ONE)
        if cut_short:
            save(storage, HourlyCounter("one", cut_short.pop(), NOON))
        unit.read(OTHER)
        return Decision(unit.counter(ONE).count, unit.now)

    assert Transactions(storage, ManualClock(NOON), lambda _: None).run(attempt) == 3
    assert storage.kept_off == [["hourly counter one", "hourly counter other"]]


def test_a_decision_of_best_effort_holds_nobody_up() -> None:
    storage, overtaken = Locking(), [True]

    def attempt(unit: UnitOfWork) -> Decision[str]:
        unit.read(ONE)
        while overtaken:
            save(storage, HourlyCounter("one", overtaken.pop(), NOON))
        counter = unit.counter(ONE).one_more()
        return Decision("seen", unit.now, save=(counter,), patience=timedelta(seconds=1))

    assert Transactions(storage, ManualClock(NOON), lambda _: None).run(attempt) == "seen"
    assert storage.kept_off == []


def test_where_nobody_can_be_kept_off_those_of_one_process_take_turns() -> None:
    storage, meeting = CannotLock(), Barrier(8)
    transactions = Transactions(storage, ManualClock(NOON), lambda _: None)
    attempts: list[UnitOfWork] = []

    def count_up_with_others(_: int) -> None:
        met = False

        def attempt(unit: UnitOfWork) -> Decision[None]:
            nonlocal met
            unit.read(ONE)
            attempts.append(unit)
            if not met:
                met = True
                meeting.wait(10)  # all have read: but one, everybody loses
            return Decision(None, unit.now, save=(unit.counter(ONE).one_more(),))

        transactions.run(attempt)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up_with_others, range(8)))
    assert len(attempts) == 8 + 7


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_decision_whose_outcome_is_unknown_is_committed_again_under_its_id(lost: int) -> None:
    storage, waits = LosesAnswers(lost), list[int]()
    assert Transactions(storage, ManualClock(NOON), waits.append).run(count_up) == "counted"
    assert len(storage.ids) == lost + 1
    assert len(set(storage.ids)) == 1
    assert waits == list(range(1, lost + 1))


def test_an_outcome_that_stays_unknown_comes_out() -> None:
    storage = LosesAnswers(4)
    with pytest.raises(OutcomeUnknown):
        Transactions(storage, ManualClock(NOON), lambda _: None).run(count_up)
    assert len(storage.ids) == 4


def test_silence_after_an_unknown_outcome_does_not_make_it_known() -> None:
    storage = LosesAnswers(1, then=StorageUnavailable("down"))
    with pytest.raises(OutcomeUnknown):
        Transactions(storage, ManualClock(NOON), lambda _: None).run(count_up)
    assert len(storage.ids) == 4


def test_a_conflict_tells_that_a_lost_answer_was_no() -> None:
    storage = LosesAnswers(1, then=Conflict("moved"))
    with pytest.raises(Conflict):
        Transactions(storage, ManualClock(NOON), lambda _: None).run(count_up)
    assert len(set(storage.ids)) == ATTEMPTS


def test_every_decision_has_an_id_of_its_own() -> None:
    storage = LosesAnswers(0)
    for _ in range(2):
        Transactions(storage, ManualClock(NOON)).run(count_up)
    assert len(set(storage.ids)) == 2


def count_up(unit: UnitOfWork) -> Decision[str]:
    unit.read(ONE)
    return Decision("counted", unit.now, save=(unit.counter(ONE).one_more(),))


class LosesAnswers(MemoryStorage):
    """Loses its first answers, and then gives others of a kind, or its own."""

    def __init__(self, lost: int, then: Exception | None = None) -> None:
        super().__init__()
        self.ids: list[str | None] = []
        self._lost, self._then = lost, then

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.ids.append(decision.id)
        if len(self.ids) <= self._lost:
            raise OutcomeUnknown("the connection was lost")
        if self._then:
            raise self._then
        super().commit(decision, seen)


class CannotLock:
    """A storage that can do what every storage can, and nothing else."""

    def __init__(self, kept: MemoryStorage | None = None) -> None:
        self.kept = kept or MemoryStorage()

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self.kept.read(*lookups)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.kept.commit(decision, seen)


class Locking(MemoryStorage):
    """Tells who was kept off, and which calls were made of what it gave meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_off: list[list[str]] = []
        self.given: list[str] = []

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:
        self.kept_off.append(sorted(gate.name for gate in gates if "all" not in gate.name))
        told = self.given

        class Given(CannotLock):
            def read(self, *lookups: AnyLookup) -> Snapshot:
                told.append("read")
                return super().read(*lookups)

            def commit(self, decision: Decision[object], seen: Snapshot) -> None:
                told.append("commit")
                super().commit(decision, seen)

        yield Given(self)


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
