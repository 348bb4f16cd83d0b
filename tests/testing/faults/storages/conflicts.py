"""Storages that commit what they should refuse, or refuse what they should commit."""

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.language import FRENCH
from espaceclient.domain.mail import ResetQuestion
from espaceclient.ports.storage import (
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    FailedAttemptsByKey,
    RegistrationsFor,
    ResetById,
    Snapshot,
    Stored,
    identity,
)
from espaceclient.testing.laws.storage import conflicts
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import Found, Overlooks, made, only_read_by, without


class IgnoresVersionsOfResets(Overlooks):
    def overlooks(self, lookup: AnyLookup, _: Found, /) -> bool:
        return isinstance(lookup, ResetById)


class ChecksOnlyWhatItWrites(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, without(seen, only_read_by(decision)))


class TakesAbsenceForNothing(Overlooks):
    def overlooks(self, _: AnyLookup, found: Found, /) -> bool:
        return not found


class ChecksOnlyThatSomethingIsThere(Overlooks):
    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        return isinstance(lookup, RegistrationsFor) and bool(found)


class Overwrites(MemoryStorage):
    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        present: dict[AnyLookup, Found] = {
            FailedAttemptsByKey(str(key)): (stored,) for key, stored in self._records.items()
        }
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
            lookup: tuple(evolve(one, version=self.commits) for one in all_)
            for lookup, all_ in seen.found.items()
        }
        return Snapshot(found)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, seen)
        self.commits += 1


class QueuesOneMailACommit(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, queue=decision.queue[:1]), seen)


class NeverLooksAtOwnersAgain(Overlooks):
    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        return isinstance(lookup, AccountOfSession | AccountOfReset | AccountOfContract) and bool(
            found
        )


class CountsWhatItHasSeen(Overlooks):
    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        return isinstance(lookup, RegistrationsFor) and len(self._find(lookup)) == len(found)


class ChecksTheFirstOfSeveral(Overlooks):
    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        now = self._find(lookup)
        return (
            isinstance(lookup, RegistrationsFor)
            and len(now) == len(found) > 0
            and now[0] == found[0]
        )


class BringsBackTheDead(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        saved = {identity(record) for record in decision.save}

        def saved_but_gone(lookup: AnyLookup, found: Found) -> bool:
            return not self._find(lookup) and any(
                identity(stored.record) in saved for stored in found
            )

        super().commit(decision, without(seen, saved_but_gone))


class QueuesMailsInFrench(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        queue = tuple(
            mail if isinstance(mail, ResetQuestion) else evolve(mail, language=FRENCH)
            for mail in decision.queue
        )
        super().commit(evolve(decision, queue=queue), seen)


CONFLICT_FAULTS = (
    Fault(
        "queues every mail in French",
        conflicts.a_commit_stores_its_mails,
        made(QueuesMailsInFrench),
    ),
    Fault(
        "ignores the version in one table",
        conflicts.what_moved_since_is_refused,
        made(IgnoresVersionsOfResets),
    ),
    Fault(
        "checks only what it writes",
        conflicts.what_moved_since_is_refused,
        made(ChecksOnlyWhatItWrites),
    ),
    Fault(
        "does not look again for absences",
        conflicts.an_absence_counts_as_seen,
        made(TakesAbsenceForNothing),
    ),
    Fault(
        "does not look again for one more of several",
        conflicts.what_moved_among_several_is_refused,
        made(ChecksOnlyThatSomethingIsThere),
    ),
    Fault(
        "does not look again at an owner",
        conflicts.what_moved_since_is_refused,
        made(NeverLooksAtOwnersAgain),
    ),
    Fault(
        "counts the several that it has seen",
        conflicts.what_moved_among_several_is_refused,
        made(CountsWhatItHasSeen),
    ),
    Fault(
        "looks again at the first of several",
        conflicts.what_moved_among_several_is_refused,
        made(ChecksTheFirstOfSeveral),
    ),
    Fault(
        "brings back what was deleted",
        conflicts.what_vanished_since_is_refused,
        made(BringsBackTheDead),
    ),
    Fault(
        "writes over what was not seen",
        conflicts.a_record_not_seen_is_never_overwritten,
        made(Overwrites),
    ),
    Fault(
        "lets the last of two new records win",
        conflicts.one_decision_makes_a_record_once,
        made(LetsTheLastOneWin),
    ),
    Fault(
        "counts versions from one again",
        conflicts.a_version_is_never_used_again,
        made(CountsVersionsFromOne),
    ),
    Fault(
        "makes versions from content",
        conflicts.every_save_makes_another_version,
        made(VersionsByContent),
    ),
    Fault(
        "has one version for everything",
        conflicts.only_what_was_seen_can_conflict,
        made(ConflictsWithStrangers),
    ),
    Fault(
        "loses the second mail of a commit",
        conflicts.a_commit_stores_its_mails,
        made(QueuesOneMailACommit),
    ),
)
