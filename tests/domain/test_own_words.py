"""A password made of what its request or its account holds itself."""

import pytest
from attrs import evolve

from espaceclient import (
    ChangePassword,
    Communes,
    EmailAddress,
    OpenAccount,
    PasswordPolicy,
    ResetPassword,
)
from espaceclient.answers import Invalid, LinkUnusable, PasswordChanged, PasswordReset
from espaceclient.domain import change_password, reset_password
from espaceclient.domain.holding import own_words_of
from espaceclient.domain.own_words import own_words
from espaceclient.values import Password, PasswordAttempt, Problem
from tests.domain import test_change_password as changing
from tests.domain import test_reset as resetting
from tests.domain.world import ACCOUNT, CASSIS, FUVEAU, HOLDING, JEANNE, METER, NOON

POLICY = PasswordPolicy()
FROM_REQUEST = Problem("password", "password/from_request")
FIELDS = {
    "commune": "13040",
    "email": "Delarue.Capucine84@exemple.fr",
    "contract_number": "012 3456",
    "meter_number": "a02-gj098702",
}
OWN = [
    "Delarue.Capucine84@exemple.fr",
    "Delarue.capucine84!",
    "Capucine2026!",
    "D3larue-1",
    "Bq!0123456",
    "A02gj098702!",
    "Fuveau13710!",
    "Agglopole Provence Eau 1",
    "CapucineDelarue2026!",
    "Capucine-Fuveau-1",
    "CapucineSoleil1!",
    "Password-Delarue1",
]
OTHERS = ["Clé-d'eau-2026", "Bq!0123457", "Minuit-Fuveau-9", "Exemple.fr1"]


def opening(password: str, **changed: str) -> object:
    fields = {**FIELDS, "password": password, "confirmation": password, **changed}
    return OpenAccount.from_fields(fields, Communes.of([CASSIS, FUVEAU]), POLICY)


@pytest.mark.parametrize("password", OWN)
def test_a_request_is_not_opened_with_its_own_words(password: str) -> None:
    assert opening(password) == Invalid((FROM_REQUEST,))


@pytest.mark.parametrize("password", OTHERS)
def test_other_words_are_accepted(password: str) -> None:
    assert isinstance(opening(password), OpenAccount)


def test_its_own_words_are_told_with_all_other_problems() -> None:
    refused = opening("Capucine2026!", contract_number="1", confirmation="x")
    assert isinstance(refused, Invalid)
    assert [problem.code for problem in refused.problems] == [
        "password/from_request",
        "confirmation/different",
        "contract_number/wrong_length",
    ]


def test_what_cannot_be_read_gives_no_word() -> None:
    assert own_words(Problem("email", "email/malformed"), None) == frozenset()


def test_words_of_three_characters_are_left_out() -> None:
    assert own_words(EmailAddress("bob.anne@x.fr")) == {"bob.anne@x.fr", "bob.anne", "anne"}


def test_a_local_part_may_hold_an_at_sign_of_its_own() -> None:
    assert own_words(EmailAddress('"jean@dupont"@x.fr')) == {
        '"jean@dupont"@x.fr',
        '"jean@dupont"',
        "jean",
        "dupont",
    }


def test_the_words_of_an_account_are_those_of_its_address_contract_meter_and_commune() -> None:
    assert own_words_of(ACCOUNT, (HOLDING,), NOON) == {
        "Jeanne@exemple.fr",
        "Jeanne",
        "0123456",
        METER.text,
        "Cassis",
        "Société Eau de Marseille Métropole",
    }


@pytest.mark.parametrize("password", ["Bq!0123456", "Jeanne@exemple.fr1"])
def test_a_reset_does_not_set_the_accounts_own_words_and_keeps_the_link(password: str) -> None:
    decision = reset_password.decide(ResetPassword(Password(password)), resetting.FACTS)
    assert decision.answer == Invalid((FROM_REQUEST,))
    assert decision.changes_nothing


def test_a_reset_may_set_another_contracts_number() -> None:
    command = ResetPassword(Password("Bq!7654321"))
    answer = reset_password.decide(command, resetting.FACTS).answer
    assert isinstance(answer, PasswordReset)


def test_a_dead_link_tells_no_word_of_the_account() -> None:
    command, facts = ResetPassword(Password("Bq!0123456")), evolve(resetting.FACTS, reset=None)
    assert reset_password.decide(command, facts).answer == LinkUnusable()


def changed(password: str, facts: change_password.Facts = changing.FACTS) -> object:
    command = ChangePassword(PasswordAttempt("old"), Password(password))
    decision = change_password.decide(command, facts)
    return decision.answer if decision.changes_nothing else type(decision.answer)


def test_a_change_does_not_set_the_accounts_own_words() -> None:
    assert ACCOUNT.email == JEANNE
    assert changed("Bq!0123456") == Invalid((FROM_REQUEST,))
    assert changed("Bq!7654321") is PasswordChanged


def test_who_does_not_know_the_current_password_learns_nothing_of_the_new_one() -> None:
    refused = change_password.CurrentPasswordRefused
    assert changed("Bq!0123456", evolve(changing.FACTS, verified=False)) is refused
