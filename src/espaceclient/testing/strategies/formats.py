"""Formats of contract and meter numbers, as utilities may configure them, and numbers in them."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.formats import OperatorFormats
from espaceclient.domain.number_format import (
    CONTRACT_FORMAT,
    METER_FORMAT,
    ContractFormat,
    MeterFormat,
    NumberFormat,
)
from espaceclient.domain.number_part import Characters, Part

_SIGNS = {
    Characters.DIGITS: "0123456789",
    Characters.LETTERS: "ABCXYZ",
    Characters.EITHER: "ABCXYZ0123456789",
}
_SEPARATORS = st.sampled_from(("", "/", "-", ".-/"))


@cache
def _parts() -> SearchStrategy[tuple[Part, ...]]:
    """One to three parts, of which one may vary, with a part that is digits."""
    fixed = st.builds(Part, st.sampled_from(Characters), st.integers(1, 5))
    digits = st.just(Characters.DIGITS)
    varying = st.builds(Part, digits, st.just(3), st.integers(3, 10))
    several = st.tuples(st.lists(fixed, max_size=1), varying, st.lists(fixed, max_size=1))
    return several.map(lambda parts: (*parts[0], parts[1], *parts[2]))


def _example(parts: tuple[Part, ...]) -> str:
    return " ".join(_SIGNS[part.characters][1] * part.longest for part in parts)


@cache
def contract_formats() -> SearchStrategy[ContractFormat]:
    """The guide's, so many digits with a letter to leave out or without, and parts of any kind."""

    def of(parts: tuple[Part, ...], separators: str) -> ContractFormat:
        return ContractFormat(parts, example=_example(parts), separators=separators)

    def of_digits(count: int, *, letter: bool) -> ContractFormat:
        return ContractFormat(f"{count} digits", example="1" * count, letter=letter)

    of_parts = st.builds(of, _parts(), _SEPARATORS)
    digits = st.builds(of_digits, st.integers(2, 20), letter=st.booleans())
    return st.just(CONTRACT_FORMAT) | digits | of_parts


@cache
def meter_formats() -> SearchStrategy[MeterFormat]:
    """The guide's, and parts of any kind."""

    def of(parts: tuple[Part, ...], separators: str) -> MeterFormat:
        return MeterFormat(parts, example=_example(parts), separators=separators)

    return st.just(METER_FORMAT) | st.builds(of, _parts(), _SEPARATORS)


@cache
def operator_formats() -> SearchStrategy[OperatorFormats]:
    return st.builds(OperatorFormats, contract_formats(), meter_formats())


def numbers(written: NumberFormat) -> SearchStrategy[str]:
    """Numbers in a format, as a ``ContractNumber`` or a ``MeterNumber`` holds them."""
    parts = [
        st.text(_SIGNS[part.characters], min_size=part.shortest, max_size=part.longest)
        for part in written.parts
    ]
    whole = st.tuples(*parts).map("".join)
    return whole.filter(lambda number: not number.isalpha())
