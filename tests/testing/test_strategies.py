"""What the strategies call right is accepted, and what they call wrong is refused for the reason they say."""

from hypothesis import given, settings

from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.testing.ports import COMMUNES
from espaceclient.testing.strategies.forms import (
    WRONG_TEXTS,
    open_account_commands,
    open_account_fields,
    wrong_open_account_fields,
)

POLICY = PasswordPolicy()


@settings(max_examples=60)
@given(open_account_fields(COMMUNES))
def test_a_form_rightly_filled_is_a_command(fields: Fields) -> None:
    assert isinstance(OpenAccount.from_fields(fields, COMMUNES, POLICY), OpenAccount)


@settings(max_examples=120)
@given(wrong_open_account_fields(COMMUNES))
def test_a_form_wrongly_filled_has_exactly_the_problems_meant(drawn: tuple[Fields, frozenset[str]]) -> None:
    fields, codes = drawn
    refused = OpenAccount.from_fields(fields, COMMUNES, POLICY)
    assert isinstance(refused, Invalid)
    assert {problem.code for problem in refused.problems} == codes


@settings(max_examples=20)
@given(open_account_commands(COMMUNES))
def test_commands_are_of_the_communes_given(command: OpenAccount) -> None:
    assert command.commune in COMMUNES.communes


def test_wrong_texts_name_their_field_first() -> None:
    assert {code.partition("/")[0] for code in WRONG_TEXTS} == {
        "commune",
        "contract_number",
        "email",
        "meter_number",
        "password",
    }
