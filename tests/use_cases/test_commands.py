"""A command that a caller builds gets as far as the form that says the same, and no further."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import (
    ChangePassword,
    Commune,
    ContractNumber,
    EmailAddress,
    MeterNumber,
    OpenAccount,
    Operator,
    PasswordPolicy,
    Policy,
    RequestReset,
    ResetPassword,
    SignIn,
)
from espaceclient.answers import Invalid, RequestReceived
from espaceclient.domain.mail import ResetMail
from espaceclient.domain.problem import Fields
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.testing.strategies.values import password_attempts, passwords
from espaceclient.values import Password, PasswordAttempt, Subscription
from tests.client_fixture import COMMUNES, FORM, SEMM, client_fixture

CASSIS = COMMUNES.communes[0]
RIGHT = OpenAccount(
    Subscription(CASSIS, ContractNumber("0123456"), MeterNumber("A02GJ098702")),
    EmailAddress("jeanne@exemple.fr"),
    Password("Aa1!aaaa"),
)
PARIS = Commune("75056", "Paris", SEMM)
CASSIS_OF_ANOTHER = Commune("13022", "Cassis", Operator("Agglopole Provence Eau"))


def problems(answer: object) -> list[str]:
    assert isinstance(answer, Invalid)
    return [problem.code for problem in answer.problems]


def test_a_command_of_a_commune_that_is_not_served_is_invalid() -> None:
    elsewhere = evolve(RIGHT, subscription=evolve(RIGHT.subscription, commune=PARIS))
    world = client_fixture()
    assert problems(world.client.open_account(elsewhere)) == ["commune/unknown"]
    assert world.mails == []


def test_a_command_cannot_choose_the_operator_of_a_commune() -> None:
    """The pair is right at the operator of Cassis, whatever the command says."""
    claimed = evolve(RIGHT, subscription=evolve(RIGHT.subscription, commune=CASSIS_OF_ANOTHER))
    assert isinstance(client_fixture().client.open_account(claimed), RequestReceived)


def test_a_command_of_a_malformed_address_is_invalid() -> None:
    malformed = evolve(RIGHT, email=EmailAddress("a..b@exemple.fr"))
    assert problems(client_fixture().client.open_account(malformed)) == ["email/malformed"]


def test_a_command_meets_the_policy_of_the_client_that_it_is_given_to() -> None:
    stricter = client_fixture(policy=Policy(password=PasswordPolicy(12))).client
    assert problems(stricter.open_account(RIGHT)) == ["password/unmet"]
    reset, change = (
        ResetPassword(RIGHT.password),
        ChangePassword(PasswordAttempt("x"), RIGHT.password),
    )
    assert problems(stricter.reset_password(LinkToken("x.y"), reset)) == ["password/unmet"]
    assert problems(stricter.change_password(SessionToken("x.y"), change)) == ["password/unmet"]


@pytest.mark.parametrize(
    ("password", "code"),
    [("Azerty123!", "password/common"), ("Bq!0123456", "password/from_request")],
)
def test_a_password_that_only_looks_valid_is_refused_in_a_command_too(
    password: str, code: str
) -> None:
    world = client_fixture()
    assert problems(world.client.open_account(evolve(RIGHT, password=Password(password)))) == [code]
    change = ChangePassword(PasswordAttempt("Aa1!aaaa"), Password(password))
    assert problems(world.client.change_password(world.activated(), change)) == [code]
    world.client.request_reset({"email": "jeanne@exemple.fr"})
    reset = world.client.reset_password(world.token(ResetMail), ResetPassword(Password(password)))
    assert problems(reset) == [code]


def test_an_empty_attempt_is_as_invalid_as_an_empty_field() -> None:
    client = client_fixture().client
    empty = PasswordAttempt("")
    assert problems(client.sign_in(SignIn(RIGHT.email, empty))) == ["password/required"]
    changed = client.change_password(SessionToken("x.y"), ChangePassword(empty, RIGHT.password))
    assert problems(changed) == ["current_password/required"]


def addresses() -> st.SearchStrategy[EmailAddress]:
    """Whatever an ``EmailAddress`` can be made of, the malformed ones included."""
    texts = st.emails() | st.sampled_from(
        ["a..b@exemple.fr", "a b@exemple.fr", "a@exemple..fr", "a@-exemple.fr", "<a@exemple.fr>"]
    )
    return texts.map(_address).filter(bool).map(_certain)


def _address(text: str) -> EmailAddress | None:
    try:
        return EmailAddress(text)
    except ValueError:
        return None


def _certain(address: EmailAddress | None) -> EmailAddress:
    assert address is not None
    return address


@given(
    email=addresses(),
    commune=st.sampled_from([CASSIS, PARIS, CASSIS_OF_ANOTHER]),
    number=st.sampled_from(["0123456", "7654321", "9999999"]),
    length=st.sampled_from([8, 12]),
)
def test_no_command_gets_past_what_the_fields_would_not(
    email: EmailAddress, commune: Commune, number: str, length: int
) -> None:
    subscription = Subscription(commune, ContractNumber(number), MeterNumber("A02GJ098702"))
    command = OpenAccount(subscription, email, Password("Aa1!aaaa"))
    fields = {
        **FORM,
        "commune": commune.code,
        "email": email.text,
        "contract_number": number,
    }
    policy = Policy(password=PasswordPolicy(length))

    def answer(request: OpenAccount | Fields) -> object:
        return type(client_fixture(policy=policy).client.open_account(request))

    assert answer(command) is answer(fields)


@given(addresses(), st.text(max_size=12))
def test_signing_in_and_asking_for_a_reset_judge_an_address_as_a_form_does(
    address: EmailAddress, password: str
) -> None:
    typed, raw = client_fixture().client, client_fixture().client
    form = {"email": address.text, "password": PasswordAttempt(password).prepared}
    assert typed.sign_in(SignIn(address, PasswordAttempt(password))) == raw.sign_in(form)
    assert typed.request_reset(RequestReset(address)) == raw.request_reset(form)


@given(passwords(), password_attempts(), st.sampled_from([8, 12, 64]))
def test_a_new_password_is_judged_as_a_form_is(
    password: Password, current: PasswordAttempt, length: int
) -> None:
    client = client_fixture(policy=Policy(password=PasswordPolicy(length))).client
    link, session = LinkToken("x.y"), SessionToken("x.y")
    form = {"password": password.prepared, "confirmation": password.prepared}
    reset = client.reset_password(link, ResetPassword(password))
    assert reset == client.reset_password(link, form)
    changed = client.change_password(session, ChangePassword(current, password))
    assert changed == client.change_password(
        session, {**form, "current_password": current.prepared}
    )
