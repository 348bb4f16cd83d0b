"""What was saved is found, whole, by every lookup that names it."""

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.ports.storage import (
    AccountOfReset,
    AccountOfSession,
    RegistrationsFor,
)
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.extremes import EXTREMES
from espaceclient.testing.laws.storage.mutations import changed
from espaceclient.testing.laws.storage.records import (
    MakeStorage,
    an,
    answers,
    deleting,
    every_lookup,
    expect_found,
    found_by,
    lookup,
    name,
    save_new,
    save_seen,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, two_of_each


@law
def an_empty_storage_finds_nothing(make: MakeStorage) -> None:
    """An empty storage answers every lookup, and answers it by nothing."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            asked = every_lookup(*records.all)
            seen = made.storage.read(*asked)
            expect(
                set(seen.found) == set(asked),
                f"{len(asked)} lookups were asked and {len(seen.found)} answered",
            )
            for each in asked:
                expect(seen.found[each] == (), f"{name(each)} found {len(seen.found[each])}")

    for_all(one_of_each(), check, examples=5)


@law
def what_was_saved_is_read_back_whole(make: MakeStorage) -> None:
    """A record that was saved is read back with all that was in it, to the last character and
    microsecond.
    """

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                expect_found(made.storage, lookup(record), record)

    for_all(one_of_each(), check, examples=40)


@law
def extreme_values_are_read_back_whole(make: MakeStorage) -> None:
    """Extremes come back whole: 1970 and 9999, microseconds, the longest address, astral letters,
    leading zeros.
    """
    with opened(make()) as made:
        for records in EXTREMES:
            save_new(made.storage, *records.all)
        for records in EXTREMES:
            for each, record in answers(records).items():
                expect_found(made.storage, each, record)


@law
def a_replaced_record_is_found_as_it_is_now(make: MakeStorage) -> None:
    """A record that was saved again is found as it is now, and only so."""

    def check(records: OneOfEach) -> None:
        with opened(make()) as made:
            save_new(made.storage, *records.all)
            for record in records.all:
                asked = (
                    every_lookup(record)
                    if isinstance(record, Account | Registration)
                    else (lookup(record),)
                )
                made.storage.read(*asked)  # whoever remembers an answer is found out
                save_seen(made.storage, changed(record))
                for each in asked:
                    expect_found(made.storage, each, changed(record))

    for_all(one_of_each(), check, examples=10)


@law
def what_was_deleted_is_gone(make: MakeStorage) -> None:
    """A record that was deleted is found no more, and nothing else is lost with it."""

    def check(records: OneOfEach) -> None:
        left = list(records.all)
        with opened(make()) as made:
            save_new(made.storage, *left)
            while left:
                gone = left.pop()  # the account last: what belongs to it goes before it
                made.storage.commit(deleting(gone), made.storage.read(lookup(gone)))
                expect(found_by(made.storage, lookup(gone)) == [], f"{an(gone)} was found")
                for record in left:
                    expect_found(made.storage, lookup(record), record)

    for_all(one_of_each(), check, examples=10)


@law
def registrations_are_found_by_address_or_contract(make: MakeStorage) -> None:
    """Whatever waits for an address or for a contract is found, and nothing else."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        asked, elsewhere = (records.registration for records in drawn)
        at_address = evolve(elsewhere, id=RegistrationId("at-the-address"), email=asked.email)
        of_contract = evolve(
            elsewhere, id=RegistrationId("of-the-contract"), subscription=asked.subscription
        )
        waiting = RegistrationsFor(asked.email.key, asked.subscription.contract)
        with opened(make()) as made:
            save_new(made.storage, asked, at_address, of_contract, elsewhere)
            found = sorted(stored.record.id for stored in made.storage.read(waiting).found[waiting])
            wanted = sorted((asked.id, at_address.id, of_contract.id))
            expect(found == wanted, f"{wanted} were waiting and {found} found")

    for_all(two_of_each(), check, examples=10)


@law
def the_owner_of_a_session_or_a_reset_is_found(make: MakeStorage) -> None:
    """A session and a reset find their own account, as it is now."""

    def check(drawn: tuple[OneOfEach, OneOfEach]) -> None:
        with opened(make()) as made:
            for records in drawn:
                save_new(made.storage, *records.all)
            for records in drawn:
                made.storage.read(
                    AccountOfSession(records.session.id), AccountOfReset(records.reset.id)
                )
                save_seen(made.storage, changed(records.account))
                for each in (
                    AccountOfSession(records.session.id),
                    AccountOfReset(records.reset.id),
                ):
                    expect_found(made.storage, each, changed(records.account))

    for_all(two_of_each(), check, examples=10)


READING_LAWS = (
    an_empty_storage_finds_nothing,
    what_was_saved_is_read_back_whole,
    extreme_values_are_read_back_whole,
    a_replaced_record_is_found_as_it_is_now,
    what_was_deleted_is_gone,
    registrations_are_found_by_address_or_contract,
    the_owner_of_a_session_or_a_reset_is_found,
)
