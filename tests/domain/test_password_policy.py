"""The guide's five rules, and the two that it leaves unsaid."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import PasswordPolicy
from espaceclient.answers import Problem
from espaceclient.domain.password import is_prepared, prepare
from espaceclient.domain.password_policy import code_point_ranges
from espaceclient.values import Password, PasswordAttempt, PasswordHash

POLICY = PasswordPolicy()


def unmet(text: str) -> tuple[str, ...]:
    return POLICY.checklist(text).unmet


def test_a_password_that_meets_every_rule_is_accepted() -> None:
    assert POLICY.parse("Aa1!aaaa") == Password("Aa1!aaaa")


def test_an_empty_field_shows_all_five_crosses() -> None:
    assert unmet("") == ("lowercase", "uppercase", "digit", "special", "length")


def test_the_checklist_tells_every_broken_rule_not_just_the_first() -> None:
    assert POLICY.parse("AAAA") == Problem(
        "password", "password/unmet", {"rules": ("lowercase", "digit", "special", "length")}
    )


def test_no_password_is_a_problem_of_its_own() -> None:
    assert POLICY.parse("") == Problem("password", "password/required")


def test_the_guides_five_rules_show_always_and_in_its_order() -> None:
    shown = [row.rule.code for row in POLICY.checklist("x").rows if row.rule.always_shown]
    assert shown == ["lowercase", "uppercase", "digit", "special", "length"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("AAAAAA1!", "lowercase"),
        ("aaaaaa1!", "uppercase"),
        ("Aaaaaaa!", "digit"),
        ("Aaaaaaa½", "digit"),
        ("Aaaaaaa1", "special"),
        ("Aaaaaa1\u00ad", "special"),
        ("Aaaaa1!", "length"),
        ("Aa1!" + "a" * 125, "not_too_long"),
        ("Aa1!aaa\x07", "no_control"),
        ("Aa1!aaa\0", "no_control"),
        ("Aa1!aaa\ud800", "no_control"),
    ],
)
def test_one_broken_rule_is_named_alone(text: str, rule: str) -> None:
    assert unmet(text) == (rule,)


@pytest.mark.parametrize(
    "text", ["Aa1 aaaa", "Aa1€aaaa", "Aa1🌊aaaa", "Éé1!éééé", "Жж٣!жжжж", "Aa1!" + "a" * 124]
)
def test_letters_digits_and_specials_of_any_script_count(text: str) -> None:
    assert unmet(text) == ()


def test_code_points_are_counted_after_composition() -> None:
    assert unmet("A1!e\u0301e\u0301e\u0301e\u0301") == ("length",)


def test_composed_and_decomposed_letters_are_one_password() -> None:
    assert PasswordAttempt("e\u0301") == PasswordAttempt("é")


def test_spaces_of_any_width_are_one_space_and_none_is_trimmed() -> None:
    assert PasswordAttempt("\u00a0a\u3000").prepared == " a "


def test_a_text_far_too_long_is_no_password_and_takes_no_time_to_normalise() -> None:
    text = "A1!a" + "\u0301" * 1021
    assert PasswordAttempt(text).prepared == text
    assert unmet(text) == ("not_too_long",)


def test_a_text_of_1024_code_points_is_normalised() -> None:
    assert PasswordAttempt("e\u0301" * 512).prepared == "é" * 512


def test_case_is_never_folded() -> None:
    assert PasswordAttempt("A") != PasswordAttempt("a")


def test_a_password_hides_itself() -> None:
    assert repr(Password("Aa1!aaaa")) == "Password(prepared=***)"


def test_a_hash_hides_itself() -> None:
    assert repr(PasswordHash("$2b$12$secret", "k1")) == "PasswordHash(encoded=***, key_id='k1')"


def test_the_length_may_be_raised() -> None:
    assert PasswordPolicy(shortest=12).checklist("Aa1!aaaa").unmet == ("length",)


@pytest.mark.parametrize("shortest", [7, 0, 65])
def test_the_length_may_not_be_lowered_nor_raised_out_of_reach(shortest: int) -> None:
    with pytest.raises(ValueError, match="shortest"):
        PasswordPolicy(shortest=shortest)


def test_a_confirmation_that_differs_is_a_problem() -> None:
    typed = {"password": "Aa1!aaaa", "confirmation": "Aa1!aaab"}
    assert POLICY.parse_twice(typed) == (
        Password("Aa1!aaaa"),
        Problem("confirmation", "confirmation/different"),
    )


def test_a_confirmation_may_be_composed_otherwise() -> None:
    typed = {"password": "Aa1!aaaé", "confirmation": "Aa1!aaae\u0301"}
    assert POLICY.parse_twice(typed) == (Password("Aa1!aaaé"), None)


@pytest.mark.parametrize(
    "text",
    ["", "Aa1!aaa", "aa1!aaaa", "Aa1!aaae\u0301", "Aa1!aaa\u00a0", "Aa1!aaaa\n", "Aa1!" * 32 + "a"],
    ids=["empty", "short", "no capital", "decomposed", "unprepared", "control", "too long"],
)
def test_no_other_text_is_a_password(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a password is made by PasswordPolicy\.parse$"):
        Password(text)


@given(st.text(max_size=140))
def test_a_text_is_accepted_exactly_when_no_rule_is_broken_unless_it_is_common(text: str) -> None:
    prepared = unicodedata.normalize(
        "NFC",
        "".join(
            " " if unicodedata.category(character) == "Zs" else character for character in text
        ),
    )
    categories = [unicodedata.category(character) for character in prepared]
    specials = [c for c in categories if c[0] not in "LC" and c != "Nd"]
    good = (
        8 <= len(prepared) <= 128
        and {"Ll", "Lu", "Nd"} <= set(categories)
        and specials
        and not {"Cc", "Cs"} & set(categories)
    )
    assert POLICY.checklist(text).accepted == bool(good)
    common = POLICY.parse(text) == Problem("password", "password/common")
    assert isinstance(POLICY.parse(text), Password) == (bool(good) and not common)


@given(st.text(max_size=20), st.text(max_size=20))
def test_adding_characters_never_breaks_a_rule_that_shows_always(text: str, more: str) -> None:
    joined = POLICY.checklist(f"{text} {more}").unmet
    assert {rule for rule in joined if rule not in {"not_too_long", "no_control"}} <= set(
        unmet(text)
    )


def test_ranges_hold_exactly_the_code_points_of_their_categories() -> None:
    assert code_point_ranges(frozenset({"Cc"})) == ((0x00, 0x1F), (0x7F, 0x9F))


@given(st.text(max_size=40))
def test_a_text_is_prepared_exactly_when_preparing_leaves_it(text: str) -> None:
    assert is_prepared(text) == (prepare(text) == text)
