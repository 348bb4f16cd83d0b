"""Which addresses, contracts and ids are the same, and which accounts and holdings have them."""

from collections.abc import Iterable

from attrs import evolve

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.values import ContractNumber, Operator
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountsInOrder,
    AnyLookup,
    EndlessHoldings,
    HoldingsOfContract,
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
from espaceclient.testing.samples import DAY, EPOCH, sample_holding
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
_ACCENTED = ("zoe", "zoë", "zoe\u0308", "Élise", "élise", "strasse", "straße", "fiona", "ﬁona")
_PATTERNS = ("a_b", "axb", "a%b", "axxb", "%", "_", "a\\b", "a'b")
_LIKE_ADDRESSES = (*_ACCENTED, *_PATTERNS, *_DESERET, *_LONG)
_LIKE_OPERATORS = (
    "La-bas",
    "Là-bas",
    "là-bas",
    "LÀ-BAS",
    "La\u0300-bas",
    "Là_bas",
    "Là%",
    "Là",
    "Sources \U0001f4a7",
    "Sources \U0001f4a6",
)
_LIKE_IDS = ("Key", "key", "KEY", "kEy", "Key ", " Key", "K_y", "K%", "Kéy", "Ke\u0301y", "K-y")

Two = tuple[Account, Account]


@law_for_all(two_accounts(), examples=10)
def one_address_has_one_account(made: StorageAndOutbox, two: Two) -> None:
    """One address has at most one account, saved together or one after the other."""
    _expect_one_of(made, two[0], evolve(two[1], email=two[0].email), "account")


@law_for_all(two_of_each(), examples=10)
def one_contract_has_one_holding_without_an_end(made: StorageAndOutbox, two: TwoOfEach) -> None:
    """One contract has at most one holding without an end, saved together or one after the
    other.
    """
    made.save_new(two[0].account, two[1].account)
    first, second = _of_one_contract(two)
    _expect_one_of(made, first, second, "holding without an end")


@law_for_all(two_of_each(), examples=10)
def holdings_with_an_end_hold_nothing_against_anyone(
    made: StorageAndOutbox, two: TwoOfEach
) -> None:
    """A contract has any number of holdings that have an end, past or to come, and beside them one
    without.
    """
    made.save_new(two[0].account, two[1].account)
    first, second = _of_one_contract(two)
    made.save_new(first)
    over = first.ended(FOREVER, EndReason.HOLDER_CHANGED, DAY)
    made.save_again(over)
    third = evolve(over, id=HoldingId("a third"), account=second.account)
    expect(not made.refuses(saving(second, third)), "what had an end was held against them")
    made.expect_found(AccountOfContract(second.contract), two[1].account)
    of_contract = HoldingsOfContract(second.contract)
    found = {each.id for each in made.storage.read(of_contract).all(of_contract)}
    expect(found == {first.id, second.id, third.id}, f"of three holdings {found} were found")


def _of_one_contract(two: TwoOfEach) -> tuple[Holding, Holding]:
    first, second = two[0].holding, two[1].holding
    return first, evolve(second, subscription=first.subscription)


@law_for_all(one_of_each(), examples=3)
def endless_holdings_are_paged_by_id(made: StorageAndOutbox, records: OneOfEach) -> None:
    """The holdings without an end are given page by page, each once, in the order of their ids; no
    other is.
    """
    held = [sample_holding(f"{number:02}", records.account, number) for number in (7, 1, 12, 3, 5)]
    over = held[0].ended(EPOCH + DAY, EndReason.CONTRACT_ENDED, DAY)
    made.save_new(records.account, *held)
    made.save_again(over)
    pages, after = [], ""
    for _ in range(3):
        page = EndlessHoldings(after, 2)
        ids = [each.id for each in made.storage.read(page).all(page)]
        pages.append(ids)
        after = ids[-1] if ids else after
    expect(pages == [["01", "03"], ["05", "12"], []], f"the pages of 1, 3, 5 and 12 were {pages}")


@law_for_all(one_of_each(), examples=3)
def accounts_are_paged_by_id(made: StorageAndOutbox, records: OneOfEach) -> None:
    """All accounts are given page by page, each once, in the order of their ids."""
    for number in ("07", "01", "12"):
        email = EmailAddress(f"{number}@exemple.fr")
        made.save_new(evolve(records.account, id=AccountId(number), email=email))
    pages, after = [], ""
    for _ in range(3):
        page = AccountsInOrder(after, 2)
        ids = [each.id for each in made.storage.read(page).all(page)]
        pages.append(ids)
        after = ids[-1] if ids else after
    expect(pages == [["01", "07"], ["12"], []], f"the pages of 1, 7 and 12 were {pages}")


def _expect_one_of(made: StorageAndOutbox, first: Record, second: Record, what: str) -> None:
    together = saving(first, second)
    made.expect_refused(together, NOTHING_SEEN, f"one commit stored two of one {what}")
    made.save_new(first)
    made.expect_refused(saving(second), NOTHING_SEEN, f"a second {what} was stored")


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
    """Addresses of two keys are two addresses, however alike: accents and case beyond ASCII count,
    and nothing in them is a wildcard.
    """
    alike = enumerate(_LIKE_ADDRESSES)
    _expect_apart(made, (_at(records, f"{n}", address, n) for n, address in alike))


@law_for_all(one_of_each(), examples=3)
def the_same_digits_at_two_operators_are_two_contracts(
    made: StorageAndOutbox, records: OneOfEach
) -> None:
    """The same digits at two operators are two contracts, each with its own holding, however alike
    their codes.
    """
    alike = enumerate(_LIKE_OPERATORS)
    _expect_apart(made, (_at(records, f"{n}", f"{n}", 42, operator) for n, operator in alike))


@law_for_all(two_of_each(), examples=5)
def a_renamed_operator_has_the_same_contracts(made: StorageAndOutbox, two: TwoOfEach) -> None:
    """A contract is found under its operator's code, whatever the operator's name is by now, and
    has one holding without an end.
    """
    before, after = (_renamed(two[0], name) for name in ("Eaux d'Ici", "Eaux d'Amont"))
    made.save_new(before.account, before.holding, before.registration)
    made.expect_found(AccountOfContract(after.holding.contract), before.account)
    waiting = RegistrationsFor("nobody@exemple.fr", after.registration.contract)
    made.expect_found(waiting, before.registration)
    second = evolve(before.holding, id=HoldingId("second"), subscription=after.holding.subscription)
    made.expect_refused(saving(second), NOTHING_SEEN, "a second holding was stored")


def _renamed(records: OneOfEach, operator_name: str) -> OneOfEach:
    """Return the holding and the registration with their operators, of code ``ici``, renamed."""
    operator = Operator(operator_name, "ici")

    def at(subscription: Subscription) -> Subscription:
        return evolve(subscription, commune=evolve(subscription.commune, operator=operator))

    holding, registration = records.holding, records.registration
    return evolve(
        records,
        holding=evolve(holding, subscription=at(holding.subscription)),
        registration=evolve(registration, subscription=at(registration.subscription)),
    )


@law_for_all(one_of_each(), examples=3)
def like_ids_are_several(made: StorageAndOutbox, records: OneOfEach) -> None:
    """Records of two ids or keys are two records, though these differ only in case, in an accent or
    in a space at the end, and though one reads like a pattern of the other.
    """
    _expect_apart(made, (_at(records, id_, f"{n}", n) for n, id_ in enumerate(_LIKE_IDS)))


def _at(
    records: OneOfEach, known_as: str, address: str, digits: int, operator: str = "Eaux d'Ici"
) -> OneOfEach:
    """Return records of that address and of that contract."""
    named, before = records.named(known_as), records.holding.subscription
    commune = evolve(before.commune, operator=Operator(operator))
    subscription = evolve(before, commune=commune, contract_number=ContractNumber(f"{digits:07}"))
    email = EmailAddress(address if "@" in address else f"{address}@exemple.fr")
    return evolve(
        named,
        account=evolve(named.account, email=email),
        holding=evolve(named.holding, subscription=subscription),
        registration=evolve(named.registration, email=email, subscription=subscription),
    )


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
    account = evolve(records.account, email=first.email)
    holding = evolve(records.holding, subscription=first.subscription)
    refused = made.refuses(saving(first, second, account, holding))
    expect(not refused, "the account was refused, or the second registration")


@law_for_all(two_accounts(), examples=5)
def a_changed_account_frees_what_it_held(made: StorageAndOutbox, two: Two) -> None:
    """An account that moved to another address is found there, and the one before is free."""
    before, after = two[0], evolve(two[1], id=two[0].id)
    made.save_new(before)
    made.storage.commit(saving(after), made.seen(before))
    expect(made.found_by(lookup(before)) == [], "it was still found where it had been")
    made.expect_all_found(after)
    taker = evolve(before, id=two[1].id)
    expect(not made.refuses(saving(taker)), "what it had held was refused to others")
