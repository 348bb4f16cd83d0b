"""The register is replaced as a whole, by one at a time."""

from collections.abc import Iterator

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresSubscribers
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.register import RegisterWouldShrink, ReplaceUnderWay

EAU = Operator("Eau")


def line(number: int) -> Subscriber:
    return Subscriber(Contract(EAU, ContractNumber(f"{number:07}")), MeterNumber("A100"))


@pytest.fixture
def register(database: PostgresDatabase) -> PostgresSubscribers:
    register = PostgresSubscribers(database)
    register.replace(map(line, range(10)))
    return register


def test_what_has_changed_is_told(register: PostgresSubscribers) -> None:
    changes = register.replace(map(line, range(1, 12)))
    assert (changes.contracts, changes.added, changes.removed, changes.lost) == (11, 2, 1, 1)
    assert register.find(line(0).contract) is None


def test_a_register_that_would_shrink_stays(register: PostgresSubscribers) -> None:
    with pytest.raises(RegisterWouldShrink, match="would lose 5 of 10 contracts in force"):
        register.replace(map(line, range(5)))
    assert register.count() == 10


def test_one_replaces_at_a_time(register: PostgresSubscribers) -> None:
    def meanwhile() -> Iterator[Subscriber]:
        with pytest.raises(ReplaceUnderWay):
            register.replace(map(line, range(10)))
        yield from map(line, range(10))

    assert register.replace(meanwhile()).contracts == 10


def test_a_contract_that_occurs_twice_changes_nothing(register: PostgresSubscribers) -> None:
    with pytest.raises(ValueError, match="two lines have the same contract"):
        register.replace([line(1), line(1)])
    assert register.count() == 10
