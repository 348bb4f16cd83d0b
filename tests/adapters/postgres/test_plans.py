"""No statement reads a table from end to end, however many rows there are."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from espaceclient.adapters import postgres
from espaceclient.adapters.postgres import (
    PostgresDatabase,
    commit,
    counts,
    damaged_rows,
    event_feed,
    inspection,
    key_checks,
    outbox,
    schema,
    subscribers,
    trail,
)
from espaceclient.adapters.postgres.lookups import Query, comparison
from espaceclient.adapters.postgres.tables import BY_CLASS
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports import storage as port
from espaceclient.ports.storage import Snapshot
from espaceclient.ports.trail import AboutAccount, AboutContract, AboutSubject, Everything
from espaceclient.testing.samples import EPOCH
from tests.adapters.postgres.seeding import seed
from tests.postgres_fixture import database_url, new_schema

ROWS = 100_000
CONTRACT = Contract(Operator("Eau"), ContractNumber("0000042"))
ANNE = "000042@exemple.fr"


def named(kind: str) -> Any:
    """Return the id or key of a row; of whatever type, it is a text."""
    return f"{kind}-000042"


ACCOUNT = named("account")
LOOKUPS: tuple[Any, ...] = (
    port.AccountAtAddress(ANNE),
    port.AccountById(ACCOUNT),
    port.AccountsInOrder(ACCOUNT, 100),
    port.AccountOfContract(CONTRACT),
    port.AccountOfSession(named("session")),
    port.AccountOfReset(named("reset")),
    port.AccountOfAddressChange(named("change")),
    port.HoldingById(named("holding")),
    port.HoldingsOfAccount(ACCOUNT),
    port.HoldingsOfSession(named("session")),
    port.HoldingsOfContract(CONTRACT),
    port.EndlessHoldings(named("holding"), 100),
    port.RegistrationById(named("registration")),
    port.RegistrationsFor(ANNE, CONTRACT),
    port.RegistrationsAtAddress(ANNE),
    port.RegistrationsOfContract(CONTRACT),
    port.ResetById(named("reset")),
    port.ResetsOfAccount(ACCOUNT),
    port.AddressChangeById(named("change")),
    port.AddressChangesOfAccount(ACCOUNT),
    port.SessionById(named("session")),
    port.SessionsOfAccount(ACCOUNT),
    port.HourlyCounterByKey(named("counter")),
    port.FailedAttemptsByKey(named("attempts")),
    port.AppliedEventById(named("applied")),
    port.EndedContractByKey(named("ended")),
    port.Expired(EPOCH, 500),
)
LEASE = (10**6, "lease", 10, "lease", 10**7)
REPORTED = (10**6, "error", 1, "mail-000042", "lease")
STATEMENTS: dict[str, tuple[Any, ...]] = {
    commit.FORGET: (),
    commit.QUEUE: ("another", "activation", "{}", 1, 1),
    outbox.ENTRIES: (100,),
    outbox.DELIVERED: ("mail-000042", "lease"),
    outbox.DISCARD: ("mail-000042",),
    event_feed.ENTRIES: (100,),
    event_feed.DELIVERED: ("event-000042", "lease"),
    event_feed.SUMMARY: (),
    event_feed.OLDEST_DUE: (10**6,),
    event_feed.DISCARD: ("event-000042",),
    trail.PURGE: (1000, 100),
    subscribers.FIND: ("Eau", "0000042"),
    subscribers.CURRENT: (),
    subscribers.PUBLISH: (1,),
    subscribers.NAME: ("Eau",),
    subscribers.NAMED: ("Eau",),
    subscribers.SWEEP: (1, 100),
    key_checks.RECORDED: ("link_keys",),
    key_checks.RECORD: (["link_keys"], ["key"], ["value"]),
    schema.APPLIED: (),
    damaged_rows.SET_ASIDE: ("accounts", "KeyError", "{}"),
    **{
        statement: parameters
        for queue in (outbox.QUEUE, event_feed.QUEUE)
        for statement, parameters in {
            queue.lease: LEASE,
            queue.renew: (10**7, ["mail-000042"], ["lease"]),
            queue.defer: REPORTED,
            queue.release: (10**6, "error", "mail-000042", "lease"),
            queue.dead_letter: ("error", "mail-000042", "lease"),
            queue.retry: (10**6, "mail-000042"),
        }.items()
    },
}
OF_EVERYTHING = {
    counts.ACCOUNTS,
    counts.ENDLESS_HOLDINGS,
    counts.ACCOUNTS_BY_OPERATOR,
    counts.OPERATORS,
    outbox.SUMMARY,
    subscribers.COUNT,
    subscribers.COMPARE,
    subscribers.COPY,
    key_checks.HASHES_BY_KEY,
    inspection.SUBSCRIBERS,
    inspection.SET_ASIDE,
    inspection.EVENTS,
    inspection.MAILS,
}
"""What counts or looks at all of something, by nature."""

FEW = {"register", "operators", "migrations", "key_checks", "damaged_rows"}
"""Tables of a few rows, which are read from end to end faster than by an index."""


@pytest.fixture(scope="module")
def database() -> Iterator[PostgresDatabase]:
    with PostgresDatabase(database_url(), schema=new_schema()) as database:
        seed(database, ROWS)
        yield database


def read_from_end_to_end(database: PostgresDatabase, text: str, parameters: Any) -> list[str]:
    ((plan,),) = database.run(
        lambda connection: connection.execute(
            b"EXPLAIN (FORMAT JSON) " + database.sql(text), parameters
        ).fetchall()
    )
    return [name for name in scanned(plan[0]["Plan"]) if name not in FEW]


def scanned(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for each in plan.get("Plans", ()):
        yield from scanned(each)


def everything() -> Iterator[tuple[str, str, Any]]:
    """Yield each statement with its parameters, and what it is called."""
    for lookup in LOOKUPS:
        query = Query.of([lookup])
        yield type(lookup).__name__, query.text, query.parameters
        unchanged, parameters = comparison(Snapshot({lookup: ()}))
        checked = commit.CHECK.format(unchanged=unchanged)
        yield f"{type(lookup).__name__} again", checked, ("another", *parameters)
    for table in BY_CLASS.values():
        yield table.bare_name, table.delete, (["42"],)
    for asked in (
        Everything(),
        AboutAccount(ACCOUNT),
        AboutSubject("subject"),
        AboutContract(CONTRACT),
    ):
        condition, parameters = trail.condition(asked)
        page = trail.PAGE.format(condition=condition)
        yield type(asked).__name__, page, (*parameters, 42, "event-000042", 100)
    for statement, parameters in STATEMENTS.items():
        yield " ".join(statement.split()), statement, parameters


def test_no_statement_reads_a_table_from_end_to_end(database: PostgresDatabase) -> None:
    read = {
        name: read_from_end_to_end(database, text, parameters)
        for name, text, parameters in everything()
    }
    assert {name: tables for name, tables in read.items() if tables} == {}


def test_every_lookup_of_the_port_is_looked_at() -> None:
    assert {type(each) for each in LOOKUPS} == set(port.AnyLookup.__args__)


def test_every_statement_of_the_adapter_is_looked_at() -> None:
    modules = [
        import_module(f"{postgres.__name__}.{each.name}")
        for each in pkgutil.iter_modules(postgres.__path__)
    ]
    declared = {
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
        if "{schema}." in value and not value.rstrip().endswith("VALUES") and "{{" not in value
    }
    assert declared - OF_EVERYTHING - STATEMENTS.keys() == set()
