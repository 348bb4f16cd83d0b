"""Who may hold an address or a contract."""

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.values import Operator
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    MakeStorage,
    conflicts,
    expect_found,
    found_by,
    lookup,
    save_new,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, two_accounts


@law
def one_address_has_one_account(make: MakeStorage) -> None:
    """One address has at most one account, saved together or one after the other."""

    def check(drawn: tuple[Account, Account]) -> None:
        first, second = drawn[0], evolve(drawn[1], email=drawn[0].email)
        _expect_one_of(first, second, make)

    for_all(two_accounts(), check, examples=10)


@law
def one_contract_has_one_account(make: MakeStorage) -> None:
    """One contract has at most one account, saved together or one after the other."""

    def check(drawn: tuple[Account, Account]) -> None:
        first, second = drawn[0], evolve(drawn[1], subscription=drawn[0].subscription)
        _expect_one_of(first, second, make)

    for_all(two_accounts(), check, examples=10)


def _expect_one_of(first: Account, second: Account, make: MakeStorage) -> None:
    with opened(make()) as made:
        expect(conflicts(made.storage, saving(first, second), NOTHING_SEEN), "one commit stored two accounts")
        save_new(made.storage, first)
        expect(conflicts(made.storage, saving(second), NOTHING_SEEN), "a second account was stored")


@law
def addresses_are_compared_by_key(make: MakeStorage) -> None:
    """Two addresses of one key are one address, however they are spelt."""

    def check(drawn: tuple[Account, Account]) -> None:
        first = evolve(drawn[0], email=EmailAddress("Anne@Exemple.fr", "anne@exemple.fr"))
        second = evolve(drawn[1], email=EmailAddress("ANNE@exemple.fr", "anne@exemple.fr"))
        with opened(make()) as made:
            save_new(made.storage, first)
            expect_found(made.storage, AccountAtAddress("anne@exemple.fr"), first)
            expect(conflicts(made.storage, saving(second), NOTHING_SEEN), f"{second.email} had an account of its own")

    for_all(two_accounts(), check, examples=5)


@law
def the_same_digits_at_two_operators_are_two_contracts(make: MakeStorage) -> None:
    """The same digits at two operators are two contracts, each with its own account."""

    def check(drawn: tuple[Account, Account]) -> None:
        here = _at_operator(drawn[0], "Eaux d'Ici")
        there = _at_operator(evolve(drawn[1], subscription=drawn[0].subscription), "Eaux de Là-bas")
        with opened(make()) as made:
            save_new(made.storage, here, there)
            for account in (here, there):
                expect_found(made.storage, AccountOfContract(account.contract), account)

    for_all(two_accounts(), check, examples=5)


def _at_operator(account: Account, operator: str) -> Account:
    commune = evolve(account.subscription.commune, operator=Operator(operator))
    return evolve(account, subscription=evolve(account.subscription, commune=commune))


@law
def registrations_hold_nothing_against_anyone(make: MakeStorage) -> None:
    """Several registrations wait for one address and one contract, and an account may take both."""

    def check(records: OneOfEach) -> None:
        first = records.registration
        second = evolve(first, id=RegistrationId("a-second-one"))
        holder = evolve(records.account, email=first.email, subscription=first.subscription)
        with opened(make()) as made:
            refused = conflicts(made.storage, saving(first, second, holder), NOTHING_SEEN)
            expect(not refused, "the account was refused, or the second registration")

    for_all(one_of_each(), check, examples=5)


@law
def a_changed_account_frees_what_it_held(make: MakeStorage) -> None:
    """An account that moved to another address and contract is found there, and what it held before is free."""

    def check(drawn: tuple[Account, Account]) -> None:
        before, other = drawn
        after = evolve(other, id=before.id)
        taker = evolve(before, id=other.id)
        with opened(make()) as made:
            save_new(made.storage, before)
            made.storage.commit(saving(after), made.storage.read(lookup(before)))
            expect(found_by(made.storage, lookup(before)) == [], "it was still found where it had been")
            expect_found(made.storage, lookup(after), after)
            expect(not conflicts(made.storage, saving(taker), NOTHING_SEEN), "what it had held was refused to others")

    for_all(two_accounts(), check, examples=5)


CLAIMS_LAWS = (
    one_address_has_one_account,
    one_contract_has_one_account,
    addresses_are_compared_by_key,
    the_same_digits_at_two_operators_are_two_contracts,
    registrations_hold_nothing_against_anyone,
    a_changed_account_frees_what_it_held,
)
