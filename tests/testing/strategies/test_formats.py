"""Formats: the guide's among others, and numbers in them that have a digit."""

from espaceclient.domain.number_format import CONTRACT_FORMAT, METER_FORMAT
from espaceclient.testing.strategies import formats
from tests.testing.strategies.drawn import drawn


def test_formats_are_the_guides_and_of_one_to_three_parts() -> None:
    written = drawn(formats.operator_formats())
    contracts = {each.contract for each in written}
    assert CONTRACT_FORMAT in contracts
    assert METER_FORMAT in {each.meter for each in written}
    assert {len(each.parts) for each in contracts} == {1, 2, 3}
    assert {each.letter for each in contracts} == {True, False}
    assert {each.digits is None for each in contracts} == {True, False}


def test_numbers_are_of_every_length_that_a_format_has() -> None:
    texts = drawn(formats.numbers(METER_FORMAT))
    assert {3, 20} <= {len(text) for text in texts}
    assert all(any(sign.isdigit() for sign in text) for text in texts)
