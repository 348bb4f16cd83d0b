"""The tables of records: a row is a version, the record as JSON, and what it is searched by."""

import secrets
from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from espaceclient.adapters.codec import RECORDS
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.storage import Stored

Parameters = tuple[Any, ...]


class Table:
    """A table, and the statements that write its records.

    ``searched`` are the fields of a record, by the names that its codec gives them, which have a
    column of their own; the first one is the identity.
    """

    def __init__(self, name: str, record: type[Record], *searched: str) -> None:
        self.name = f"{{schema}}.{name}"
        self.bare_name = name
        self.record = record
        self.identity, *others = searched
        self.searched = searched
        columns = ("version", "record", *searched)
        names, marks = ", ".join(columns), ", ".join("%s" for _ in columns)
        changes = ", ".join(f"{name} = excluded.{name}" for name in ("version", "record", *others))
        self.insert = f"INSERT INTO {self.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        self.upsert = f"{self.insert} ON CONFLICT ({self.identity}) DO UPDATE SET {changes}"
        self.delete = f"DELETE FROM {self.name} WHERE {self.identity} = ANY (%s)"  # noqa: S608 - our own names
        self._kind = next(kind for kind, each in RECORDS.kinds.items() if each is record)

    def stored(self, version: int, fields: Mapping[str, Any]) -> Stored[Any]:
        """Return a record with its version; raises ``Unreadable``."""
        return Stored(RECORDS.from_fields(self._kind, fields), version)

    def row(self, record: Record) -> Parameters:
        """Return the parameters of ``insert`` and ``upsert``, with a version that is never used
        again.
        """
        fields = RECORDS.as_fields(record)
        searched = (fields[name] for name in self.searched)
        return (secrets.randbits(63), Jsonb(fields), *searched)


ACCOUNTS = Table("accounts", Account, "id", "email_key")
HOLDINGS = Table(
    "holdings",
    Holding,
    *("id", "account", "operator", "contract_number", "until", "expires_at"),
)
REGISTRATIONS = Table(
    "registrations",
    Registration,
    *("id", "email_key", "operator", "contract_number", "expires_at"),
)
RESETS = Table("resets", Reset, "id", "account", "expires_at")
ADDRESS_CHANGES = Table("address_changes", AddressChange, "id", "account", "expires_at")
SESSIONS = Table("sessions", Session, "id", "account", "expires_at")
HOURLY_COUNTERS = Table("hourly_counters", HourlyCounter, "key", "expires_at")
FAILED_ATTEMPTS = Table("failed_attempts", FailedAttempts, "key", "expires_at")
APPLIED_EVENTS = Table("applied_events", AppliedEvent, "id", "expires_at")
ENDED_CONTRACTS = Table("ended_contracts", EndedContract, "key", "expires_at")

EXPIRING: tuple[Table, ...] = (
    HOLDINGS,
    REGISTRATIONS,
    RESETS,
    ADDRESS_CHANGES,
    SESSIONS,
    HOURLY_COUNTERS,
    FAILED_ATTEMPTS,
    APPLIED_EVENTS,
    ENDED_CONTRACTS,
)

BY_CLASS = {table.record: table for table in (ACCOUNTS, *EXPIRING)}


def table_of(record: Record) -> Table:
    return BY_CLASS[type(record)]
