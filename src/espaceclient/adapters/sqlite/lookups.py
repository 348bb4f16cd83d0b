"""The port's lookups as SQL conditions, each answered by an index."""

import sqlite3
from typing import Any, assert_never

from attrs import frozen

from espaceclient.adapters.sqlite.records import (
    ACCOUNTS,
    EXPIRING,
    FAILED_ATTEMPTS,
    HOURLY_COUNTERS,
    REGISTRATIONS,
    RESETS,
    SESSIONS,
    Table,
    to_microseconds,
)
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    Expired,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsAtAddress,
    RegistrationsFor,
    ResetById,
    SessionById,
    Stored,
)


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
    except Exception as error:
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
    match lookup:
        case AccountAtAddress(key):
            return (Question(ACCOUNTS, "email_key = ?", (key,)),)
        case AccountOfContract(contract):
            named = (contract.operator.code, contract.number.digits)
            return (Question(ACCOUNTS, "operator = ? AND contract_number = ?", named),)
        case AccountOfSession(session):
            return (
                Question(ACCOUNTS, "id = (SELECT account FROM sessions WHERE id = ?)", (session,)),
            )
        case AccountOfReset(reset):
            return (Question(ACCOUNTS, "id = (SELECT account FROM resets WHERE id = ?)", (reset,)),)
        case RegistrationById(registration):
            return (Question(REGISTRATIONS, "id = ?", (registration,)),)
        case RegistrationsFor():
            return (_waiting(lookup),)
        case RegistrationsAtAddress(key):
            return (Question(REGISTRATIONS, "email_key = ? ORDER BY id", (key,)),)
        case ResetById(reset):
            return (Question(RESETS, "id = ?", (reset,)),)
        case SessionById(session):
            return (Question(SESSIONS, "id = ?", (session,)),)
        case HourlyCounterByKey(key):
            return (Question(HOURLY_COUNTERS, "key = ?", (key,)),)
        case FailedAttemptsByKey(key):
            return (Question(FAILED_ATTEMPTS, "key = ?", (key,)),)
        case Expired(now, at_most):
            return tuple(_due(table, to_microseconds(now), at_most) for table in EXPIRING)
        case _:
            assert_never(lookup)


def _waiting(lookup: RegistrationsFor) -> Question:
    contract = lookup.contract
    return Question(
        REGISTRATIONS,
        "email_key = ? OR (operator = ? AND contract_number = ?) ORDER BY id",
        (lookup.key, contract.operator.code, contract.number.digits),
    )


def _due(table: Table, now: int, at_most: int) -> Question:
    return Question(
        table, f"expires_at <= ? ORDER BY expires_at, {table.identity} LIMIT ?", (now, at_most)
    )
