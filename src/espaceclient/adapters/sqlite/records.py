"""The mapping of records to rows: one table for each class, used to read and to write."""

import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import getitem
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.language import Language
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Operator
from espaceclient.ports.storage import Stored, identity

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.min.replace(tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Return the microseconds since 1970: a whole number, exact until the year 9999."""
    return (instant - _EPOCH) // _MICROSECOND


def to_instant(microseconds: int) -> datetime:
    """Return the instant; raises ``OverflowError`` beyond the years from 1 to 9999."""
    return _EPOCH + timedelta(microseconds=microseconds)


def to_nearest_instant(microseconds: int) -> datetime:
    """Return the instant, or the first or the last that there is."""
    first, last = to_microseconds(_FIRST), to_microseconds(FOREVER)
    return to_instant(min(max(microseconds, first), last))


def _converter() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(datetime, to_microseconds)
    converter.register_structure_hook(datetime, lambda value, _: to_instant(value))
    converter.register_structure_hook(
        Operator, lambda told, _: Operator(told["name"] or told["code"], told["code"])
    )
    converter.register_unstructure_hook(Language, lambda language: language.code)
    converter.register_structure_hook(Language, lambda code, _: Language(code))
    converter.register_unstructure_hook(timedelta, lambda value: value // _MICROSECOND)
    converter.register_structure_hook(timedelta, lambda value, _: timedelta(microseconds=value))
    # An address's key follows from its text; its column is there to be searched by.
    converter.register_unstructure_hook(
        EmailAddress, lambda email: {"text": email.text, "key": email.key}
    )
    fields_of = make_dict_unstructure_fn(HourlyCounter, converter)
    # A counter's expiry is derived from its fields; its column is only searched, never read back.
    converter.register_unstructure_hook(
        HourlyCounter,
        lambda counter: {**fields_of(counter), "expires_at": to_microseconds(counter.expires_at)},
    )
    return converter


CONVERTER = _converter()


class Table:
    """A table and the statements that read and write its records.

    ``columns`` maps each column to the dotted path of its field; the first one is the identity.
    """

    def __init__(self, name: str, record: type[Record], columns: Mapping[str, str]) -> None:
        self.name = name
        self.record = record
        self._paths = tuple(tuple(path.split(".")) for path in columns.values())
        self.columns = tuple(columns)
        self.identity, *others = columns
        changes = ", ".join(f"{column} = excluded.{column}" for column in ("version", *others))
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        self.select = f"SELECT version, {names} FROM {name}"  # noqa: S608 - our own names
        self.select_versions = f"SELECT version FROM {name}"  # noqa: S608 - our own names
        self._insert = f"INSERT INTO {name} (version, {names}) VALUES (?, {marks})"  # noqa: S608 - our own names
        self._upsert = f"{self._insert} ON CONFLICT ({self.identity}) DO UPDATE SET {changes}"
        self._delete = f"DELETE FROM {name} WHERE {self.identity} = ?"  # noqa: S608 - our own names
        self.delete_by_bytes = self._delete.replace("?", "CAST(? AS TEXT)")

    def stored(self, row: tuple[Any, ...]) -> Stored[Any]:
        """Return the record of one row of ``select``, with its version."""
        version, *values = row
        tree: dict[str, Any] = {}
        for (*parents, name), value in zip(self._paths, values, strict=True):
            branch = tree
            for parent in parents:
                branch = branch.setdefault(parent, {})
            branch[name] = value
        return Stored(CONVERTER.structure(tree, self.record), version)

    def write(self, connection: sqlite3.Connection, record: Record, *, new: bool) -> None:
        """Save a record under a new version.

        A ``new`` record never overwrites another: the constraint is violated instead.
        """
        tree = CONVERTER.unstructure(record)
        values = [reduce(getitem, path, tree) for path in self._paths]
        connection.execute(self._insert if new else self._upsert, (secrets.randbits(63), *values))

    def delete(self, connection: sqlite3.Connection, record: Record) -> None:
        connection.execute(self._delete, (identity(record),))


_ADDRESS = {"email": "email.text", "email_key": "email.key"}
_CREDENTIALS = {
    "id": "id",
    **_ADDRESS,
    "password_hash": "password_hash.encoded",
    "password_key": "password_hash.key_id",
}
_SUBSCRIPTION = {
    "commune_code": "subscription.commune.code",
    "commune_name": "subscription.commune.name",
    "operator": "subscription.commune.operator.code",
    "operator_name": "subscription.commune.operator.name",
    "contract_number": "subscription.contract_number.digits",
    "meter": "subscription.meter.text",
    "began": "subscription.began",
    "customer": "subscription.customer",
}
_VALIDITY = {"since": "validity.since", "expires_at": "validity.until"}


def _same_names(*columns: str) -> dict[str, str]:
    return dict(zip(columns, columns, strict=True))


ACCOUNTS = Table(
    "accounts",
    Account,
    _CREDENTIALS
    | _same_names("opened_at", "password_version", "password_set_at")
    | _same_names("last_seen_at", "warnings", "closes_at", "language"),
)
HOLDINGS = Table(
    "holdings",
    Holding,
    _same_names("id", "account")
    | _SUBSCRIPTION
    | _same_names("since", "until", "ended_because", "expires_at"),
)
REGISTRATIONS = Table(
    "registrations",
    Registration,
    _CREDENTIALS
    | _SUBSCRIPTION
    | {"browser": "browser"}
    | _VALIDITY
    | _same_names("corrected", "language"),
)
RESETS = Table("resets", Reset, _same_names("id", "account", "password_version") | _VALIDITY)
ADDRESS_CHANGES = Table(
    "address_changes",
    AddressChange,
    _same_names("id", "account", "password_version", "browser") | _ADDRESS | _VALIDITY,
)
SESSIONS = Table(
    "sessions",
    Session,
    _same_names("id", "account", "password_version", "opened_at", "seen_at", "expires_at", "label"),
)
HOURLY_COUNTERS = Table(
    "hourly_counters", HourlyCounter, _same_names("key", "count", "opened_at", "expires_at")
)
FAILED_ATTEMPTS = Table(
    "failed_attempts",
    FailedAttempts,
    _same_names("key", "in_a_row", "in_the_day", "day_began_at", "last_failed_at", "expires_at"),
)
APPLIED_EVENTS = Table("applied_events", AppliedEvent, _same_names("id", "expires_at"))
ENDED_CONTRACTS = Table(
    "ended_contracts", EndedContract, _same_names("key", "ended_on", "because", "expires_at")
)

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
