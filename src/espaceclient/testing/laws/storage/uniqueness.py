"""Which addresses, contracts and ids are the same, and which accounts may have them."""

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from espaceclient.domain.account import Account, Subscription
from espaceclient.domain.decision import Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.values import ContractNumber, Operator
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AnyLookup,
    RegistrationsFor,
)
from espaceclient.testing.laws.law import expect, law_for_all
from espaceclient.testing.laws.storage.fixture import (
    NOTHING_SEEN,
    StorageAndOutbox,
    answers,
    lookup,
    name,
    saving,
)
from espaceclient.testing.strategies.records import (
    OneOfEach,
    TwoOfEach,
    one_of_each,
    two_accounts,
    two_of_each,
)

_DESERET = "\U00010400", "\U00010401", "\U00010428"
_LONG_DOMAIN = ".".join(["a" * 60, "b" * 60, "c" * 60, "d" * 30])
_LONG = (f"anne@{_LONG_DOMAIN}.nord.fr", f"anne@{_LONG_DOMAIN}.sud.fr")
_ACCENTED = ("zoe", "zoë", "Élise", "élise", "strasse", "straße", "fiona", "ﬁona")
_LIKE_ADDRESSES = (*_ACCENTED, *_DESERET, *_LONG)
_LIKE_OPERATORS = (
    "La-bas",
    "Là-bas",
    "là-bas",
    "LÀ-BAS",
    "Sources \U0001f4a7",
    "Sources \U0001f4a6",
)
_LIKE_IDS = ("Key", "key", "KEY", "kEy")

Two = tuple[Account, Account]


@law_for_all(two_accounts(), examples=10)
def one_address_has_one_account(made: StorageAndOutbox, two: Two) -> None:
    """One address has at most one account, saved together or one after the other."""
    _expect_one_of(made, two[0], evolve(two[1], email=two[0].email))


@law_for_all(two_accounts(), examples=10)
def one_contract_has_one_account(made: StorageAndOutbox, two: Two) -> None:
    """One contract has at most one account, saved together or one after the other."""
    _expect_one_of(made, two[0], evolve(two[1], subscription=two[0].subscription))


def _expect_one_of(made: StorageAndOutbox, first: Account, second: Account) -> None:
    together = saving(first, second)
    made.expect_refused(together, NOTHING_SEEN, "one commit stored two accounts")
    made.save_new(first)
    made.expect_refused(saving(second), NOTHING_SEEN, "a second account was stored")


@law_for_all(two_accounts(), examples=5)
def addresses_are_compared_by_key(made: StorageAndOutbox, two: Two) -> None:
    """Two addresses of one key are one address, however they are spelt."""
    first = evolve(two[0], email=EmailAddress("Anne@Exemple.fr"))
    second = evolve(two[1], email=EmailAddress("ANNE@exemple.fr"))
    made.save_new(first)
    made.expect_found(AccountAtAddress("anne@exemple.fr"), first)
    twice = f"{second.email} had an account of its own"
    made.expect_refused(saving(second), NOTHING_SEEN, twice)


@law_for_all(one_of_each(), examples=3)
def like_addresses_are_several(made: StorageAndOutbox, records: OneOfEach) -> None:
    """Addresses of two keys are two addresses, however alike: accents and case beyond ASCII
    count.
    """
    alike = enumerate(_LIKE_ADDRESSES)
    _expect_apart(made, (_at(records, f"{n}", address, n) for n, address in alike))


@law_for_all(one_of_each(), examples=3)
def the_same_digits_at_two_operators_are_two_contracts(
    made: StorageAndOutbox, records: OneOfEach
) -> None:
    """The same digits at two operators are two contracts, each with its own account, however alike
    their codes.
    """
    alike = enumerate(_LIKE_OPERATORS)
    _expect_apart(made, (_at(records, f"{n}", f"{n}", 42, operator) for n, operator in alike))


@law_for_all(two_of_each(), examples=5)
def a_renamed_operator_has_the_same_contracts(made: StorageAndOutbox, two: TwoOfEach) -> None:
    """A contract is found under its operator's code, whatever the operator's name is by now, and
    has one account.
    """
    before, after = (_renamed(two[0], name) for name in ("Eaux d'Ici", "Eaux d'Amont"))
    made.save_new(before.account, before.registration)
    made.expect_found(AccountOfContract(after.account.contract), before.account)
    waiting = RegistrationsFor("nobody@exemple.fr", after.registration.contract)
    made.expect_found(waiting, before.registration)
    second = evolve(two[1].account, subscription=after.account.subscription)
    made.expect_refused(saving(second), NOTHING_SEEN, "a second account was stored")


def _renamed(records: OneOfEach, operator_name: str) -> OneOfEach:
    """Return the account and the registration with their operators, of code ``ici``, renamed."""
    operator = Operator(operator_name, "ici")

    def at(subscription: Subscription) -> Subscription:
        return evolve(subscription, commune=evolve(subscription.commune, operator=operator))

    account, registration = records.account, records.registration
    return evolve(
        records,
        account=evolve(account, subscription=at(account.subscription)),
        registration=evolve(registration, subscription=at(registration.subscription)),
    )


@law_for_all(one_of_each(), examples=3)
def like_ids_are_several(made: StorageAndOutbox, records: OneOfEach) -> None:
    """Records of two ids or keys are two records, though these differ only in upper and lower
    case.
    """
    _expect_apart(made, (_at(records, id_, f"{n}", n) for n, id_ in enumerate(_LIKE_IDS)))


def _at(
    records: OneOfEach, known_as: str, address: str, digits: int, operator: str = "Eaux d'Ici"
) -> OneOfEach:
    """Return records of which the account and the registration have that address and that
    contract.
    """
    named, before = records.named(known_as), records.account.subscription
    commune = evolve(before.commune, operator=Operator(operator))
    subscription = evolve(before, commune=commune, contract_number=ContractNumber(f"{digits:07}"))
    email = EmailAddress(address if "@" in address else f"{address}@exemple.fr")
    both: dict[str, Any] = {"email": email, "subscription": subscription}
    account, registration = evolve(named.account, **both), evolve(named.registration, **both)
    return evolve(named, account=account, registration=registration)


def _expect_apart(made: StorageAndOutbox, alike: Iterable[OneOfEach]) -> None:
    """Each of them can be saved beside the others, and finds its own records."""
    found: dict[AnyLookup, Record] = {}
    for records in alike:
        its_own = answers(records)
        for each in its_own:
            expect(made.found_by(each) == [], f"{name(each)} found the one of another")
        expect(not made.refuses(saving(*records.all)), "one of them was refused")
        found |= its_own
    for each, record in found.items():
        made.expect_found(each, record)


@law_for_all(one_of_each(), examples=5)
def registrations_hold_nothing_against_anyone(made: StorageAndOutbox, records: OneOfEach) -> None:
    """Several registrations wait for one address and one contract, and an account may take both."""
    first = records.registration
    second = evolve(first, id=RegistrationId("a-second-one"))
    account = evolve(records.account, email=first.email, subscription=first.subscription)
    refused = made.refuses(saving(first, second, account))
    expect(not refused, "the account was refused, or the second registration")


@law_for_all(two_accounts(), examples=5)
def a_changed_account_frees_what_it_held(made: StorageAndOutbox, two: Two) -> None:
    """An account that moved to another address and contract is found there, and what it held before
    is free.
    """
    before, after = two[0], evolve(two[1], id=two[0].id)
    made.save_new(before)
    made.storage.commit(saving(after), made.seen(before))
    expect(made.found_by(lookup(before)) == [], "it was still found where it had been")
    made.expect_all_found(after)
    taker = evolve(before, id=two[1].id)
    expect(not made.refuses(saving(taker)), "what it had held was refused to others")
