"""Importing accounts: what is stored, what is refused, and what a batch makes of its requests."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Communes, ContractNumber, MeterNumber
from espaceclient.answers import (
    AccountImported,
    AddressTaken,
    AlreadyImported,
    ContractTaken,
    ImportedBatch,
    Invalid,
    RegisterUnavailable,
)
from espaceclient.domain import event
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.billing_event import EndedContract, key_of
from espaceclient.domain.decision import Decision
from espaceclient.domain.foreign_hash import ForeignHash, HashScheme
from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.holding import EndReason
from espaceclient.domain.import_account import Facts, ImportAccount, Imported, judge, unverifiable
from espaceclient.domain.import_accounts import decide
from espaceclient.domain.number_format import ContractFormat
from espaceclient.domain.problem import Problem
from espaceclient.domain.registration import RegistrationId
from espaceclient.values import HoldingId, Language
from tests.domain.world import (
    ACCOUNT,
    CASSIS,
    CONTRACT_NUMBER,
    HOLDING,
    JEANNE,
    METER,
    NOON,
    PAUL,
    PAULS_ACCOUNT,
    REGISTRATION,
    SUBSCRIBER,
    SUBSCRIPTION,
)

DAY = timedelta(days=1)
HASH = ForeignHash(
    HashScheme.BCRYPT, "$2b$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6"
)
OTHER_HASH = ForeignHash(
    HashScheme.PBKDF2, "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8="
)
FORM = {
    "email": "Jeanne@exemple.fr",
    "commune": "13022",
    "contract_number": "0123456",
    "meter_number": "A02GJ098702",
    "password_hash": HASH.encoded,
    "language": "fr",
}
COMMAND = ImportAccount(JEANNE, CASSIS, CONTRACT_NUMBER, METER, HASH)
FACTS = Facts(
    now=NOON,
    account=None,
    holdings=(),
    ended=None,
    waiting=(),
    subscriber=SUBSCRIBER,
    account_id=AccountId("account-1"),
    holding_id=HoldingId("holding-1"),
)
BROUGHT = Account(AccountId("account-1"), JEANNE, HASH.stored, NOON)
SECOND = evolve(COMMAND, contract_number=ContractNumber("7654321"))
OF_SECOND = evolve(
    FACTS,
    subscriber=evolve(SUBSCRIBER, contract=SECOND.contract),
    account_id=AccountId("account-2"),
    holding_id=HoldingId("holding-2"),
)
COMMUNES = Communes.of([CASSIS])


def test_a_form_becomes_a_command_and_the_command_the_form() -> None:
    assert ImportAccount.from_fields(FORM, COMMUNES) == COMMAND
    assert COMMAND.as_fields() == FORM


def test_a_system_without_meters_gives_none() -> None:
    without = evolve(COMMAND, meter=None)
    assert ImportAccount.from_fields({**FORM, "meter_number": " "}, COMMUNES) == without
    assert without.as_fields() == {**FORM, "meter_number": ""}


def test_an_empty_form_tells_all_its_problems_at_once() -> None:
    parsed = ImportAccount.from_fields({"meter_number": "?"}, COMMUNES)
    assert isinstance(parsed, Invalid)
    assert [problem.code for problem in parsed.problems] == [
        "email/required",
        "commune/required",
        "contract_number/required",
        "password_hash/required",
        "meter_number/bad_characters",
    ]


def test_a_scheme_that_nothing_verifies_is_refused() -> None:
    schemes = frozenset({HashScheme.BCRYPT})
    assert unverifiable(COMMAND, schemes) is None
    refused = unverifiable(evolve(COMMAND, password_hash=OTHER_HASH), schemes)
    values = {"scheme": "pbkdf2_sha256"}
    unknown = Problem("password_hash", "password_hash/unverifiable", values)
    assert refused == Invalid((unknown,))


def test_the_numbers_are_written_as_the_communes_operator_writes_them() -> None:
    nine = ContractFormat("9 digits", example="012345678")
    formats = Formats(by_operator={CASSIS.operator.code: OperatorFormats(contract=nine)})
    parsed = ImportAccount.from_fields({**FORM, "contract_number": "012345678"}, COMMUNES, formats)
    assert isinstance(parsed, ImportAccount)
    assert parsed.contract_number == ContractNumber("012345678")


def test_an_account_is_stored_with_its_hash_and_its_contract() -> None:
    decision = decide([(COMMAND, FACTS)], NOON)
    assert decision == Decision(
        ImportedBatch((AccountImported(BROUGHT.id, HOLDING),)),
        NOON,
        save=(BROUGHT, HOLDING),
        events=(event.AccountImported(BROUGHT.id, SUBSCRIPTION.contract),),
    )


def test_nobody_is_mailed() -> None:
    assert decide([(COMMAND, FACTS)], NOON).queue == ()


def test_the_register_says_which_meter_since_when_and_whose() -> None:
    registered = evolve(SUBSCRIBER, since=NOON - DAY, customer="C-1")
    imported = judge(evolve(COMMAND, meter=None), evolve(FACTS, subscriber=registered))
    assert isinstance(imported, Imported)
    began = evolve(SUBSCRIPTION, began=NOON - DAY, customer="C-1")
    assert imported.holding == evolve(HOLDING, subscription=began, since=NOON - DAY)


def test_what_waits_for_the_address_or_the_contract_is_deleted_once() -> None:
    other = evolve(REGISTRATION, id=RegistrationId("registration-2"))
    requests = [
        (COMMAND, evolve(FACTS, waiting=(REGISTRATION,))),
        (SECOND, evolve(OF_SECOND, waiting=(REGISTRATION, other))),
    ]
    assert decide(requests, NOON).delete == (REGISTRATION, other)


def test_a_holding_begins_where_the_last_one_ended() -> None:
    last = evolve(HOLDING, account=PAULS_ACCOUNT.id, since=NOON - 3 * DAY)
    ended = last.ended(NOON - DAY, EndReason.HOLDER_CHANGED, 396 * DAY)
    registered = evolve(SUBSCRIBER, since=NOON - 2 * DAY)
    imported = judge(COMMAND, evolve(FACTS, holdings=(ended,), subscriber=registered))
    assert isinstance(imported, Imported)
    assert imported.holding.since == NOON - DAY


def test_an_address_that_has_an_account_is_taken() -> None:
    assert judge(COMMAND, evolve(FACTS, account=ACCOUNT)) == AddressTaken()


def test_a_contract_that_somebody_holds_is_taken() -> None:
    held = evolve(FACTS, holdings=(evolve(HOLDING, account=PAULS_ACCOUNT.id),))
    assert judge(COMMAND, held) == ContractTaken()
    assert judge(COMMAND, evolve(held, account=BROUGHT)) == ContractTaken()


def test_what_is_there_already_stays_whatever_its_hash_is_by_now() -> None:
    there = evolve(FACTS, account=ACCOUNT, holdings=(HOLDING,), subscriber=None)
    assert judge(COMMAND, there) == AlreadyImported(ACCOUNT.id)


def test_an_account_imported_with_the_same_hash_gets_its_further_contracts() -> None:
    imported = judge(SECOND, evolve(OF_SECOND, account=BROUGHT))
    assert isinstance(imported, Imported)
    assert imported.records == (imported.holding,)
    assert imported.holding.account == BROUGHT.id
    assert imported.event == event.AccountImported(BROUGHT.id, SECOND.contract)


def test_a_holding_begins_where_billing_told_the_latest_end() -> None:
    key, day = key_of(SUBSCRIPTION.contract), NOON - DAY
    ended = EndedContract(key, day, EndReason.HOLDER_CHANGED, NOON + DAY)
    registered = evolve(SUBSCRIBER, since=NOON - 2 * DAY)
    imported = judge(COMMAND, evolve(FACTS, ended=ended, subscriber=registered))
    assert isinstance(imported, Imported)
    assert imported.holding.since == day


ENDED = EndedContract(
    key_of(SUBSCRIPTION.contract), NOON, EndReason.CONTRACT_ENDED, NOON + 396 * DAY
)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (evolve(FACTS, subscriber=None), "contract_number/not_registered"),
        (
            evolve(FACTS, subscriber=evolve(SUBSCRIBER, contract=SECOND.contract)),
            "contract_number/not_registered",
        ),
        (evolve(FACTS, subscriber=evolve(SUBSCRIBER, ended=True)), "contract_number/ended"),
        (evolve(FACTS, ended=ENDED), "contract_number/ended"),
        (
            evolve(FACTS, subscriber=evolve(SUBSCRIBER, meter=MeterNumber("B111"))),
            "meter_number/not_registered",
        ),
    ],
)
def test_the_register_has_the_last_word(facts: Facts, code: str) -> None:
    problem = Problem(code.partition("/")[0], code)
    assert judge(COMMAND, facts) == Invalid((problem,))


def test_a_batch_has_several_contracts_of_one_account() -> None:
    decision = decide([(COMMAND, FACTS), (SECOND, OF_SECOND)], NOON)
    first, second = decision.answer.outcomes
    assert isinstance(first, AccountImported)
    assert isinstance(second, AccountImported)
    assert second.account == first.account == BROUGHT.id
    assert decision.save == (BROUGHT, first.holding, second.holding)
    assert len(decision.events) == 2


def test_a_contract_is_imported_once_in_a_batch() -> None:
    of_paul = evolve(COMMAND, email=PAUL)
    facts = evolve(OF_SECOND, subscriber=SUBSCRIBER)
    decision = decide([(COMMAND, FACTS), (of_paul, facts), (COMMAND, facts)], NOON)
    assert decision.answer.outcomes[1:] == (ContractTaken(), AlreadyImported(BROUGHT.id))
    assert decision.save == (BROUGHT, HOLDING)


def test_an_address_has_one_hash_in_a_batch() -> None:
    otherwise = evolve(SECOND, password_hash=OTHER_HASH)
    decision = decide([(COMMAND, FACTS), (otherwise, OF_SECOND)], NOON)
    assert decision.answer.outcomes[1] == AddressTaken()


def test_what_is_answered_already_keeps_its_place() -> None:
    refused = Invalid(())
    decision = decide([refused, (COMMAND, FACTS), RegisterUnavailable()], NOON)
    assert decision.answer.outcomes == (
        refused,
        AccountImported(BROUGHT.id, HOLDING),
        RegisterUnavailable(),
    )


def test_a_dry_run_answers_the_same_and_stores_nothing() -> None:
    requests = [(COMMAND, evolve(FACTS, waiting=(REGISTRATION,))), (SECOND, OF_SECOND)]
    dry = decide(requests, NOON, dry_run=True)
    assert dry.answer == decide(requests, NOON).answer
    assert dry.changes_nothing


@pytest.mark.parametrize(
    ("written", "language"), [("", "fr"), (" ", "fr"), ("en", "en"), ("EN-gb", "en")]
)
def test_an_account_is_written_to_in_the_language_that_was_read_there(
    written: str, language: str
) -> None:
    command = ImportAccount.from_fields({**FORM, "language": written}, COMMUNES)
    assert isinstance(command, ImportAccount)
    imported = judge(command, FACTS)
    assert isinstance(imported, Imported)
    assert imported.account.language == Language(language)


def test_what_is_no_language_is_told() -> None:
    refused = ImportAccount.from_fields({**FORM, "language": "anglais"}, COMMUNES)
    assert refused == Invalid((Problem("language", "language/malformed"),))
