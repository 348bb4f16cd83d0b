"""The same record otherwise: with all that it says changed, under another name, expiring at another
time.
"""

from datetime import datetime
from typing import Any, TypeVar, assert_never

from attrs import evolve, fields

from espaceclient.domain.account import Subscription
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import ExpiringRecord, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import EndReason, Holding
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Commune, MeterNumber
from espaceclient.testing.samples import DAY, EPOCH, HOUR

R = TypeVar("R", bound=Record)

_FOUND_BY = {"id", "key", "account"}


def changed(record: R) -> R:
    """Return a record with everything in it changed, but for what it is found by."""
    names = {field.name for field in fields(type(record))} - _FOUND_BY
    return evolve(record, **{name: _another(getattr(record, name)) for name in names})


def _another(value: Any) -> Any:
    """Return another value; of an address or a subscription one that is found by the same key."""
    match value:
        case EmailAddress(text=text):
            local, at, domain = text.rpartition("@")
            respelt = (letter.swapcase() if letter.isascii() else letter for letter in local)
            return EmailAddress("".join(respelt) + at + domain)
        case Subscription(commune=commune):
            elsewhere = Commune("2A004", "Ajaccio", commune.operator)
            began, customer = _another(value.began), _another(value.customer)
            meter = MeterNumber("2A004")
            return evolve(value, commune=elsewhere, meter=meter, began=began, customer=customer)
        case PasswordHash():
            return PasswordHash("$2b$05$" + "/" * 53, "another")
        case Validity(since=since, until=until):
            return Validity(_another(since), _another(until))
        case datetime():
            return value - DAY if value >= EPOCH + DAY else value + DAY
        case bool():
            return not value
        case int():
            return value + 1
        case Language():
            return next(each for each in (FRENCH, Language("en")) if each != value)
        case EndReason():
            return next(each for each in EndReason if each is not value)
        case str():
            return f"{value[1:]}x"
        case dict():
            return {} if value else {"another": "x"}
        case None:  # a holding without an end keeps its contract
            return None
        case _:
            raise TypeError(f"no other {type(value).__name__} is known")


def renamed(record: R, name: str) -> R:
    """Return a record known by another id or key."""
    counts = isinstance(record, HourlyCounter | FailedAttempts | EndedContract)
    known_by: dict[str, Any] = {"key" if counts else "id": name}
    return evolve(record, **known_by)


def expiring_at(end: datetime, record: ExpiringRecord) -> ExpiringRecord:
    """Return a record that expires at ``end``."""
    match record:
        case Holding():
            over = EndReason.CONTRACT_ENDED
            return evolve(record, until=end - DAY, ended_because=over, expires_at=end)
        case Registration() | Reset() | AddressChange():
            return evolve(record, validity=Validity(end - DAY, end))
        case Session() | FailedAttempts() | AppliedEvent() | EndedContract():
            return evolve(record, expires_at=end)
        case HourlyCounter():
            return evolve(record, opened_at=end - HOUR)
        case _:
            assert_never(record)
