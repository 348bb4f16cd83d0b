"""The laws of a register of subscribers. ``make`` is given the lines that the register shall
hold.
"""

from collections.abc import Callable, Sequence
from functools import partial

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.ports.subscribers import Subscribers
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import Fixture, LawBroken, expect, for_all, law, opened
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.strategies.values import registers, subscribers

MakeSubscribers = Callable[[Sequence[Subscriber]], Fixture[Subscribers]]
MakeSilentSubscribers = Callable[[], Fixture[Subscribers]]

_HERE, _THERE = Operator("Eaux d'Ici"), Operator("Eaux de Là-bas")

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
"""Names of two operators each, which careless code takes for one."""


@law
def every_line_is_found_whole(make: MakeSubscribers) -> None:
    """Every line of the register is found by its contract, with its meter and whether it has
    ended.
    """

    def check(register: tuple[Subscriber, ...]) -> None:
        with opened(make(register)) as made:
            for subscriber in register:
                found = made.find(subscriber.contract)
                expect_same("it", found, subscriber)

    for_all(registers() | st.tuples(subscribers()), check)


@law
def an_unknown_contract_is_none(make: MakeSubscribers) -> None:
    """A contract that the register does not hold is answered by None."""

    def check(register: tuple[Subscriber, ...]) -> None:
        unknown, *known = register
        with opened(make(known)) as made:
            found = made.find(unknown.contract)
            expect(found is None, f"{_named(unknown.contract)} was answered by a line")

    for_all(registers().filter(bool), check)


@law
def operators_are_kept_apart(make: MakeSubscribers) -> None:
    """A contract is looked up at its own operator only, though another one has the same digits."""
    number = ContractNumber("1234567")
    here = Subscriber(Contract(_HERE, number), MeterNumber("A100"))
    there = evolve(here, contract=Contract(_THERE, number), meter=MeterNumber("B200"))
    with opened(make([here])) as made:
        found = made.find(there.contract)
        expect(found is None, f"{_named(there.contract)} was answered by the line of the other one")
        expect_same("after the other operator it", made.find(here.contract), here)
    with opened(make([here, there])) as made:
        for subscriber in (here, there):
            found = made.find(subscriber.contract)
            expect_same("it", found, subscriber)


@law
def operators_are_asked_by_their_whole_names(make: MakeSubscribers) -> None:
    """An operator is known by its whole name: case, accents, spaces and signs such as & + % # are
    part of it.
    """
    ones, others = ([_line_at(name) for name in names] for names in zip(*_ALIKE, strict=True))
    for held, asked in ((ones, others), (others, ones)):
        with opened(make(held)) as made:
            for line in held:
                found = made.find(line.contract)
                expect(found is not None, f"{_named(line.contract)} was not found")
                expect_same("it", found, line)
            for line in asked:
                found = made.find(line.contract)
                expect(
                    found is None,
                    f"{_named(line.contract)} was answered by the line of another one",
                )


def _line_at(name: str) -> Subscriber:
    return Subscriber(Contract(Operator(name), ContractNumber("1234567")), MeterNumber("A100"))


@law
def leading_zeros_count(make: MakeSubscribers) -> None:
    """Leading zeros of a contract and of a meter are part of them."""
    held = Subscriber(Contract(_HERE, ContractNumber("0000042")), MeterNumber("00123"))
    with opened(make([held])) as made:
        found = made.find(held.contract)
        expect_same("it", found, held)
        for digits in ("4200000", "0420000", "0000420"):
            found = made.find(Contract(_HERE, ContractNumber(digits)))
            expect(found is None, f"{digits} was answered by the line of 0000042")


@law
def rivals_get_their_own_answers(make: MakeSubscribers) -> None:
    """Eight that ask at once get each the answer to their own question."""
    held = [
        Subscriber(Contract(_HERE, ContractNumber(f"{n:07}")), MeterNumber(f"{n:03}"))
        for n in range(RIVALS)
    ]
    with opened(make(held)) as made:
        found = race([partial(_ask_often, made, subscriber.contract) for subscriber in held])
        for subscriber, answers in zip(held, found, strict=True):
            expect(
                answers == {subscriber},
                f"one of them got {len(answers - {subscriber})} wrong answers",
            )


@law
def silence_is_no_answer(make: MakeSilentSubscribers) -> None:
    """A register that does not answer raises SubscribersUnavailable, and never says that a contract
    is unknown.
    """
    with opened(make()) as made:
        for _ in range(12):
            _expect_silence(made)


def _expect_silence(register: Subscribers) -> None:
    try:
        found = register.find(Contract(_HERE, ContractNumber("1234567")))
    except SubscribersUnavailable:
        return
    raise LawBroken("it was answered by a line" if found else "it was answered by None")


def _named(contract: Contract) -> str:
    return f"{contract.number.digits} at {contract.operator.name}"


def _ask_often(register: Subscribers, contract: Contract) -> set[Subscriber | None]:
    return {register.find(contract) for _ in range(20)}


SUBSCRIBERS_LAWS = (
    every_line_is_found_whole,
    an_unknown_contract_is_none,
    operators_are_kept_apart,
    operators_are_asked_by_their_whole_names,
    leading_zeros_count,
    rivals_get_their_own_answers,
)

SILENT_SUBSCRIBERS_LAWS = (silence_is_no_answer,)
"""For a register that can be out of reach; ``make`` gives one that is."""
