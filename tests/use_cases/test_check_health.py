"""The health is checked by a real write, which leaves nothing, and a real look-up."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from attrs import field, frozen

from espaceclient import Commune, Communes, Contract, Operator, Subscriber
from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.answers import Health
from espaceclient.domain.check_health import COUNTER, contract_to_ask_for, erase
from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import Snapshot
from espaceclient.testing import Cost, Meter, StorageAndOutbox, ports_over
from espaceclient.testing.doubles import FailingSubscribers
from tests.adapters.sqlite_fixture import open_sqlite
from tests.client_fixture import COMMUNES, client_fixture
from tests.domain.world import NOON


class RefusingStorage(MemoryStorage):
    """Reads go on; a commit raises ``error``."""

    error: Exception = StorageUnavailable("the disk is full")

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:  # noqa: ARG002 - the port's own names
        raise self.error


def test_all_is_well() -> None:
    assert client_fixture().client.check_health() == Health(
        storage_writes=True, register_answers=True
    )


def test_a_storage_that_reads_but_does_not_write_is_found_out() -> None:
    health = client_fixture(storage=RefusingStorage()).client.check_health()
    assert health == Health(storage_writes=False, register_answers=True)


def test_a_silent_register_is_found_out_and_told_before_a_visitor_meets_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register = FailingSubscribers()
    register.answers = False
    health = client_fixture(subscribers=register).client.check_health()
    assert health == Health(storage_writes=True, register_answers=False)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_others_that_check_at_the_same_moment_are_no_outage() -> None:
    storage = RefusingStorage()
    storage.error = Conflict("others were faster")
    assert client_fixture(storage=storage).client.check_health().storage_writes


def test_a_check_costs_two_commits_and_a_look_up() -> None:
    meter = Meter()
    outbox = MemoryOutbox()
    ports = ports_over(StorageAndOutbox(MemoryStorage(outbox), outbox)).intercepted(meter)
    ports.client().check_health()
    assert meter.cost == Cost(hashes=0, reads=2, commits=2, register_queries=1)


def test_an_operator_is_asked_for_a_contract_that_is_nobodys() -> None:
    contract = contract_to_ask_for(COMMUNES)
    assert contract is not None
    assert (contract.operator.name, contract.number.digits) == ("Agglopole Provence Eau", "0000000")
    assert contract_to_ask_for(Communes.of([])) is None


def test_the_same_operator_is_asked_each_time_whatever_the_order_of_communes() -> None:
    communes = [
        Commune("13001", "Aix-en-Provence", Operator("Zèbre", "a")),
        Commune("13002", "Allauch", Operator("Alpha", "z")),
    ]
    for order in (communes, communes[::-1]):
        contract = contract_to_ask_for(Communes.of(order))
        assert contract is not None
        assert contract.operator.code == "a"


@frozen
class AskedFor:
    """A register that keeps what it was asked for."""

    contracts: list[Contract] = field(factory=list)

    def find(self, contract: Contract) -> Subscriber | None:
        self.contracts.append(contract)
        return None


def test_the_register_is_asked_for_that_contract_and_for_none_where_no_commune_is_served() -> None:
    register = AskedFor()
    assert client_fixture(subscribers=register).client.check_health().register_answers
    assert register.contracts == [contract_to_ask_for(COMMUNES)]
    nowhere = client_fixture(subscribers=register, communes=Communes.of([]))
    assert nowhere.client.check_health().register_answers
    assert len(register.contracts) == 1


def test_a_counter_that_another_check_has_erased_meanwhile_is_not_erased_again() -> None:
    assert erase(None, NOON).changes_nothing
    counter = HourlyCounter(COUNTER, 1, NOON)
    assert erase(counter, NOON).delete == (counter,)


def test_a_check_writes_to_the_file_and_leaves_nothing_in_it(tmp_path: Path) -> None:
    file = tmp_path / "espaceclient.sqlite3"
    with open_sqlite(file) as made:
        before = _dump(file)
        written = file.with_name(file.name + "-wal").stat().st_size
        assert client_fixture(storage=made.storage).client.check_health().storage_writes
        assert file.with_name(file.name + "-wal").stat().st_size > written
        assert _dump(file) == before


def _dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())
