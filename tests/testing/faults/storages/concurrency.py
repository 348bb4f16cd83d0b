"""Storages that let several through at once, or show what is half done."""

from threading import Barrier, BrokenBarrierError

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AnyLookup,
    Expired,
    HoldingsOfContract,
    HourlyCounterByKey,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    Snapshot,
    identity,
)
from espaceclient.testing.laws.storage import concurrency, isolation
from espaceclient.testing.laws.storage.fixture import lookup
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import made, only_read_by, without


class ChecksThenInserts(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            if self.read(*seen.found) != seen:
                raise Conflict("moved")
            self._check_claims(decision, seen)
        super().commit(evolve(decision, save=()), Snapshot({}))
        for record in decision.save:
            self._write(record)


class ChecksThenDeletes(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if self.read(*seen.found) != seen:
            raise Conflict("moved")
        super().commit(decision, Snapshot({}) if decision.delete else seen)


RIVAL_COMES_WITHIN = 0.1
"""Seconds that whoever has looked gives a rival to look too, so that the fault shows each time."""


class LooksForAbsencesBeforeItLocks(MemoryStorage):
    """As a database does that locks rows: there is none to lock where nothing is."""

    overlooked: tuple[type[AnyLookup], ...]
    have_looked = Barrier(2)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        absent = [
            lookup
            for lookup, found in seen.found.items()
            if not found and isinstance(lookup, self.overlooked)
        ]
        if any(self.read(*absent).found.values()):
            raise Conflict("filled")
        if absent:
            self._let_a_rival_look()
        super().commit(decision, without(seen, lambda lookup, _: lookup in absent))

    def _let_a_rival_look(self) -> None:
        try:
            self.have_looked.wait(RIVAL_COMES_WITHIN)
        except BrokenBarrierError:
            self.have_looked.reset()


class LooksWhoWaitsBeforeItLocks(LooksForAbsencesBeforeItLocks):
    overlooked = (RegistrationsFor, RegistrationsAtAddress, RegistrationsOfContract)


class LooksWhatIsDueBeforeItLocks(LooksForAbsencesBeforeItLocks):
    overlooked = (Expired,)


class LooksWhoHadAContractBeforeItLocks(LooksForAbsencesBeforeItLocks):
    overlooked = (HoldingsOfContract,)


class RefusesWhoComesMeanwhile(MemoryStorage):
    """As a database does that cannot tell who is in whose way."""

    commits = 0

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        before = self.commits
        super().commit(decision, seen)
        self.commits += 1
        if self.commits > before + 1:
            raise Conflict("could not serialise")


class CountsInTwoSteps(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        hourly_counters = [record for record in decision.save if isinstance(record, HourlyCounter)]
        others = tuple(record for record in decision.save if not isinstance(record, HourlyCounter))
        super().commit(
            evolve(decision, save=others),
            without(seen, lambda lookup, _: isinstance(lookup, HourlyCounterByKey)),
        )
        for counter in hourly_counters:
            self._write(counter)


class LocksOnlyWhatItWrites(MemoryStorage):
    """As a database does under snapshot isolation."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if self.read(*seen.found) != seen:
            raise Conflict("moved")
        with self._lock:
            locked = without(seen, only_read_by(decision))
            if self.read(*locked.found) != locked:
                raise Conflict("moved")
            super().commit(decision, self.read(*seen.found))


class ReadsOneByOne(MemoryStorage):
    def read(self, *lookups: AnyLookup) -> Snapshot:
        return Snapshot({lookup: self._find(lookup) for lookup in lookups})


class ShowsWhatItUndoes(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        fresh = [one for one in decision.save if (type(one), identity(one)) not in self._records]
        for record in fresh[:1]:
            self._write(record)
        try:
            self._check_claims(decision, self.read(*seen.found, *map(lookup, fresh)))
        finally:
            for record in fresh[:1]:
                self._forget((type(record), identity(record)))
        super().commit(decision, seen)


class QueuesAfterTheCommit(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, queue=()), seen)
        super().commit(evolve(decision, save=(), delete=()), Snapshot({}))


CONCURRENCY_FAULTS = (
    Fault(
        "checks, then inserts: two steps",
        concurrency.concurrent_claims_of_an_address_make_one_account,
        made(ChecksThenInserts),
    ),
    Fault(
        "looks who waits, then locks",
        concurrency.rivals_that_saw_nothing_fill_it_once,
        made(LooksWhoWaitsBeforeItLocks),
    ),
    Fault(
        "looks what is due, then locks",
        concurrency.rivals_that_saw_nothing_fill_it_once,
        made(LooksWhatIsDueBeforeItLocks),
    ),
    Fault(
        "looks who had a contract, then locks",
        concurrency.rivals_that_saw_nothing_fill_it_once,
        made(LooksWhoHadAContractBeforeItLocks),
    ),
    Fault(
        "refuses whoever comes while others commit",
        concurrency.strangers_are_never_refused,
        made(RefusesWhoComesMeanwhile),
    ),
    Fault(
        "consumes a link in two steps",
        concurrency.one_link_acts_once_under_concurrency,
        made(ChecksThenDeletes),
    ),
    Fault(
        "reads and writes a counter in two steps",
        concurrency.concurrent_counting_loses_nothing,
        made(CountsInTwoSteps),
    ),
    Fault(
        "locks what it writes and not what it has only read",
        concurrency.what_is_only_read_may_not_move_either,
        made(LocksOnlyWhatItWrites),
    ),
    Fault(
        "answers several lookups from several moments",
        isolation.a_snapshot_is_of_one_moment,
        made(ReadsOneByOne),
    ),
    Fault(
        "shows what it is about to undo",
        isolation.a_refused_commit_is_never_seen,
        made(ShowsWhatItUndoes),
    ),
    Fault(
        "queues the mail in a second transaction",
        isolation.records_and_mails_appear_together,
        made(QueuesAfterTheCommit),
    ),
)
