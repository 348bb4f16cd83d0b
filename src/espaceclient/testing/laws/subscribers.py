"""The laws of a register of subscribers. ``make`` is given the lines that the register shall
hold.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.subscribers import Subscribers
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import (
    Fixture,
    LawBroken,
    expect,
    for_all,
    law,
    law_of_one,
    opened,
)
from espaceclient.testing.samples import HERE, THERE
from espaceclient.testing.strategies.values import registers, subscribers

MakeSubscribers = Callable[[Sequence[Subscriber]], Fixture[Subscribers]]

_ALIKE = (
    ("Eaux d'Ici", "eaux d'ici"),
    ("Eaux de Là-bas", "Eaux de La-bas"),
    ("Régie des Eaux", "RÉGIE DES EAUX"),
    ("Eaux & Forêts", "Eaux"),
    ("Eaux=Vie", "Eaux=Vie&operator=Eaux"),
    ("A+B", "A B"),
    ("50 %", "50"),
    ("Eaux%20Vives", "Eaux Vives"),
    ("Source #1", "Source"),
    ("Vals/Aval", "Vals"),
    ("Et l'eau ?", "Et l'eau"),
    ('"Claire"', "Claire"),
    ("« Claire »", "'Claire'"),
    ("Sources \U0001f4a7", "Sources ?"),
    ("Eaux ﬁltrées", "Eaux filtrées"),
    ("Régie" + " des eaux" * 30 + " du Nord", "Régie" + " des eaux" * 30 + " du Sud"),
)
"""Codes of two operators each, which careless code takes for one."""


@law
def every_line_is_found_whole(make: MakeSubscribers) -> None:
    """Every line of the register is found by its contract, with its meter and whether it has ended;
    what the register does not tell is None.
    """
    for_all(_lines_without("since", "customer"), partial(_expect_lines, make))


@law
def a_contract_begins_when_its_line_says(make: MakeSubscribers) -> None:
    """The instant at which a contract begins comes back as it was, to the microsecond, past or
    future; a line without one has none.
    """
    for_all(_lines_without("customer"), partial(_expect_lines, make))


@law
def a_customer_reference_comes_back_as_it_was(make: MakeSubscribers) -> None:
    """A customer reference comes back as it was, leading zeros and spaces included; a line without
    one has none.
    """
    for_all(_lines_without("since"), partial(_expect_lines, make))


def _lines_without(*details: str) -> SearchStrategy[tuple[Subscriber, ...]]:
    """Registers that do not tell those details."""
    blank: dict[str, Any] = dict.fromkeys(details)
    lines = registers() | st.tuples(subscribers())
    return lines.map(lambda told: tuple(evolve(line, **blank) for line in told))


def _expect_lines(make: MakeSubscribers, lines: Sequence[Subscriber]) -> None:
    with opened(make(lines)) as register:
        for line in lines:
            expect_same("it", register.find(line.contract), line)


def _expect_none(register: Subscribers, contract: Contract, instead: str) -> None:
    named = f"{contract.number.digits} at {contract.operator.name}"
    expect(register.find(contract) is None, f"{named} was answered by {instead}")


@law
def an_unknown_contract_is_none(make: MakeSubscribers) -> None:
    """A contract that the register does not hold is answered by None."""

    def check(lines: tuple[Subscriber, ...]) -> None:
        unknown, *known = lines
        with opened(make(known)) as register:
            _expect_none(register, unknown.contract, "a line")

    for_all(registers().filter(bool), check)


@law
def operators_are_kept_apart(make: MakeSubscribers) -> None:
    """A contract is sought at its own operator only, though another one has the same digits."""
    here, there = _line(HERE), evolve(_line(THERE), meter=MeterNumber("B200"))
    with opened(make([here])) as register:
        _expect_none(register, there.contract, "the line of the other one")
        expect_same("after the other operator it", register.find(here.contract), here)
    _expect_lines(make, [here, there])


@law
def operators_are_asked_by_their_whole_codes(make: MakeSubscribers) -> None:
    """An operator is known by its whole code: case, accents, spaces and signs such as & + % # are
    part of it.
    """
    ones, others = (list(map(_line, map(Operator, codes))) for codes in zip(*_ALIKE, strict=True))
    for held, asked in ((ones, others), (others, ones)):
        _expect_lines(make, held)
        with opened(make(held)) as register:
            for line in asked:
                _expect_none(register, line.contract, "the line of another one")


@law
def a_renamed_operator_is_the_same(make: MakeSubscribers) -> None:
    """An operator that has another name and the same code is the same, and one of another code and
    the same name is another.
    """
    held = _line(Operator("Eaux d'Ici", "ici"))
    renamed, other = _line(Operator("Eaux d'Amont", "ici")), _line(Operator("Eaux d'Ici", "amont"))
    with opened(make([held])) as register:
        found = register.find(renamed.contract)
        expect(
            found == held, "under its new name " + ("it differed" if found else "none was found")
        )
        _expect_none(register, other.contract, "the line of another one")


def _line(operator: Operator, digits: str = "1234567", meter: str = "A100") -> Subscriber:
    return Subscriber(Contract(operator, ContractNumber(digits)), MeterNumber(meter))


@law
def leading_zeros_count(make: MakeSubscribers) -> None:
    """Leading zeros of a contract and of a meter are part of them."""
    held = _line(HERE, "0000042", "00123")
    _expect_lines(make, [held])
    with opened(make([held])) as register:
        for digits in ("4200000", "0420000", "0000420"):
            _expect_none(register, _line(HERE, digits).contract, "the line of 0000042")


@law
def concurrent_callers_get_their_own_answers(make: MakeSubscribers) -> None:
    """Eight that ask at once get each the answer to their own question."""
    held = [_line(HERE, f"{number:07}", f"{number:03}") for number in range(CALLERS)]

    def ask_often(register: Subscribers, contract: Contract) -> set[Subscriber | None]:
        return {register.find(contract) for _ in range(20)}

    with opened(make(held)) as register:
        found = at_once([partial(ask_often, register, line.contract) for line in held])
        for line, answers in zip(held, found, strict=True):
            wrong = len(answers - {line})
            expect(answers == {line}, f"one of them got {wrong} wrong answers")


@law_of_one
def silence_is_no_answer(register: Subscribers) -> None:
    """A register that does not answer raises SubscribersUnavailable, and never says that a contract
    is unknown.
    """
    for _ in range(12):
        try:
            found = register.find(_line(HERE).contract)
        except SubscribersUnavailable:
            continue
        raise LawBroken("it was answered by a line" if found else "it was answered by None")


SUBSCRIBERS_LAWS = (
    every_line_is_found_whole,
    an_unknown_contract_is_none,
    operators_are_kept_apart,
    operators_are_asked_by_their_whole_codes,
    a_renamed_operator_is_the_same,
    leading_zeros_count,
    concurrent_callers_get_their_own_answers,
)

DETAILED_SUBSCRIBERS_LAWS = (
    a_contract_begins_when_its_line_says,
    a_customer_reference_comes_back_as_it_was,
)
"""For a register that tells when a contract begins and the customer reference, as none has to."""

UNREACHABLE_SUBSCRIBERS_LAWS = (silence_is_no_answer,)
"""For a register that can be out of reach; ``make`` gives one that is."""
