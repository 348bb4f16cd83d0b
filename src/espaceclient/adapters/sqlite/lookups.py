"""The port's lookups as SQL conditions, each answered by an index."""

import sqlite3
from typing import Any, assert_never

from attrs import frozen

from espaceclient.adapters.codec import Unreadable, to_microseconds
from espaceclient.adapters.sqlite.records import (
    ACCOUNTS,
    ADDRESS_CHANGES,
    BY_CLASS,
    EXPIRING,
    HOLDINGS,
    REGISTRATIONS,
    RESETS,
    SESSIONS,
    Table,
)
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfAddressChange,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AccountsInOrder,
    AddressChangesOfAccount,
    AnyLookup,
    ByIdentity,
    EndlessHoldings,
    Expired,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetsOfAccount,
    SessionsOfAccount,
    Stored,
    sought,
)

_HOLDER = """
    SELECT account FROM holdings WHERE operator = ? AND contract_number = ? AND until IS NULL
"""


@frozen
class Question:
    """A condition on the records of a table; ``parameters`` fill the ``?`` of ``condition``."""

    table: Table
    condition: str
    parameters: tuple[str | int, ...]

    @property
    def select(self) -> str:
        return f"{self.table.select} WHERE {self.condition}"


class UnreadableRow(Exception):
    """A row that was found is no record."""


def find(connection: sqlite3.Connection, lookup: AnyLookup) -> tuple[Stored[Any], ...]:
    """Return the records that a lookup finds, with their versions; raises ``UnreadableRow``."""
    try:
        return tuple(
            question.table.stored(row)
            for question in questions(lookup)
            for row in connection.execute(question.select, question.parameters)
        )
    except sqlite3.Error as error:
        if "decode to UTF-8" in str(error):
            raise UnreadableRow from error
        raise
    except Unreadable as error:
        raise UnreadableRow from error


def versions(connection: sqlite3.Connection, lookup: AnyLookup) -> tuple[int, ...]:
    """Return the versions of what ``find`` would return: enough to detect any change."""
    return tuple(
        version
        for question in questions(lookup)
        for (version,) in connection.execute(
            f"{question.table.select_versions} WHERE {question.condition}", question.parameters
        )
    )


def questions(lookup: AnyLookup) -> tuple[Question, ...]:
    """Return the conditions that find what a lookup asks for, one for each table."""
    if isinstance(lookup, ByIdentity):
        record, identity = sought(lookup)
        table = BY_CLASS[record]
        return (Question(table, f"{table.identity} = ?", (identity,)),)
    match lookup:
        case AccountAtAddress(key):
            return (Question(ACCOUNTS, "email_key = ?", (key,)),)
        case AccountOfContract(contract):
            return (Question(ACCOUNTS, f"id = ({_HOLDER})", _named(contract)),)
        case AccountOfSession() | AccountOfReset() | AccountOfAddressChange():
            return (_owner(lookup),)
        case (
            HoldingsOfAccount()
            | ResetsOfAccount()
            | AddressChangesOfAccount()
            | SessionsOfAccount()
        ):
            return (_of_account(lookup),)
        case HoldingsOfSession(session):
            of_session = "account = (SELECT account FROM sessions WHERE id = ?) ORDER BY id"
            return (Question(HOLDINGS, of_session, (session,)),)
        case HoldingsOfContract(contract):
            of_contract = "operator = ? AND contract_number = ? ORDER BY id"
            return (Question(HOLDINGS, of_contract, _named(contract)),)
        case AccountsInOrder(after, at_most):
            return (Question(ACCOUNTS, "id > ? ORDER BY id LIMIT ?", (after, at_most)),)
        case EndlessHoldings(after, at_most):
            page = "until IS NULL AND id > ? ORDER BY id LIMIT ?"
            return (Question(HOLDINGS, page, (after, at_most)),)
        case RegistrationsFor():
            return (_waiting(lookup),)
        case RegistrationsAtAddress(key):
            return (Question(REGISTRATIONS, "email_key = ? ORDER BY id", (key,)),)
        case RegistrationsOfContract(contract):
            of_contract = "operator = ? AND contract_number = ? ORDER BY id"
            return (Question(REGISTRATIONS, of_contract, _named(contract)),)
        case Expired(now, at_most):
            return tuple(_due(table, to_microseconds(now), at_most) for table in EXPIRING)
        case _:
            assert_never(lookup)


def _owner(lookup: AccountOfSession | AccountOfReset | AccountOfAddressChange) -> Question:
    match lookup:
        case AccountOfSession(id):
            condition = "id = (SELECT account FROM sessions WHERE id = ?)"
        case AccountOfReset(id):
            condition = "id = (SELECT account FROM resets WHERE id = ?)"
        case AccountOfAddressChange(id):
            condition = "id = (SELECT account FROM address_changes WHERE id = ?)"
        case _:
            assert_never(lookup)
    return Question(ACCOUNTS, condition, (id,))


def _of_account(
    lookup: HoldingsOfAccount | ResetsOfAccount | AddressChangesOfAccount | SessionsOfAccount,
) -> Question:
    match lookup:
        case HoldingsOfAccount():
            table = HOLDINGS
        case ResetsOfAccount():
            table = RESETS
        case AddressChangesOfAccount():
            table = ADDRESS_CHANGES
        case SessionsOfAccount():
            table = SESSIONS
        case _:
            assert_never(lookup)
    return Question(table, "account = ? ORDER BY id", (lookup.account,))


def _named(contract: Contract) -> tuple[str, str]:
    return contract.operator.code, contract.number.digits


def _waiting(lookup: RegistrationsFor) -> Question:
    return Question(
        REGISTRATIONS,
        "email_key = ? OR (operator = ? AND contract_number = ?) ORDER BY id",
        (lookup.key, *_named(lookup.contract)),
    )


def _due(table: Table, now: int, at_most: int) -> Question:
    return Question(
        table, f"expires_at <= ? ORDER BY expires_at, {table.identity} LIMIT ?", (now, at_most)
    )
