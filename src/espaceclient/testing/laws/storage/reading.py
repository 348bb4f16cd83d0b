"""What was saved is found, whole, by every lookup that names it; and what belongs to an account
comes and goes with it.
"""

from attrs import evolve

from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.values import Contract, Operator
from espaceclient.ports.storage import (
    AccountOfAddressChange,
    AccountOfReset,
    AccountOfSession,
    HoldingsOfContract,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    SessionsOfAccount,
)
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.laws.storage.extremes import EXTREMES
from espaceclient.testing.laws.storage.fixture import (
    NOTHING_SEEN,
    UNRELATED,
    StorageAndOutbox,
    an,
    answers,
    every_lookup,
    lookup,
    name,
    saving,
)
from espaceclient.testing.laws.storage.mutations import changed
from espaceclient.testing.samples import EPOCH
from espaceclient.testing.strategies.records import OneOfEach, TwoOfEach, one_of_each, two_of_each


@law_for_all(one_of_each(), examples=5)
def an_empty_storage_finds_nothing(made: StorageAndOutbox, records: OneOfEach) -> None:
    """An empty storage answers every lookup, and answers it by nothing."""
    asked = every_lookup(*records.all)
    found = made.storage.read(*asked).found
    expect(set(found) == set(asked), f"{len(asked)} lookups were asked and {len(found)} answered")
    for each in asked:
        expect(found[each] == (), f"{name(each)} found {len(found[each])}")


@law_for_all(one_of_each(), examples=40)
def what_was_saved_is_read_back_whole(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A record that was saved is read back with all that was in it, to the last character and
    microsecond.
    """
    made.save_new(*records.all)
    made.expect_all_found(*records.all)


@law_of_one
def extreme_values_are_read_back_whole(made: StorageAndOutbox) -> None:
    """Extremes come back whole: 1970 and 9999, microseconds, the longest address, astral letters,
    leading zeros.
    """
    for records in EXTREMES:
        made.save_new(*records.all)
    for records in EXTREMES:
        for each, record in answers(records).items():
            made.expect_found(each, record)


@law_for_all(one_of_each(), examples=10)
def a_replaced_record_is_found_as_it_is_now(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A record that was saved again is found as it is now, and only so, by every lookup."""
    made.save_new(*records.all)
    for record in records.all:
        asked = [each for each, found in answers(records).items() if found is record]
        made.storage.read(*asked)  # a storage that caches an answer is found out
        made.save_again(changed(record))
        for each in asked:
            made.expect_found(each, changed(record))


@law_for_all(one_of_each(), examples=10)
def what_was_deleted_is_gone(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A record that was deleted is found no more, and nothing else is lost with it."""
    left = list(records.all)
    made.save_new(*left)
    while left:
        gone = left.pop()  # the account last: what belongs to it goes before it
        made.delete(gone)
        expect(made.found_by(lookup(gone)) == [], f"{an(gone)} was found")
        made.expect_all_found(*left)


@law_for_all(two_of_each(), examples=10)
def registrations_are_found_by_address_or_contract(
    made: StorageAndOutbox, drawn: TwoOfEach
) -> None:
    """Whatever waits for an address or for a contract is found, and nothing else."""
    asked, elsewhere = (records.registration for records in drawn)
    at_address = evolve(elsewhere, id=RegistrationId("at-the-address"), email=asked.email)
    other = RegistrationId("of-the-contract")
    of_contract = evolve(elsewhere, id=other, subscription=asked.subscription)
    made.save_new(asked, at_address, of_contract, elsewhere)
    waiting = RegistrationsFor(asked.email.key, asked.subscription.contract)
    there = RegistrationsAtAddress(asked.email.key)
    for_it = RegistrationsOfContract(asked.contract)
    for each, wanted in (
        (waiting, {asked.id, at_address.id, of_contract.id}),
        (there, {asked.id, at_address.id}),
        (for_it, {asked.id, of_contract.id}),
    ):
        found = [stored.record.id for stored in made.storage.read(each).found[each]]
        missing = f"{sorted(wanted)} were waiting and {name(each)} found {sorted(found)}"
        expect(sorted(found) == sorted(wanted), missing)


@law_for_all(one_of_each(), examples=5)
def the_same_number_at_another_operator_is_another_contract(
    made: StorageAndOutbox, records: OneOfEach
) -> None:
    """A contract is looked up with its operator: the same number elsewhere finds nothing."""
    made.save_new(*records.all)
    contract = records.registration.contract
    other = Contract(Operator(f"not {contract.operator.code}"), contract.number)
    for each in (HoldingsOfContract(other), RegistrationsOfContract(other)):
        expect(made.found_by(each) == [], f"{name(each)} found one of another operator")


@law_for_all(two_of_each(), examples=10)
def the_owner_of_a_session_or_a_reset_is_found(made: StorageAndOutbox, drawn: TwoOfEach) -> None:
    """A session, a reset and a change of address find their own account, as it is now."""
    for records in drawn:
        made.save_new(*records.all)
    for records in drawn:
        asked = (
            AccountOfSession(records.session.id),
            AccountOfReset(records.reset.id),
            AccountOfAddressChange(records.address_change.id),
        )
        made.storage.read(*asked)
        made.save_again(changed(records.account))
        for each in asked:
            made.expect_found(each, changed(records.account))


@law_for_all(two_of_each(), examples=5)
def the_sessions_of_an_account_are_found(made: StorageAndOutbox, drawn: TwoOfEach) -> None:
    """All the sessions of an account are found, expired or not, and nobody else's."""
    for records in drawn:
        made.save_new(*records.all)
    one = drawn[0].session
    another = evolve(one, id=SessionId("on another device"), seen_at=EPOCH, expires_at=EPOCH)
    made.save_new(another)
    asked = SessionsOfAccount(one.account)
    found = sorted(record.id for record in made.found_by(asked) if isinstance(record, Session))
    expect(found == sorted((one.id, another.id)), f"of two sessions {len(found)} were found")


@law_for_all(one_of_each(), examples=3)
def nothing_belongs_to_nobody(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A holding, a session, a reset or a change of address of an account that is not stored is
    refused.
    """
    for orphan in (records.holding, records.session, records.reset, records.address_change):
        stored = f"{an(orphan)} of nobody was stored"
        made.expect_refused(saving(orphan), NOTHING_SEEN, stored)


@law_for_all(two_of_each(), examples=3)
def what_belongs_to_an_account_comes_with_it(made: StorageAndOutbox, two: TwoOfEach) -> None:
    """A holding, a session, a reset and a change of address may be saved together with their
    account, before or after it.
    """
    for records, together in zip(two, (two[0].all, two[1].all[::-1]), strict=True):
        expect(not made.refuses(saving(*together)), "they were refused")
        for each, record in answers(records).items():
            made.expect_found(each, record)


@law_for_all(one_of_each(), examples=3)
def what_belongs_to_an_account_goes_with_it(made: StorageAndOutbox, records: OneOfEach) -> None:
    """A deleted account takes its holdings, sessions, resets and changes of address with it, and
    nothing else; whoever saw them is refused.
    """
    made.save_new(*records.all)
    of_account = (records.holding, records.session, records.reset, records.address_change)
    owned = every_lookup(*of_account)
    seen = {each: made.storage.read(each) for each in owned}
    made.delete(records.account)
    for each, before in seen.items():
        expect(made.found_by(each) == [], f"{name(each)} still found something")
        made.expect_refused(UNRELATED, before, f"what {name(each)} had found went unnoticed")
    made.expect_all_found(records.registration, records.counter, records.failed_attempts)
