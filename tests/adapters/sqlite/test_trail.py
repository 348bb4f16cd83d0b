"""The trail's rows: what cannot be read, and what a newer release wrote."""

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage, SqliteTrail, operator_codes
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import ContractAdded, SignedOut
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.storage import Snapshot
from espaceclient.ports.trail import Everything
from tests.client_fixture import NOON

SPOILT = {
    "of a newer release": "kind = 'contract_shared'",
    "not UTF-8": "payload = CAST(x'22ff22' AS TEXT)",
    "no JSON": "payload = '{'",
    "without a field": "payload = '{}'",
    "of no time": "at = 9000000000000000000",
}


def record(database: SqliteDatabase, *accounts: str) -> None:
    events = tuple(SignedOut(AccountId(each)) for each in accounts)
    SqliteStorage(database).commit(Decision(None, NOON, events=events), Snapshot({}))


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT.keys())
def test_an_event_that_cannot_be_read_is_left_out_and_holds_up_no_other(
    database: SqliteDatabase, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    record(database, "anne", "bob", "anne", "carole")
    with database.writing() as connection:
        connection.execute(f"UPDATE events SET {change} WHERE account = 'anne'")  # noqa: S608 - our own names
    trail = SqliteTrail(database)
    (first,) = trail.page(Everything(), at_most=1)
    (second,) = trail.page(Everything(), after=first.key, at_most=1)
    assert {first.event, second.event} == {SignedOut(AccountId(n)) for n in ("bob", "carole")}
    assert trail.page(Everything(), after=second.key, at_most=1) == []
    assert "cannot be read" in caplog.text


def test_what_cannot_be_read_is_purged_as_well(database: SqliteDatabase) -> None:
    record(database, "anne")
    with database.writing() as connection:
        connection.execute("UPDATE events SET kind = 'contract_shared'")
    assert SqliteTrail(database).purge(NOON.replace(year=2027), 10) == 1


def test_the_operators_of_events_are_known(database: SqliteDatabase) -> None:
    number = ContractNumber("0123456")
    events = tuple(
        ContractAdded(AccountId("anne"), Contract(Operator(code), number))
        for code in ("SDA", "SEMM", "SDA")
    )
    record(database, "bob")
    SqliteStorage(database).commit(Decision(None, NOON, events=events), Snapshot({}))
    assert operator_codes(database) == ["SDA", "SEMM"]
