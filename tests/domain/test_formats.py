"""Each operator has its formats: a form, a client and a health check go by them."""

import pytest

from espaceclient import (
    Communes,
    Contract,
    ContractNumber,
    Formats,
    MeterNumber,
    OpenAccount,
    Operator,
    PasswordPolicy,
    Policy,
    Subscriber,
)
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.answers import Invalid, RequestReceived
from espaceclient.domain.check_health import contract_to_ask_for
from espaceclient.values import ContractFormat, MeterFormat, OperatorFormats
from tests.client_fixture import APE, COMMUNES, FORM, client_fixture

OF_APE = OperatorFormats(
    ContractFormat(["2 letters", "6 digits"], example="AB 123456"),
    MeterFormat(["2 digits", "3 digits"], example="12/345"),
)
FORMATS = Formats(by_operator={APE.code: OF_APE})
HELD = Subscriber(Contract(APE, ContractNumber("AB123456")), MeterNumber("12345"))
TYPED = {**FORM, "commune": "13040", "contract_number": "ab 123456", "meter_number": "12/345"}


def test_an_operator_writes_as_the_guide_says_unless_it_has_formats() -> None:
    assert FORMATS.of(APE) == OF_APE
    assert FORMATS.of(Operator("Sources d'Azur")) == FORMATS.of(None) == OperatorFormats()


def test_an_operator_keeps_its_formats_under_another_name() -> None:
    assert FORMATS.of(Operator("Sources d'Azur", APE.code)) == OF_APE


def codes(fields: dict[str, str]) -> list[str]:
    refused = OpenAccount.from_fields(fields, COMMUNES, PasswordPolicy(), FORMATS)
    assert isinstance(refused, Invalid)
    return [problem.code for problem in refused.problems]


def test_a_form_is_read_in_the_formats_of_the_operator_of_its_commune() -> None:
    command = OpenAccount.from_fields(TYPED, COMMUNES, PasswordPolicy(), FORMATS)
    assert isinstance(command, OpenAccount)
    assert (command.contract, command.subscription.meter.text) == (HELD.contract, "12345")
    assert codes({**TYPED, "commune": "13022"}) == [
        "contract_number/not_digits",
        "meter_number/bad_characters",
    ]


def test_a_form_without_a_known_commune_is_read_as_the_guide_says() -> None:
    wrong = {**TYPED, "commune": "99999", "meter_number": "12345"}
    assert codes(wrong) == ["commune/unknown", "contract_number/not_digits"]


def test_an_account_is_opened_with_numbers_of_another_format() -> None:
    subscribers, policy = MemorySubscribers([HELD]), Policy(formats=FORMATS)
    client = client_fixture(subscribers=subscribers, policy=policy).client
    assert isinstance(client.open_account(TYPED), RequestReceived)


def test_a_command_is_judged_by_the_formats_as_a_form_is() -> None:
    command = OpenAccount.from_fields(TYPED, COMMUNES, PasswordPolicy(), FORMATS)
    assert isinstance(command, OpenAccount)
    refused = client_fixture().client.open_account(command)
    assert isinstance(refused, Invalid)
    assert [problem.code for problem in refused.problems] == ["contract_number/not_digits"]


def test_formats_of_an_operator_that_no_commune_has_are_refused() -> None:
    mistyped = Formats(by_operator={"Agglopole": OF_APE})
    said = r"^no commune has the operator 'Agglopole'; theirs are \['Agglopole Provence Eau', "
    with pytest.raises(ValueError, match=said):
        client_fixture(policy=Policy(formats=mistyped))


def test_a_register_is_checked_with_a_contract_as_its_operator_writes_one() -> None:
    of_ape = Communes.of(commune for commune in COMMUNES.communes if commune.operator == APE)
    contract = contract_to_ask_for(of_ape, FORMATS)
    assert contract == Contract(APE, ContractNumber("AA000000"))
