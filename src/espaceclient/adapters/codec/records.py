"""Records as flat plain fields: one layout for each class, of which a storage makes its columns."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import getitem
from typing import Any, Generic, TypeVar

from espaceclient.adapters.codec.codec import Codec, Plain, Unreadable
from espaceclient.adapters.codec.converter import STORED
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter

R = TypeVar("R", bound=Record)

Scalar = str | int | None
"""What a field of a record is; a truth is a ``bool``, and is read from 0 and 1 as well."""


class Layout(Generic[R]):
    """How the records of one class are laid out: the names of their fields, in a fixed order.

    The first of ``names`` identifies the record among those of its class (``ports.identity``).
    ``email_key`` and the ``expires_at`` of a counter follow from other fields: they are there to be
    searched by, and are not read back.
    """

    def __init__(self, kind: str, record: type[R], paths: Mapping[str, str]) -> None:
        """``paths`` maps the name of each field to its dotted path in the record."""
        self.kind = kind
        self.record = record
        self.names = tuple(paths)
        self.identity = self.names[0]
        self._paths = tuple(tuple(path.split(".")) for path in paths.values())

    def values(self, record: R) -> list[Scalar]:
        """Return the fields of a record, in the order of ``names``."""
        tree = STORED.unstructure(record)
        return [reduce(getitem, path, tree) for path in self._paths]

    def from_values(self, values: Iterable[object]) -> R:
        """Return the record of ``values``, in the order of ``names``; raises ``Unreadable``."""
        try:
            return self._read(zip(self._paths, values, strict=True))
        except Exception as error:  # noqa: BLE001 - damage raises whatever it leads to
            raise Unreadable(self.kind, type(error).__name__) from None

    def from_fields(self, fields: Mapping[str, object]) -> R:
        """Return the record of its fields, where those that have a default may be missing; raises
        ``Unreadable``.
        """
        named = zip(self.names, self._paths, strict=True)
        try:
            return self._read((path, fields[name]) for name, path in named if name in fields)
        except Exception as error:  # noqa: BLE001 - damage raises whatever it leads to
            raise Unreadable(self.kind, type(error).__name__) from None

    def _read(self, values: Iterable[tuple[tuple[str, ...], object]]) -> R:
        tree: dict[str, Any] = {}
        for (*parents, name), value in values:
            branch = tree
            for parent in parents:
                branch = branch.setdefault(parent, {})
            branch[name] = value
        return STORED.structure(tree, self.record)


def _same(*names: str) -> dict[str, str]:
    return dict(zip(names, names, strict=True))


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

ACCOUNT = Layout(
    "account",
    Account,
    _CREDENTIALS
    | _same("opened_at", "password_version", "password_set_at")
    | _same("last_seen_at", "warnings", "closes_at", "language"),
)
HOLDING = Layout(
    "holding",
    Holding,
    _same("id", "account") | _SUBSCRIPTION | _same("since", "until", "ended_because", "expires_at"),
)
REGISTRATION = Layout(
    "registration",
    Registration,
    _CREDENTIALS
    | _SUBSCRIPTION
    | _same("browser")
    | _VALIDITY
    | _same("corrected", "language", "extra"),
)
RESET = Layout("reset", Reset, _same("id", "account", "password_version") | _VALIDITY)
ADDRESS_CHANGE = Layout(
    "address_change",
    AddressChange,
    _same("id", "account", "password_version", "browser") | _ADDRESS | _VALIDITY,
)
SESSION = Layout(
    "session",
    Session,
    _same("id", "account", "password_version", "opened_at", "seen_at", "expires_at", "label"),
)
HOURLY_COUNTER = Layout(
    "hourly_counter", HourlyCounter, _same("key", "count", "opened_at", "expires_at")
)
FAILED_ATTEMPTS = Layout(
    "failed_attempts",
    FailedAttempts,
    _same("key", "in_a_row", "in_the_day", "day_began_at", "last_failed_at", "expires_at"),
)
APPLIED_EVENT = Layout("applied_event", AppliedEvent, _same("id", "expires_at"))
ENDED_CONTRACT = Layout(
    "ended_contract", EndedContract, _same("key", "ended_on", "because", "expires_at")
)

LAYOUTS: Mapping[type[Record], Layout[Any]] = {
    layout.record: layout
    for layout in (
        ACCOUNT,
        HOLDING,
        REGISTRATION,
        RESET,
        ADDRESS_CHANGE,
        SESSION,
        HOURLY_COUNTER,
        FAILED_ATTEMPTS,
        APPLIED_EVENT,
        ENDED_CONTRACT,
    )
}
"""The layout of each class of record."""


def _as_fields(record: Record) -> Plain:
    layout = LAYOUTS[type(record)]
    return dict(zip(layout.names, layout.values(record), strict=True))


def _from_fields(fields: Mapping[str, Any], record: type[Record]) -> Record:
    read: Record = LAYOUTS[record].from_fields(fields)
    return read


RECORDS: Codec[Record] = Codec(
    {layout.kind: layout.record for layout in LAYOUTS.values()}, _as_fields, _from_fields
)
"""Every record that a storage keeps; an instant is the number of microseconds since 1970."""
