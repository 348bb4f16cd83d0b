"""The tables of records: a column for each field of a record's layout."""

import secrets
import sqlite3
from typing import Any

from espaceclient.adapters.codec import LAYOUTS
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.storage import Stored, identity


class Table:
    """A table and the statements that read and write its records."""

    def __init__(self, name: str, record: type[Record]) -> None:
        self.name = name
        self.record = record
        self._layout = LAYOUTS[record]
        self.columns = self._layout.names
        self.identity, *others = self.columns
        changes = ", ".join(f"{column} = excluded.{column}" for column in ("version", *others))
        names, marks = ", ".join(self.columns), ", ".join("?" for _ in self.columns)
        self.select = f"SELECT version, {names} FROM {name}"  # noqa: S608 - our own names
        self.select_versions = f"SELECT version FROM {name}"  # noqa: S608 - our own names
        self._insert = f"INSERT INTO {name} (version, {names}) VALUES (?, {marks})"  # noqa: S608 - our own names
        self._upsert = f"{self._insert} ON CONFLICT ({self.identity}) DO UPDATE SET {changes}"
        self._delete = f"DELETE FROM {name} WHERE {self.identity} = ?"  # noqa: S608 - our own names
        self.delete_by_bytes = self._delete.replace("?", "CAST(? AS TEXT)")

    def stored(self, row: tuple[Any, ...]) -> Stored[Any]:
        """Return the record of one row of ``select``, with its version; raises ``Unreadable``."""
        version, *values = row
        return Stored(self._layout.from_values(values), version)

    def write(self, connection: sqlite3.Connection, record: Record, *, new: bool) -> None:
        """Save a record under a new version.

        A ``new`` record never overwrites another: the constraint is violated instead.
        """
        values = self._layout.values(record)
        connection.execute(self._insert if new else self._upsert, (secrets.randbits(63), *values))

    def delete(self, connection: sqlite3.Connection, record: Record) -> None:
        connection.execute(self._delete, (identity(record),))


ACCOUNTS = Table("accounts", Account)
HOLDINGS = Table("holdings", Holding)
REGISTRATIONS = Table("registrations", Registration)
RESETS = Table("resets", Reset)
ADDRESS_CHANGES = Table("address_changes", AddressChange)
SESSIONS = Table("sessions", Session)

EXPIRING: tuple[Table, ...] = (
    HOLDINGS,
    REGISTRATIONS,
    RESETS,
    ADDRESS_CHANGES,
    SESSIONS,
    Table("hourly_counters", HourlyCounter),
    Table("failed_attempts", FailedAttempts),
    Table("applied_events", AppliedEvent),
    Table("ended_contracts", EndedContract),
)

BY_CLASS = {table.record: table for table in (ACCOUNTS, *EXPIRING)}


def table_of(record: Record) -> Table:
    return BY_CLASS[type(record)]
