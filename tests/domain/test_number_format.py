"""How operators write their numbers: what a format reads, what it says, and which are refused."""

from string import ascii_letters
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.domain.number_format import (
    CONTRACT_FORMAT,
    METER_FORMAT,
    ContractFormat,
    MeterFormat,
)
from espaceclient.domain.number_part import Characters, Part
from espaceclient.domain.values import ContractNumber, MeterNumber
from espaceclient.testing.strategies.formats import contract_formats, meter_formats, numbers
from espaceclient.values import Problem

NINE_DIGITS = ContractFormat("9 digits", example="012345678")
LETTERS_FIRST = ContractFormat(["2 letters", "6 digits"], example="AB 123456")
SLASHED = MeterFormat(["2 digits", "3 digits"], example="12/345")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("9 digits", Part(Characters.DIGITS, 9, 9)),
        ("1 letter", Part(Characters.LETTERS, 1)),
        ("1 digit", Part(Characters.DIGITS, 1)),
        ("3 to 20 letters or digits", Part(Characters.EITHER, 3, 20)),
    ],
)
def test_a_part_is_said_in_words(text: str, part: Part) -> None:
    assert Part.parse(text) == part


@pytest.mark.parametrize(
    "text",
    ["", "digits", "9", "9 numbers", "9-10 digits", "9 digits ", "٩ digits", "999 digits"],
)
def test_other_words_are_no_part(text: str) -> None:
    with pytest.raises(ValueError, match=r'^a part is written as "7 digits" or'):
        Part.parse(text)


@pytest.mark.parametrize("text", ["0 digits", "3 to 21 digits", "3 to 2 letters"])
def test_a_part_has_1_to_20_characters(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be from 1 to 20|has no 3 to 2 characters"):
        Part.parse(text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"parts": []}, "^a number has 1 to 20 characters, not 0 to 0$"),
        ({"parts": ["20 digits", "1 letter"]}, "^a number has 1 to 20 characters, not 21 to 21$"),
        ({"parts": ["1 to 2 digits", "1 to 3 digits"]}, "^the length of one part may vary"),
        ({"parts": ["3 letters"]}, "^a number has digits, not letters alone$"),
        ({"separators": "/x"}, "^a separator is neither a letter nor a digit$"),
        ({"example": "12345678"}, "^the example is not written so: '12345678'$"),
        ({"parts": ["9 letters or digits"], "letter": True}, "^a letter can be left out beside"),
    ],
)
def test_a_format_that_makes_no_sense_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ContractFormat(**{"parts": "9 digits", "example": "123456789", **given})


def test_a_meter_number_of_two_characters_would_be_guessed() -> None:
    with pytest.raises(ValueError, match=r"^a number has 3 to 20 characters, not 2 to 2$"):
        MeterFormat("2 digits", example="12")


@pytest.mark.parametrize(
    ("written", "typed", "number"),
    [
        (NINE_DIGITS, " 012 345.678", "012345678"),
        (LETTERS_FIRST, "ab-123456", "AB123456"),
        (ContractFormat("1 to 5 digits", example="42"), "7", "7"),
        (SLASHED, "12/345", "12345"),
        (SLASHED, "12 345", "12345"),
        (MeterFormat("5 digits", example="12345", separators="-"), "12\u2011345", "12345"),
    ],
)
def test_a_number_is_read_without_what_separates_its_parts(
    written: ContractFormat | MeterFormat, typed: str, number: str
) -> None:
    assert written.read(typed) == number


NINE, LIKE_LETTERS = {"expected": 9}, {"example": "AB 123456"}


@pytest.mark.parametrize(
    ("written", "typed", "code", "values"),
    [
        (NINE_DIGITS, "-", "contract_number/required", {}),
        (NINE_DIGITS, "1234567", "contract_number/wrong_length", NINE),
        (NINE_DIGITS, "012345678A", "contract_number/not_digits", {}),
        (LETTERS_FIRST, "", "contract_number/required", {}),
        (LETTERS_FIRST, "123456AB", "contract_number/malformed", LIKE_LETTERS),
        (LETTERS_FIRST, "ÀB123456", "contract_number/malformed", LIKE_LETTERS),
        (LETTERS_FIRST, "ß123456", "contract_number/malformed", LIKE_LETTERS),
        (SLASHED, "/", "meter_number/required", {}),
        (
            MeterFormat("4 to 6 letters or digits", example="A123"),
            "ABCD",
            "meter_number/no_digit",
            {},
        ),
        (SLASHED, "12/34", "meter_number/malformed", {"example": "12/345"}),
        (
            MeterFormat("4 to 6 letters or digits", example="A123"),
            "A12",
            "meter_number/wrong_length",
            {"shortest": 4, "longest": 6},
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_figures_of_the_format(
    written: ContractFormat | MeterFormat, typed: str, code: str, values: dict[str, Any]
) -> None:
    problem = written.read(typed)
    assert problem == Problem(code.partition("/")[0], code, values)


def test_the_letter_of_a_contract_is_left_out_where_there_is_one() -> None:
    lettered = ContractFormat("9 digits", example="012345678", letter=True)
    assert (lettered.read("K 012 345 678"), lettered.read("012345678k")) == ("012345678",) * 2
    refused = Problem("contract_number", "contract_number/has_letter", {"expected": 9})
    assert lettered.read("K012345678k") == refused
    assert isinstance(NINE_DIGITS.read("K012345678"), Problem)
    assert LETTERS_FIRST.read("AB123456") == "AB123456"


@given(
    number=st.from_regex(r"[0-9]{7}", fullmatch=True, alphabet="0123456789"),
    beside=st.tuples(st.text(ascii_letters, max_size=2), st.text(ascii_letters, max_size=2)),
)
def test_what_is_read_beside_letters_is_the_digits_and_at_most_one_letter_is_left_out(
    number: str, beside: tuple[str, str]
) -> None:
    typed = beside[0] + number + beside[1]
    letters = len(typed) - 7
    assert (CONTRACT_FORMAT.read(typed) == number) == (letters <= 1)
    assert CONTRACT_FORMAT.leaves_a_letter_out(typed) == (letters == 1)


@pytest.mark.parametrize("typed", ["O123456", "123456l", "K12345678", "123K4567", "É1234567"])
def test_a_letter_that_may_stand_for_a_digit_is_not_left_out(typed: str) -> None:
    refused = Problem("contract_number", "contract_number/not_digits")
    assert CONTRACT_FORMAT.read(typed) == refused


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        (CONTRACT_FORMAT, 7),
        (NINE_DIGITS, 9),
        (LETTERS_FIRST, None),
        (ContractFormat("1 to 5 digits", example="42"), None),
        (ContractFormat("1 digit", example="4"), None),
        (SLASHED, None),
    ],
)
def test_a_number_may_be_so_many_digits(
    written: ContractFormat | MeterFormat, digits: int | None
) -> None:
    assert written.digits == digits


def test_a_keypad_of_digits_is_enough_where_the_example_is_digits() -> None:
    assert (CONTRACT_FORMAT.is_typed_in_digits, NINE_DIGITS.is_typed_in_digits) == (True, True)
    assert not SLASHED.is_typed_in_digits
    assert not METER_FORMAT.is_typed_in_digits
    assert not MeterFormat("3 to 20 letters or digits", example="123").is_typed_in_digits


def test_the_first_number_is_of_zeros_and_as() -> None:
    assert (CONTRACT_FORMAT.zero, LETTERS_FIRST.zero) == ("0000000", "AA000000")


@given(contract_formats() | meter_formats(), st.data())
def test_every_number_in_a_format_is_a_value_however_it_is_typed(
    written: ContractFormat | MeterFormat, data: st.DataObject
) -> None:
    number = data.draw(numbers(written))
    between = data.draw(st.sampled_from(("", " ", "\u00a0", *written.separators)))
    typed = between.join(data.draw(st.sampled_from((number, number.lower()))))
    made = (
        ContractNumber.parse(typed, written)
        if isinstance(written, ContractFormat)
        else MeterNumber.parse(typed, written)
    )
    assert made in (ContractNumber(number), _meter(number))


def _meter(number: str) -> MeterNumber | None:
    return MeterNumber(number) if len(number) >= 3 else None


@given(contract_formats(), st.text("0123456789ABab -/é", max_size=24))
def test_any_text_is_a_contract_number_or_a_problem_of_its_field(
    written: ContractFormat, typed: str
) -> None:
    match ContractNumber.parse(typed, written):
        case Problem(field=field):
            assert field == "contract_number"
        case number:
            assert written.read(number.digits) == number.digits
            assert isinstance(written.read(written.zero), str)


@given(meter_formats(), st.text("0123456789ABab -/é", max_size=24))
def test_any_text_is_a_meter_number_or_a_problem_of_its_field(
    written: MeterFormat, typed: str
) -> None:
    match MeterNumber.parse(typed, written):
        case Problem(field=field):
            assert field == "meter_number"
        case number:
            assert written.read(number.text) == number.text
