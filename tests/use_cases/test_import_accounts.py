"""Accounts of another system are imported, and their owners sign in with the passwords they had."""

import pytest

from espaceclient import Contract, ContractNumber, Formats, Policy
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import ManualClock, MemoryOutbox, MemoryStorage
from espaceclient.answers import (
    AccountImported,
    AddressTaken,
    AlreadyImported,
    ContractTaken,
    ImportedBatch,
    Invalid,
    LinkUnusable,
    RegisterUnavailable,
    SessionFound,
    SignedIn,
    SignInRefused,
)
from espaceclient.billing import BillingEventId, ContractEnded
from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.mail import ActivationMail
from espaceclient.keys import PepperKeys
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.testing import BEGINNING, Cost, Meter, StorageAndOutbox, ports_over
from espaceclient.testing.doubles import FailingSubscribers
from espaceclient.values import ContractFormat, ForeignHash, ImportAccount, OperatorFormats
from tests.client_fixture import COMMUNES, KEYS, NOON, SEMM, ClientFixture, client_fixture

PASSWORD = "Fontaine-1827"
BCRYPT = "$2y$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6"
ARGON2 = (
    "$argon2id$v=19$m=8,t=1,p=1$4HWjbnqQ7om2tuVQDF09EA$UDg/YluAXQk1yZ/ULzx0kKe4ofRDyxrVJFhiIcnnK6o"
)
PBKDF2 = "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8="
OLD = {
    "email": "jeanne@exemple.fr",
    "commune": "13022",
    "contract_number": "0123456",
    "password_hash": BCRYPT,
}
HOUSE = {**OLD, "contract_number": "7654321"}
SIGN_IN = {"email": "jeanne@exemple.fr", "password": PASSWORD}
PEPPERS = KEYS.peppers or PepperKeys.of()


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture(hasher=BcryptHasher(PEPPERS, cost=4))


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Invalid)
    return [problem.code for problem in answer.problems]


def stored_hash(world: ClientFixture) -> tuple[str, str | None]:
    lookup = AccountAtAddress("jeanne@exemple.fr")
    account = world.memory.read(lookup).one(lookup)
    assert account is not None
    return account.password_hash.encoded, account.password_hash.key_id


@pytest.mark.parametrize("encoded", [BCRYPT, ARGON2, PBKDF2])
def test_who_had_a_password_there_signs_in_with_it_here(world: ClientFixture, encoded: str) -> None:
    imported = world.client.import_account({**OLD, "password_hash": encoded})
    assert isinstance(imported, AccountImported)
    assert stored_hash(world) == (encoded, None)
    assert isinstance(world.client.sign_in({**SIGN_IN, "password": "wrong"}), SignInRefused)
    signed_in = world.client.sign_in(SIGN_IN)
    assert isinstance(signed_in, SignedIn)
    found = world.client.find_session(signed_in.session)
    assert isinstance(found, SessionFound)
    assert found.holdings == (imported.holding,)


@pytest.mark.parametrize("encoded", [BCRYPT, ARGON2, PBKDF2])
def test_the_first_sign_in_renews_the_hash_under_our_pepper(
    world: ClientFixture, encoded: str
) -> None:
    world.client.import_account({**OLD, "password_hash": encoded})
    world.client.sign_in({**SIGN_IN, "password": "wrong"})
    assert stored_hash(world) == (encoded, None)
    world.client.sign_in(SIGN_IN)
    renewed, key = stored_hash(world)
    assert (renewed[:7], key) == ("$2b$04$", "2026")
    assert isinstance(world.client.sign_in(SIGN_IN), SignedIn)


def test_nobody_is_mailed(world: ClientFixture) -> None:
    world.client.import_account(OLD)
    assert world.mails == []


def test_a_command_says_the_same_as_a_form(world: ClientFixture) -> None:
    command = ImportAccount.from_fields(OLD, COMMUNES)
    assert isinstance(command, ImportAccount)
    assert isinstance(world.client.import_account(command), AccountImported)


def test_a_command_with_a_hash_that_was_not_parsed_is_judged_as_a_form(
    world: ClientFixture,
) -> None:
    command = ImportAccount.from_fields(OLD, COMMUNES)
    assert isinstance(command, ImportAccount)
    doctored = ForeignHash(HashScheme.BCRYPT, BCRYPT.replace("$04$", "$31$"))
    built = ImportAccount(command.email, command.commune, command.contract_number, None, doctored)
    assert codes(world.client.import_account(built)) == ["password_hash/too_costly"]


def test_an_account_of_ours_is_never_overwritten(world: ClientFixture) -> None:
    world.activated()
    before = stored_hash(world)
    assert world.client.import_account(HOUSE) == AddressTaken()
    assert isinstance(world.client.import_account(OLD), AlreadyImported)
    paul = {**OLD, "email": "paul@exemple.fr"}
    assert world.client.import_account(paul) == ContractTaken()
    assert stored_hash(world) == before


def test_a_registration_that_waits_dies_with_the_import(world: ClientFixture) -> None:
    asked = world.requested()
    world.client.import_account(OLD)
    link = world.token(ActivationMail)
    assert world.client.activate(link, browser=asked.browser) == LinkUnusable()


def test_a_file_may_be_imported_again(world: ClientFixture) -> None:
    first = world.client.import_account(OLD)
    assert isinstance(first, AccountImported)
    assert world.client.import_account(OLD) == AlreadyImported(first.account)
    world.client.sign_in(SIGN_IN)
    assert world.client.import_account(OLD) == AlreadyImported(first.account)


def test_a_further_contract_comes_with_the_same_hash_until_the_owner_signs_in(
    world: ClientFixture,
) -> None:
    first = world.client.import_account(OLD)
    second = world.client.import_account(HOUSE)
    assert isinstance(first, AccountImported)
    assert isinstance(second, AccountImported)
    assert second.account == first.account


def test_the_register_must_have_the_contract_with_the_operator(world: ClientFixture) -> None:
    unknown = world.client.import_account({**HOUSE, "commune": "13040"})
    ended = world.client.import_account({**OLD, "contract_number": "0000001"})
    other_meter = world.client.import_account({**OLD, "meter_number": "B11AA111111"})
    assert codes(unknown) == ["contract_number/not_registered"]
    assert codes(ended) == ["contract_number/ended"]
    assert codes(other_meter) == ["meter_number/not_registered"]


def test_what_billing_has_ended_is_imported_no_more(world: ClientFixture) -> None:
    contract = Contract(SEMM, ContractNumber("0123456"))
    world.client.apply(ContractEnded(BillingEventId("1"), contract, NOON))
    assert codes(world.client.import_account(OLD)) == ["contract_number/ended"]


def test_the_numbers_are_in_the_formats_of_the_client() -> None:
    nine = OperatorFormats(ContractFormat("9 digits", example="012345678"))
    world = client_fixture(
        policy=Policy(formats=Formats(by_operator={SEMM.code: nine})),
        hasher=BcryptHasher(PEPPERS, cost=4),
    )
    written = world.client.import_account({**OLD, "contract_number": "012345678"})
    assert codes(written) == ["contract_number/not_registered"]


def test_each_account_has_an_id_and_holdings_of_its_own(world: ClientFixture) -> None:
    batch = world.client.import_accounts([OLD, {**HOUSE, "email": "paul@exemple.fr"}])
    imported = [each for each in batch.outcomes if isinstance(each, AccountImported)]
    ids = {each.account for each in imported} | {each.holding.id for each in imported}
    assert len(ids) == 4
    assert all(len(each) > 20 for each in ids)


def test_a_silent_register_imports_nobody() -> None:
    register = FailingSubscribers()
    register.answers = False
    world = client_fixture(subscribers=register, hasher=BcryptHasher(PEPPERS, cost=4))
    assert world.client.import_account(OLD) == RegisterUnavailable()


def test_what_the_hasher_cannot_verify_is_not_imported() -> None:
    without_argon2 = client_fixture(hasher=BcryptHasher(PEPPERS, cost=4, foreign={}))
    argon2 = without_argon2.client.import_account({**OLD, "password_hash": ARGON2})
    assert codes(argon2) == ["password_hash/unverifiable"]
    no_foreign_hasher = client_fixture()
    assert codes(no_foreign_hasher.client.import_account(OLD)) == ["password_hash/unverifiable"]


def test_a_batch_is_answered_in_its_order_and_stored_together(world: ClientFixture) -> None:
    mistyped = {**OLD, "email": "?"}
    batch = world.client.import_accounts([mistyped, OLD, HOUSE, OLD])
    first, second, third, fourth = batch.outcomes
    assert codes(first) == ["email/malformed"]
    assert isinstance(second, AccountImported)
    assert isinstance(third, AccountImported)
    assert fourth == AlreadyImported(second.account)


def test_an_empty_batch_has_no_outcomes(world: ClientFixture) -> None:
    assert world.client.import_accounts([]) == ImportedBatch(())


def test_a_dry_run_stores_nothing(world: ClientFixture) -> None:
    (dry,) = world.client.import_accounts([OLD], dry_run=True).outcomes
    assert isinstance(dry, AccountImported)
    assert isinstance(world.client.import_account(OLD), AccountImported)


def test_a_batch_is_one_read_and_one_commit_and_no_hash() -> None:
    outbox = MemoryOutbox()
    made = StorageAndOutbox(MemoryStorage(outbox), outbox)
    hasher = BcryptHasher(PEPPERS, cost=4)
    ports = ports_over(made, clock=ManualClock(BEGINNING), hasher=hasher)
    meter = Meter()
    of_the_kit = {**OLD, "commune": "13001"}
    numbers = ("0000042", "4200000")
    batch = [{**of_the_kit, "contract_number": number} for number in numbers]
    outcomes = ports.intercepted(meter).client().import_accounts(batch).outcomes
    assert [type(each) for each in outcomes] == [AccountImported, AccountImported]
    assert meter.cost == Cost(reads=1, commits=1, register_queries=2)
    assert [type(each).__name__ for each in meter.events] == ["AccountImported"] * 2
