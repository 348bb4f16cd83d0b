"""Storages that commit what they should refuse, or refuse what they should commit."""

from collections.abc import Callable

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import Tally
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AnyLookup,
    RegistrationsFor,
    ResetById,
    Snapshot,
    Stored,
    StreakByKey,
    TallyByKey,
    identity,
)
from espaceclient.testing.laws.storage import conflicts, rivals
from espaceclient.testing.laws.storage.records import lookup
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.made import Found, made


def without(seen: Snapshot, unchecked: Callable[[AnyLookup, Found], bool]) -> Snapshot:
    return Snapshot({lookup: found for lookup, found in seen.found.items() if not unchecked(lookup, found)})


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


class CountsInTwoSteps(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        tallies = [record for record in decision.save if isinstance(record, Tally)]
        others = tuple(record for record in decision.save if not isinstance(record, Tally))
        super().commit(evolve(decision, save=others), without(seen, lambda lookup, _: isinstance(lookup, TallyByKey)))
        for tally in tallies:
            self._write(tally)


class IgnoresVersionsOfResets(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, without(seen, lambda lookup, _: isinstance(lookup, ResetById)))


class ChecksOnlyWhatItWrites(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        written = {identity(record) for record in (*decision.save, *decision.delete)}

        def only_read(_: AnyLookup, found: Found) -> bool:
            return not any(identity(stored.record) in written for stored in found)

        super().commit(decision, without(seen, only_read))


class TakesAbsenceForNothing(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, without(seen, lambda _, found: not found))


class ChecksOnlyThatSomethingIsThere(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, without(seen, lambda lookup, _: isinstance(lookup, RegistrationsFor)))


class Overwrites(MemoryStorage):
    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        present: dict[AnyLookup, Found] = {StreakByKey(str(key)): (stored,) for key, stored in self._records.items()}
        super()._check_claims(decision, Snapshot({**seen.found, **present}))


class LetsTheLastOneWin(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        last = {(type(record), identity(record)): record for record in decision.save}
        super().commit(evolve(decision, save=tuple(last.values())), seen)


class CountsVersionsFromOne(MemoryStorage):
    def _write(self, record: Record) -> None:
        before = self._records.get((type(record), identity(record)))
        super()._write(record)
        version = before.version + 1 if before else 1
        self._records[type(record), identity(record)] = Stored(record, version)


class VersionsByContent(MemoryStorage):
    def _write(self, record: Record) -> None:
        super()._write(record)
        self._records[type(record), identity(record)] = Stored(record, hash(record))


class ConflictsWithStrangers(MemoryStorage):
    commits = 0

    def read(self, *lookups: AnyLookup) -> Snapshot:
        seen = super().read(*lookups)
        found = {
            lookup: tuple(evolve(one, version=self.commits) for one in all_) for lookup, all_ in seen.found.items()
        }
        return Snapshot(found)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, seen)
        self.commits += 1


class QueuesBeforeItCommits(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.outbox.queue(decision.queue, decision.at)
        super().commit(evolve(decision, queue=()), seen)


class QueuesOneMailACommit(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, queue=decision.queue[:1]), seen)


class RollsBackAllButTallies(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        tallies = [record for record in decision.save if isinstance(record, Tally)]
        try:
            super().commit(decision, seen)
        except Conflict:
            for tally in tallies:
                self._write(tally)
            raise


class DeletesBeforeItChecks(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            for record in decision.delete:
                if isinstance(record, Session) and self.read(*seen.found) == seen:
                    self._forget((Session, record.id))
            super().commit(decision, self.read(*seen.found))


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


class ReadsOneByOne(MemoryStorage):
    def read(self, *lookups: AnyLookup) -> Snapshot:
        return Snapshot({lookup: self._find(lookup) for lookup in lookups})


COMMITTING_FAULTS = (
    Fault("checks, then inserts: two steps", rivals.rivals_for_one_address_make_one_account, made(ChecksThenInserts)),
    Fault("consumes a link in two steps", rivals.one_link_acts_once_among_rivals, made(ChecksThenDeletes)),
    Fault("reads and writes a counter in two steps", rivals.rivals_lose_no_count, made(CountsInTwoSteps)),
    Fault("answers several lookups from several moments", rivals.a_snapshot_is_of_one_moment, made(ReadsOneByOne)),
    Fault("shows what it is about to undo", rivals.a_refused_commit_is_never_seen, made(ShowsWhatItUndoes)),
    Fault("ignores the version in one table", conflicts.what_moved_since_is_refused, made(IgnoresVersionsOfResets)),
    Fault("checks only what it writes", conflicts.what_moved_since_is_refused, made(ChecksOnlyWhatItWrites)),
    Fault("does not look again for absences", conflicts.an_absence_counts_as_seen, made(TakesAbsenceForNothing)),
    Fault(
        "does not look again for one more of several",
        conflicts.one_more_among_several_counts_as_moved,
        made(ChecksOnlyThatSomethingIsThere),
    ),
    Fault("writes over what was not seen", conflicts.a_record_not_seen_is_never_overwritten, made(Overwrites)),
    Fault(
        "lets the last of two new records win", conflicts.one_decision_makes_a_record_once, made(LetsTheLastOneWin)
    ),
    Fault("counts versions from one again", conflicts.a_version_is_never_used_again, made(CountsVersionsFromOne)),
    Fault("makes versions from content", conflicts.every_save_makes_another_version, made(VersionsByContent)),
    Fault("has one version for everything", conflicts.only_what_was_seen_can_conflict, made(ConflictsWithStrangers)),
    Fault("queues the mail before the commit", conflicts.a_conflict_leaves_no_trace, made(QueuesBeforeItCommits)),
    Fault("loses the second mail of a commit", conflicts.a_commit_stores_its_mails, made(QueuesOneMailACommit)),
    Fault("rolls back every table but one", conflicts.a_conflict_leaves_no_trace, made(RollsBackAllButTallies)),
    Fault("deletes before it has checked", conflicts.a_conflict_leaves_no_trace, made(DeletesBeforeItChecks)),
)
