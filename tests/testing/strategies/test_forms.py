"""Forms and commands: what the strategies call right is accepted, what they call wrong is refused
for that reason.
"""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from espaceclient import (
    ChangePassword,
    OpenAccount,
    PasswordPolicy,
    RequestAddressChange,
    RequestReset,
    ResetPassword,
    SignIn,
)
from espaceclient.answers import Invalid
from espaceclient.domain.add_contract import AddContract
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.testing import COMMUNES, ports_over
from espaceclient.testing.strategies import forms
from espaceclient.values import Fields
from tests.adapters.makers import memory_storage
from tests.adapters.wording.test_problem import codes_of_the_domain
from tests.testing.strategies import commands, wrong_forms
from tests.testing.strategies.drawn import drawn, told
from tests.testing.strategies.texts import UNMET_PASSWORDS, WRONG_TEXTS
from tests.testing.strategies.wrong_forms import WrongForm

pytestmark = pytest.mark.unmeasured

POLICY = PasswordPolicy()

READ: dict[str, Callable[[Fields], object]] = {
    "open_account": lambda fields: OpenAccount.from_fields(fields, COMMUNES, POLICY),
    "sign_in": SignIn.from_fields,
    "request_reset": RequestReset.from_fields,
    "reset_password": lambda fields: ResetPassword.from_fields(fields, POLICY),
    "change_password": lambda fields: ChangePassword.from_fields(fields, POLICY),
}

RIGHT: dict[str, SearchStrategy[Fields]] = {
    "open_account": forms.open_account_fields(COMMUNES),
    "sign_in": forms.sign_in_fields(),
    "request_reset": forms.request_reset_fields(),
    "reset_password": forms.reset_password_fields(),
    "change_password": forms.change_password_fields(),
}

WRONG: dict[str, SearchStrategy[WrongForm]] = {
    "open_account": wrong_forms.wrong_open_account_fields(COMMUNES),
    "sign_in": wrong_forms.wrong_sign_in_fields(),
    "request_reset": wrong_forms.wrong_request_reset_fields(),
    "reset_password": wrong_forms.wrong_reset_password_fields(),
    "change_password": wrong_forms.wrong_change_password_fields(),
}

OF_A_LIST = {"password/breached"}
"""No form tells it: it depends on what a port says."""

OF_A_REGISTER = {"customer/malformed"}
"""No form tells it: nobody types a customer reference."""

OF_AN_ACCOUNT = {"email/unchanged", "email/in_password"}
"""No form tells them: they depend on who is signed in, and on a password that was right."""

OF_AN_IMPORT = {
    "language/malformed",
    "password_hash/required",
    "password_hash/unknown_scheme",
    "password_hash/malformed",
    "password_hash/too_costly",
    "password_hash/unverifiable",
    "contract_number/not_registered",
    "contract_number/ended",
    "meter_number/not_registered",
}
"""No form tells them: whoever brings accounts along reads them."""

OF_OTHER_FORMATS = {"contract_number/malformed", "meter_number/malformed"}
"""No form tells them as long as numbers are written as the guide says."""

OF_A_HOST = {"extra/required", "extra/too_long", "extra/control_characters", "extra/refused"}
"""Of what a host asks besides; the guide asks nothing."""

OF_EMAIL = {"email/required", "email/too_long", "email/malformed"}
OF_NEW_PASSWORD = {
    "password/required",
    "password/unmet",
    "password/common",
    "confirmation/different",
}
CODES: dict[str, set[str]] = {
    "open_account": {
        *OF_EMAIL,
        *OF_NEW_PASSWORD,
        "password/from_request",
        "commune/required",
        "commune/unknown",
        "contract_number/required",
        "contract_number/has_letter",
        "contract_number/not_digits",
        "contract_number/wrong_length",
        "meter_number/required",
        "meter_number/bad_characters",
        "meter_number/wrong_length",
        "meter_number/no_digit",
    },
    "sign_in": OF_EMAIL | {"password/required"},
    "request_reset": OF_EMAIL,
    "reset_password": OF_NEW_PASSWORD,
    "change_password": OF_NEW_PASSWORD | {"current_password/required"},
}


@pytest.mark.parametrize("form", sorted(READ))
def test_a_form_rightly_filled_is_a_command(form: str) -> None:
    @settings(max_examples=60)
    @given(RIGHT[form])
    def check(fields: Fields) -> None:
        assert type(READ[form](fields)).__name__ == form.title().replace("_", "")

    check()


@pytest.mark.parametrize("form", sorted(READ))
def test_a_form_wrongly_filled_has_exactly_the_problems_meant(form: str) -> None:
    @settings(max_examples=120)
    @given(WRONG[form])
    def check(wrong: WrongForm) -> None:
        fields, codes = wrong
        refused = READ[form](fields)
        assert isinstance(refused, Invalid)
        assert {problem.code for problem in refused.problems} == codes

    check()


@pytest.mark.parametrize("form", sorted(READ))
def test_a_form_goes_wrong_in_each_way_that_it_can(form: str) -> None:
    codes = CODES[form]
    assert told(codes, WRONG[form], lambda wrong: wrong[1], 40 * len(codes)) == codes


def test_every_problem_of_the_domain_is_drawn() -> None:
    untold = OF_A_LIST | OF_A_REGISTER | OF_AN_ACCOUNT | OF_AN_IMPORT | OF_OTHER_FORMATS | OF_A_HOST
    codes = codes_of_the_domain() - untold
    assert set().union(*CODES.values()) == codes
    assert told(codes, wrong_forms.problems(COMMUNES), lambda one: [one.code], 1500) == codes


def test_several_fields_are_wrong_at_once_and_some_are_absent() -> None:
    wrong = drawn(WRONG["open_account"])
    assert {len(codes) for _, codes in wrong} == {1, 2, 3}
    assert {len(fields) for fields, _ in wrong} >= {5, 6}


@pytest.mark.parametrize("rule", sorted(UNMET_PASSWORDS))
def test_an_unmet_password_breaks_the_rule_meant_and_no_other(rule: str) -> None:
    texts = drawn(UNMET_PASSWORDS[rule], 200)
    assert {POLICY.checklist(text).unmet for text in texts} == {(rule,)}


def test_there_is_a_password_for_each_rule() -> None:
    assert [rule.code for rule in POLICY.rules] == list(UNMET_PASSWORDS)


def test_passwords_fail_by_a_single_character() -> None:
    assert {len(text) for text in drawn(UNMET_PASSWORDS["length"])} == {4, 5, 6, 7}
    assert min(len(text) for text in drawn(UNMET_PASSWORDS["not_too_long"])) == 129


@settings(max_examples=20)
@given(forms.add_contract_fields(COMMUNES))
def test_a_form_for_one_more_contract_is_filled_rightly(fields: Fields) -> None:
    assert isinstance(AddContract.from_fields(fields, COMMUNES), AddContract)


@settings(max_examples=20)
@given(forms.request_address_change_fields())
def test_a_form_for_another_address_is_filled_rightly(fields: Fields) -> None:
    assert isinstance(RequestAddressChange.from_fields(fields), RequestAddressChange)


def test_addresses_are_too_long_by_a_single_byte() -> None:
    assert min(len(text) for text in drawn(WRONG_TEXTS["email/too_long"])) == 255
    assert 255 in {len(text.encode()) for text in drawn(WRONG_TEXTS["email/malformed"])}


@settings(max_examples=20)
@given(commands.open_account_commands(COMMUNES))
def test_commands_are_of_the_communes_given(command: OpenAccount) -> None:
    assert command.subscription.commune in COMMUNES.communes


@settings(max_examples=20)
@given(
    commands.open_account_commands(COMMUNES),
    commands.sign_in_commands(),
    commands.request_reset_commands(),
    commands.reset_password_commands(),
    commands.change_password_commands(),
)
def test_a_client_takes_every_command(
    opening: OpenAccount,
    signing: SignIn,
    request: RequestReset,
    reset: ResetPassword,
    change: ChangePassword,
) -> None:
    client = ports_over(memory_storage()).client()
    answers = [
        client.open_account(opening),
        client.sign_in(signing),
        client.request_reset(request),
        client.reset_password(LinkToken("forged"), reset),
        client.change_password(SessionToken("forged"), change),
    ]
    assert [type(answer).__name__ for answer in answers] == [
        "RequestRefused",
        "SignInRefused",
        "ResetRequested",
        "LinkUnusable",
        "NoSession",
    ]
