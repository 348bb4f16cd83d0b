"""Storages that find something else than was stored."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.language import FRENCH
from espaceclient.domain.registration import Registration
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import ContractNumber
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    RegistrationsFor,
    RegistrationsOfContract,
    SessionsOfAccount,
    Snapshot,
    identity,
)
from espaceclient.testing.laws.storage import reading
from espaceclient.testing.samples import EPOCH
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import Alters, Found, address, made


def remembering(kind: type[AnyLookup]) -> type[MemoryStorage]:
    """Make a storage that keeps the first answer to one kind of question."""

    class Remembering(MemoryStorage):
        def __init__(self, outbox: MemoryOutbox | None = None) -> None:
            super().__init__(outbox)
            self._answers: dict[AnyLookup, Found] = {}

        def _find(self, lookup: AnyLookup) -> Found:
            found = super()._find(lookup)
            return (
                self._answers.setdefault(lookup, found)
                if isinstance(lookup, kind) and found
                else found
            )

    return Remembering


class KeepsNoLanguage(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Account | Registration):
            return evolve(record, language=FRENCH)
        return record


class KeepsOnlyTheKey(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Account):
            return evolve(record, email=address(record.email.key, key=record.email.key))
        return record


class KeepsSeconds(Alters):
    def alter(self, record: Record) -> Record:
        return (
            evolve(record, opened_at=record.opened_at.replace(microsecond=0))
            if isinstance(record, HourlyCounter)
            else record
        )


class KeepsNaiveTimes(Alters):
    def alter(self, record: Record) -> Record:
        return (
            evolve(record, opened_at=record.opened_at.replace(tzinfo=None))
            if isinstance(record, Session)
            else record
        )


class KeepsLocalTimes(Alters):
    def alter(self, record: Record) -> Record:
        local = ZoneInfo("Europe/Paris")
        return (
            evolve(record, opened_at=record.opened_at.astimezone(local))
            if isinstance(record, Session)
            else record
        )


class KeepsContractsAsIntegers(Alters):
    def alter(self, record: Record) -> Record:
        if not isinstance(record, Holding):
            return record
        number = ContractNumber(str(int(record.contract.number.digits)))
        return evolve(record, subscription=evolve(record.subscription, contract_number=number))


class CutsAddressesAt100(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Registration):
            return evolve(record, email=address(record.email.text[:100], key=record.email.key))
        return record


class TakesZeroForNothing(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, HourlyCounter) and record.opened_at == EPOCH:
            return evolve(record, opened_at=EPOCH + timedelta(days=1))
        return record


class EndsBeforeTheLastInstant(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Session) and record.seen_at > FOREVER - timedelta(seconds=1):
            raise OverflowError("date value out of range")
        return record


class ForgetsToUpdateOneColumn(MemoryStorage):
    def _write(self, record: Record) -> None:
        before = self._records.get((type(record), identity(record)))
        if before and isinstance(record, Session):
            record = evolve(record, expires_at=before.record.expires_at)
        super()._write(record)


class NeverDeletes(MemoryStorage):
    def _forget(self, key: Any) -> None:
        if key[0] is not HourlyCounter:
            super()._forget(key)


class DeletesAllThatIsRelated(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, seen)
        if any(isinstance(record, Session) for record in decision.delete):
            for key in [key for key in self._records if key[0] is not Account]:
                self._forget(key)


class FindsRegistrationsByAddressOnly(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        found = super()._find(lookup)
        if isinstance(lookup, RegistrationsFor):
            return tuple(one for one in found if one.record.email.key == lookup.key)
        return found


class FindsWhatWaitsByNumberOnly(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        if not isinstance(lookup, RegistrationsOfContract):
            return super()._find(lookup)
        number = lookup.contract.number
        return tuple(one for one in self._all(Registration) if one.record.contract.number == number)


class FindsAnyOwner(MemoryStorage):
    def _owner_of(self, found: Found) -> Found:
        accounts = self._all(Account)
        return (accounts[0],) if found else ()


class FindsTheLatestSessionOnly(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        found = super()._find(lookup)
        if isinstance(lookup, SessionsOfAccount):
            return tuple(sorted(found, key=lambda one: one.record.seen_at)[-1:])
        return found


class FindsNobodyBySurprise(MemoryStorage):
    def read(self, *lookups: AnyLookup) -> Snapshot:
        seen = super().read(*lookups)
        return Snapshot({lookup: found for lookup, found in seen.found.items() if found})


READING_FAULTS = (
    *(
        Fault(f"remembers {what}", law, made(remembering(kind)))
        for kind, what, law in (
            (
                AccountOfSession,
                "whose a session was",
                reading.the_owner_of_a_session_or_a_reset_is_found,
            ),
            (
                AccountOfReset,
                "whose a reset was",
                reading.the_owner_of_a_session_or_a_reset_is_found,
            ),
            (
                AccountOfContract,
                "who had a contract",
                reading.a_replaced_record_is_found_as_it_is_now,
            ),
            (
                AccountAtAddress,
                "who had an address",
                reading.a_replaced_record_is_found_as_it_is_now,
            ),
            (AccountById, "an account by its id", reading.a_replaced_record_is_found_as_it_is_now),
            (RegistrationsFor, "what waited", reading.a_replaced_record_is_found_as_it_is_now),
            (
                RegistrationsOfContract,
                "what waited for a contract",
                reading.a_replaced_record_is_found_as_it_is_now,
            ),
        )
    ),
    Fault("keeps no language", reading.what_was_saved_is_read_back_whole, made(KeepsNoLanguage)),
    Fault(
        "keeps an address folded", reading.what_was_saved_is_read_back_whole, made(KeepsOnlyTheKey)
    ),
    Fault("keeps no microseconds", reading.what_was_saved_is_read_back_whole, made(KeepsSeconds)),
    Fault("keeps naive times", reading.what_was_saved_is_read_back_whole, made(KeepsNaiveTimes)),
    Fault("keeps local times", reading.what_was_saved_is_read_back_whole, made(KeepsLocalTimes)),
    Fault(
        "loses leading zeros",
        reading.extreme_values_are_read_back_whole,
        made(KeepsContractsAsIntegers),
    ),
    Fault(
        "takes zero for no time at all",
        reading.extreme_values_are_read_back_whole,
        made(TakesZeroForNothing),
    ),
    Fault(
        "stops before the last instant",
        reading.extreme_values_are_read_back_whole,
        made(EndsBeforeTheLastInstant),
    ),
    Fault(
        "updates all columns but one",
        reading.a_replaced_record_is_found_as_it_is_now,
        made(ForgetsToUpdateOneColumn),
    ),
    Fault(
        "cuts addresses at 100 characters",
        reading.extreme_values_are_read_back_whole,
        made(CutsAddressesAt100),
    ),
    Fault(
        "leaves out what it did not find",
        reading.an_empty_storage_finds_nothing,
        made(FindsNobodyBySurprise),
    ),
    Fault("never deletes from one table", reading.what_was_deleted_is_gone, made(NeverDeletes)),
    Fault(
        "deletes more than it was told",
        reading.what_was_deleted_is_gone,
        made(DeletesAllThatIsRelated),
    ),
    Fault(
        "finds what waits by address only",
        reading.registrations_are_found_by_address_or_contract,
        made(FindsRegistrationsByAddressOnly),
    ),
    Fault(
        "finds what waits for a contract at any operator",
        reading.the_same_number_at_another_operator_is_another_contract,
        made(FindsWhatWaitsByNumberOnly),
    ),
    Fault(
        "finds one session of an account",
        reading.the_sessions_of_an_account_are_found,
        made(FindsTheLatestSessionOnly),
    ),
    Fault(
        "joins a session to the wrong account",
        reading.the_owner_of_a_session_or_a_reset_is_found,
        made(FindsAnyOwner),
    ),
)
