"""Addresses: mail goes to what was typed, comparison folds what is the same mailbox."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from espaceclient import EmailAddress
from espaceclient.answers import Problem


def parsed(typed: str) -> EmailAddress:
    address = EmailAddress.parse(typed)
    assert isinstance(address, EmailAddress)
    return address


def code_of(typed: str) -> str:
    problem = EmailAddress.parse(typed)
    assert isinstance(problem, Problem)
    return problem.code


def test_case_does_not_make_another_address() -> None:
    assert parsed("Jeanne.DUPONT@Exemple.FR") == parsed("jeanne.dupont@exemple.fr")


def test_mail_goes_to_the_local_part_as_typed() -> None:
    assert parsed(" Jeanne.DUPONT@Exemple.FR ").text == "Jeanne.DUPONT@exemple.fr"


def test_the_key_holds_the_domain_as_a_labels() -> None:
    assert parsed("jeanne@EXÄMPLE.fr").key == "jeanne@xn--exmple-cua.fr"


def test_a_domain_in_either_form_is_one_address() -> None:
    assert parsed("jeanne@exämple.fr") == parsed("jeanne@xn--exmple-cua.fr")


def test_only_ascii_letters_of_the_local_part_are_folded() -> None:
    assert parsed("É@exemple.fr") != parsed("é@exemple.fr")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "email/required"),
        ("  ", "email/required"),
        ("jeanne", "email/malformed"),
        ("jeanne@", "email/malformed"),
        ("@exemple.fr", "email/malformed"),
        ("jeanne@exemple", "email/malformed"),
        ("jeanne@test", "email/malformed"),
        ("jeanne@exemple..fr", "email/malformed"),
        ("jeanne dupont@exemple.fr", "email/malformed"),
        ("jeanne@exemple.fr\r\nBcc: tous@exemple.fr", "email/malformed"),
        ("jeanne\0@exemple.fr", "email/malformed"),
        ("jeanne@exemple.fr\n", "email/malformed"),
        ("Jeanne <jeanne@exemple.fr>", "email/malformed"),
        ("a" * 250 + "@exemple.fr", "email/too_long"),
    ],
)
def test_an_address_that_is_none_says_why(typed: str, code: str) -> None:
    assert code_of(typed) == code


def test_an_address_that_is_too_long_tells_how_long_it_may_be() -> None:
    problem = Problem("email", "email/too_long", {"longest": 254})
    assert EmailAddress.parse("a" * 250 + "@exemple.fr") == problem


def test_only_spaces_are_dropped_around_an_address() -> None:
    assert parsed("\u00a0\tXavier@exemple.fr\u202f").text == "Xavier@exemple.fr"


def test_the_domain_reserved_for_tests_is_taken() -> None:
    assert parsed("jeanne@exemple.test").text == "jeanne@exemple.test"


def test_the_shortest_address_has_five_characters() -> None:
    assert EmailAddress("a@b.c").text == "a@b.c"


def test_an_address_of_254_characters_is_taken() -> None:
    label = "a" * 60
    typed = f"{'b' * 64}@{label}.{label}.{label}.{'c' * 3}.fr"
    assert len(typed) == 254
    assert parsed(typed).text == typed


@pytest.mark.parametrize("text", ["a\r@b.fr", "a\n@b.fr", "a\0@b.fr"])
def test_no_address_holds_a_line_break_or_a_nul(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an e-mail address holds no CR, LF or NUL$"):
        EmailAddress(text)


def test_no_address_has_more_than_254_characters() -> None:
    with pytest.raises(ValueError, match=r"^an e-mail address has at most 254 characters$"):
        EmailAddress("a@" + "b." * 126 + "b")


@pytest.mark.parametrize("text", ["@b.fr", "jeanne.fr", "a@bfr", "evil@x", "a@b.fr@x"])
def test_no_address_lacks_a_part(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^an e-mail address is a local part, an @ and a domain with a dot$"
    ):
        EmailAddress(text)


def test_the_domain_begins_after_the_last_at_sign() -> None:
    assert EmailAddress('"a@\u00e9"@Exemple.fr').key == '"a@\u00e9"@exemple.fr'


def test_an_address_cannot_disagree_with_its_key() -> None:
    with pytest.raises(TypeError):
        EmailAddress("evil@exemple.fr", "other@exemple.fr")  # type: ignore[call-arg]  # as meant


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_a_problem(typed: str) -> None:
    match EmailAddress.parse(typed):
        case EmailAddress(text) as address:
            assert len(text) <= 254
            assert address.key.rpartition("@")[2].isascii()
        case Problem(field):
            assert field == "email"


@given(st.emails())
def test_an_address_parsed_again_is_the_same(typed: str) -> None:
    address = EmailAddress.parse(typed)
    assume(isinstance(address, EmailAddress))
    assert isinstance(address, EmailAddress)
    assert EmailAddress.parse(address.text) == address
