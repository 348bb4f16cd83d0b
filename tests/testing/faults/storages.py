"""Storages that get one thing wrong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import Registration
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import Tally
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AccountOfContract,
    AccountOfSession,
    AnyLookup,
    Due,
    RegistrationsFor,
    ResetById,
    Snapshot,
    Stored,
    StreakByKey,
    TallyByKey,
    identity,
)
from espaceclient.testing.laws import StorageAndOutbox
from espaceclient.testing.laws.storage import belonging, claims, conflicts, due, durable, reading, rivals
from espaceclient.testing.laws.storage.records import lookup
from tests.testing.faults.fault import Fault

Found = tuple[Stored[Any], ...]


def made(storage: type[MemoryStorage]) -> Callable[[], StorageAndOutbox]:
    def make() -> StorageAndOutbox:
        outbox = MemoryOutbox()
        return StorageAndOutbox(storage(outbox), outbox)

    return make


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


class KeepsOrphans(MemoryStorage):
    def _will_be_held(self, account: AccountId, decision: Decision[object]) -> bool:
        return bool(account and decision)


class LeavesWhatBelonged(MemoryStorage):
    def _forget_what_hangs_on(self, record: Record) -> None:
        """Forgets the account alone."""


class RemembersOwners(MemoryStorage):
    """Keeps the first answer to whose a session is."""

    def __init__(self, outbox: MemoryOutbox | None = None) -> None:
        super().__init__(outbox)
        self._owners: dict[AnyLookup, tuple[Stored[Any], ...]] = {}

    def _find(self, lookup: AnyLookup) -> tuple[Stored[Any], ...]:
        found = super()._find(lookup)
        if isinstance(lookup, AccountOfSession) and found:
            return self._owners.setdefault(lookup, found)
        return found


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


class Alters(MemoryStorage):
    """Keeps another record than it was given."""

    def alter(self, record: Record) -> Record:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, save=tuple(map(self.alter, decision.save))), seen)


class LooksAddressesUpByText(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Account):
            return evolve(record, email=EmailAddress(record.email.text, record.email.text))
        return record


class KeepsOnlyTheKey(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Account):
            return evolve(record, email=EmailAddress(record.email.key, record.email.key))
        return record


class KeepsSeconds(Alters):
    def alter(self, record: Record) -> Record:
        return (
            evolve(record, opened_at=record.opened_at.replace(microsecond=0)) if isinstance(record, Tally) else record
        )


class KeepsNaiveTimes(Alters):
    def alter(self, record: Record) -> Record:
        return (
            evolve(record, opened_at=record.opened_at.replace(tzinfo=None)) if isinstance(record, Session) else record
        )


class KeepsLocalTimes(Alters):
    def alter(self, record: Record) -> Record:
        local = ZoneInfo("Europe/Paris")
        return evolve(record, opened_at=record.opened_at.astimezone(local)) if isinstance(record, Session) else record


class KeepsContractsAsIntegers(Alters):
    def alter(self, record: Record) -> Record:
        if not isinstance(record, Account):
            return record
        number = ContractNumber(str(int(record.contract.number.digits)))
        return evolve(record, subscription=evolve(record.subscription, contract_number=number))


class CutsAddressesAt100(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Registration):
            return evolve(record, email=EmailAddress(record.email.text[:100], record.email.key))
        return record


class KnowsOneOperator(Alters):
    def alter(self, record: Record) -> Record:
        if not isinstance(record, Account):
            return record
        commune = evolve(record.subscription.commune, operator=Operator("one"))
        return evolve(record, subscription=evolve(record.subscription, commune=commune))

    def read(self, *lookups: AnyLookup) -> Snapshot:
        seen = super().read(*lookups)
        by_digits: dict[AnyLookup, Found] = {
            lookup: self._find(AccountOfContract(Contract(Operator("one"), lookup.contract.number)))
            for lookup in lookups
            if isinstance(lookup, AccountOfContract)
        }
        return Snapshot({**seen.found, **by_digits})


class NeverDeletes(MemoryStorage):
    def _forget(self, key: Any) -> None:
        if key[0] is not Tally:
            super()._forget(key)


class DeletesTheWholeHousehold(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, seen)
        if any(isinstance(record, Session) for record in decision.delete):
            for key in [key for key in self._records if key[0] is not Account]:
                self._forget(key)


class MovesNobody(MemoryStorage):
    def _forget(self, key: Any) -> None:
        self._records.pop(key, None)


class FindsRegistrationsByAddressOnly(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        found = super()._find(lookup)
        if isinstance(lookup, RegistrationsFor):
            return tuple(one for one in found if one.record.email.key == lookup.key)
        return found


class HoldsRegistrationsAgainstOthers(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        keys = [record.email.key for record in decision.save if isinstance(record, Registration)]
        if len(set(keys)) < len(keys):
            raise Conflict("an address waits already")
        super().commit(decision, seen)


class FindsAnyOwner(MemoryStorage):
    def _owner_of(self, found: Found) -> Found:
        accounts = self._all(Account)
        return (accounts[0],) if found else ()


class IsDueAMomentLate(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(evolve(lookup, now=lookup.now - timedelta(microseconds=1)))


class IsDueAMomentEarly(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(evolve(lookup, now=lookup.now + timedelta(microseconds=1)))


class ForgetsThatStreaksRunOut(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return tuple(one for one in super()._due(lookup) if not hasattr(one.record, "in_a_row"))


class BoundsAllKindsTogether(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(lookup)[: lookup.at_most]


class FindsNobodyBySurprise(MemoryStorage):
    def read(self, *lookups: AnyLookup) -> Snapshot:
        seen = super().read(*lookups)
        return Snapshot({lookup: found for lookup, found in seen.found.items() if found})


class ClaimsNoContract(MemoryStorage):
    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        accounts = [one for one in decision.save if isinstance(one, Account)]
        free = [evolve(one, subscription=_a_contract_of_its_own(one)) for one in accounts]
        others = [one for one in decision.save if not isinstance(one, Account)]
        super()._check_claims(evolve(decision, save=(*free, *others)), seen)


def _a_contract_of_its_own(account: Account) -> Subscription:
    commune = evolve(account.subscription.commune, operator=Operator(account.id))
    return evolve(account.subscription, commune=commune)


KEPT_BY_THIS_PROCESS: dict[str, StorageAndOutbox] = {}


class ALocalPlace:
    """Each process that opens it has its own."""

    def __call__(self) -> StorageAndOutbox:
        return KEPT_BY_THIS_PROCESS.setdefault("here", made(MemoryStorage)())


def a_local_place() -> ALocalPlace:
    KEPT_BY_THIS_PROCESS.clear()
    return ALocalPlace()


def a_forgetful_place() -> Callable[[], StorageAndOutbox]:
    return made(MemoryStorage)


STORAGE_FAULTS = (
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
    Fault("keeps a session of nobody", belonging.nothing_belongs_to_nobody, made(KeepsOrphans)),
    Fault(
        "leaves the sessions of an account that is gone",
        belonging.what_belongs_to_an_account_goes_with_it,
        made(LeavesWhatBelonged),
    ),
    Fault("remembers whose a session was", reading.the_owner_of_a_session_or_a_reset_is_found, made(RemembersOwners)),
    Fault("counts versions from one again", conflicts.a_version_is_never_used_again, made(CountsVersionsFromOne)),
    Fault("makes versions from content", conflicts.every_save_makes_another_version, made(VersionsByContent)),
    Fault("has one version for everything", conflicts.only_what_was_seen_can_conflict, made(ConflictsWithStrangers)),
    Fault("queues the mail before the commit", conflicts.a_conflict_leaves_no_trace, made(QueuesBeforeItCommits)),
    Fault("loses the second mail of a commit", conflicts.a_commit_stores_its_mails, made(QueuesOneMailACommit)),
    Fault("rolls back every table but one", conflicts.a_conflict_leaves_no_trace, made(RollsBackAllButTallies)),
    Fault("deletes before it has checked", conflicts.a_conflict_leaves_no_trace, made(DeletesBeforeItChecks)),
    Fault("looks addresses up case-sensitively", claims.addresses_are_compared_by_key, made(LooksAddressesUpByText)),
    Fault(
        "takes the same digits at two operators for one contract",
        claims.the_same_digits_at_two_operators_are_two_contracts,
        made(KnowsOneOperator),
    ),
    Fault(
        "lets an unconfirmed request hold an address",
        claims.registrations_hold_nothing_against_anyone,
        made(HoldsRegistrationsAgainstOthers),
    ),
    Fault("leaves an old index behind", claims.a_changed_account_frees_what_it_held, made(MovesNobody)),
    Fault("lets two accounts hold one contract", claims.one_contract_has_one_account, made(ClaimsNoContract)),
    Fault("keeps an address folded", reading.what_was_saved_is_read_back_whole, made(KeepsOnlyTheKey)),
    Fault("keeps no microseconds", reading.what_was_saved_is_read_back_whole, made(KeepsSeconds)),
    Fault("keeps naive times", reading.what_was_saved_is_read_back_whole, made(KeepsNaiveTimes)),
    Fault("keeps local times", reading.what_was_saved_is_read_back_whole, made(KeepsLocalTimes)),
    Fault(
        "loses leading zeros",
        reading.extreme_values_are_read_back_whole,
        made(KeepsContractsAsIntegers),
    ),
    Fault("cuts addresses at 100 characters", reading.what_was_saved_is_read_back_whole, made(CutsAddressesAt100)),
    Fault("leaves out what it did not find", reading.an_empty_storage_finds_nothing, made(FindsNobodyBySurprise)),
    Fault("never deletes from one table", reading.what_was_deleted_is_gone, made(NeverDeletes)),
    Fault("deletes more than it was told", reading.what_was_deleted_is_gone, made(DeletesTheWholeHousehold)),
    Fault(
        "finds what waits by address only",
        reading.registrations_are_found_by_address_or_contract,
        made(FindsRegistrationsByAddressOnly),
    ),
    Fault(
        "joins a session to the wrong account",
        reading.the_owner_of_a_session_or_a_reset_is_found,
        made(FindsAnyOwner),
    ),
    Fault("purges a moment too late", due.due_finds_exactly_what_is_due, made(IsDueAMomentLate)),
    Fault("purges a moment too early", due.due_finds_exactly_what_is_due, made(IsDueAMomentEarly)),
    Fault("never purges one table", due.purging_removes_exactly_what_is_due, made(ForgetsThatStreaksRunOut)),
    Fault("bounds all kinds together", due.due_is_bounded_for_each_kind, made(BoundsAllKindsTogether)),
    Fault("forgets all when closed", durable.what_was_committed_outlives_closing, a_forgetful_place),
    Fault("holds in one process only", durable.rival_processes_make_one_account, a_local_place),
)
