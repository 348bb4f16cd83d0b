"""Who may hold an address or a contract, and which of them are the same."""

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.values import ContractNumber, Operator
from espaceclient.ports.storage import AccountAtAddress, AnyLookup
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.storage.mutations import household
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    MakeStorage,
    answers,
    conflicts,
    expect_found,
    expect_refused,
    found_by,
    lookup,
    name,
    save_new,
    saving,
)
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, two_accounts
from espaceclient.testing.strategies.values import email_address

_DESERET = "\U00010400", "\U00010401", "\U00010428"
_LONG_DOMAIN = ".".join(["a" * 60, "b" * 60, "c" * 60, "d" * 30])
_LONG = (f"anne@{_LONG_DOMAIN}.nord.fr", f"anne@{_LONG_DOMAIN}.sud.fr")
_LIKE_ADDRESSES = (
    "zoe",
    "zoë",
    "Élise",
    "élise",
    "strasse",
    "straße",
    "fiona",
    "ﬁona",
    *_DESERET,
    *_LONG,
)
_LIKE_OPERATORS = (
    "La-bas",
    "Là-bas",
    "là-bas",
    "LÀ-BAS",
    "Sources \U0001f4a7",
    "Sources \U0001f4a6",
)
_LIKE_IDS = ("Key", "key", "KEY", "kEy")


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
        expect_refused(made, saving(first, second), NOTHING_SEEN, "one commit stored two accounts")
        save_new(made.storage, first)
        expect_refused(made, saving(second), NOTHING_SEEN, "a second account was stored")


@law
def addresses_are_compared_by_key(make: MakeStorage) -> None:
    """Two addresses of one key are one address, however they are spelt."""

    def check(drawn: tuple[Account, Account]) -> None:
        first = evolve(drawn[0], email=EmailAddress("Anne@Exemple.fr"))
        second = evolve(drawn[1], email=EmailAddress("ANNE@exemple.fr"))
        with opened(make()) as made:
            save_new(made.storage, first)
            expect_found(made.storage, AccountAtAddress("anne@exemple.fr"), first)
            expect_refused(
                made, saving(second), NOTHING_SEEN, f"{second.email} had an account of its own"
            )

    for_all(two_accounts(), check, examples=5)


@law
def like_addresses_are_several(make: MakeStorage) -> None:
    """Addresses of two keys are two addresses, however alike: accents and case beyond ASCII
    count.
    """

    def check(records: OneOfEach) -> None:
        _expect_apart(
            make, (_holding(records, f"{n}", like, n) for n, like in enumerate(_LIKE_ADDRESSES))
        )

    for_all(one_of_each(), check, examples=3)


@law
def the_same_digits_at_two_operators_are_two_contracts(make: MakeStorage) -> None:
    """The same digits at two operators are two contracts, each with its own account, however alike
    their names.
    """

    def check(records: OneOfEach) -> None:
        _expect_apart(
            make,
            (_holding(records, f"{n}", f"{n}", 42, like) for n, like in enumerate(_LIKE_OPERATORS)),
        )

    for_all(one_of_each(), check, examples=3)


@law
def like_ids_are_several(make: MakeStorage) -> None:
    """Records of two ids or keys are two records, though these differ only in upper and lower
    case.
    """

    def check(records: OneOfEach) -> None:
        _expect_apart(
            make, (_holding(records, like, f"{n}", n) for n, like in enumerate(_LIKE_IDS))
        )

    for_all(one_of_each(), check, examples=3)


def _holding(
    records: OneOfEach, known_as: str, address: str, digits: int, operator: str = "Eaux d'Ici"
) -> OneOfEach:
    """Return records of which the account and the registration have that address and that
    contract.
    """
    known = household(records, known_as)
    whole = address if "@" in address else f"{address}@exemple.fr"
    before = records.account.subscription
    commune = evolve(before.commune, operator=Operator(operator))
    subscription = evolve(before, commune=commune, contract_number=ContractNumber(f"{digits:07}"))
    held: dict[str, Any] = {"email": email_address(whole), "subscription": subscription}
    return evolve(
        known,
        account=evolve(known.account, **held),
        registration=evolve(known.registration, **held),
    )


def _expect_apart(make: MakeStorage, alike: Iterable[OneOfEach]) -> None:
    """Each of them can be saved beside the others, and finds its own records."""
    found: dict[AnyLookup, Record] = {}
    with opened(make()) as made:
        for records in alike:
            its_own = answers(records)
            for each in its_own:
                expect(found_by(made.storage, each) == [], f"{name(each)} found the one of another")
            expect(
                not conflicts(made.storage, saving(*records.all), NOTHING_SEEN),
                "one of them was refused",
            )
            found |= its_own
        for each, record in found.items():
            expect_found(made.storage, each, record)


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
    """An account that moved to another address and contract is found there, and what it held before
    is free.
    """

    def check(drawn: tuple[Account, Account]) -> None:
        before, other = drawn
        after = evolve(other, id=before.id)
        taker = evolve(before, id=other.id)
        with opened(make()) as made:
            save_new(made.storage, before)
            made.storage.commit(saving(after), made.storage.read(lookup(before)))
            expect(
                found_by(made.storage, lookup(before)) == [], "it was still found where it had been"
            )
            expect_found(made.storage, lookup(after), after)
            expect(
                not conflicts(made.storage, saving(taker), NOTHING_SEEN),
                "what it had held was refused to others",
            )

    for_all(two_accounts(), check, examples=5)


CLAIMS_LAWS = (
    one_address_has_one_account,
    one_contract_has_one_account,
    addresses_are_compared_by_key,
    like_addresses_are_several,
    the_same_digits_at_two_operators_are_two_contracts,
    like_ids_are_several,
    registrations_hold_nothing_against_anyone,
    a_changed_account_frees_what_it_held,
)
