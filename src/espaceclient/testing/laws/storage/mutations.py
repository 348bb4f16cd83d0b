"""The same records otherwise: after something has happened to them, under another name, with
another end.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar, assert_never

from attrs import evolve

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import ExpiringRecord, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.registration import BrowserId, Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import DAY, HOUR, FailedAttempts, HourlyCounter
from espaceclient.domain.values import Commune, MeterNumber
from espaceclient.testing.strategies.records import OneOfEach
from espaceclient.testing.strategies.values import EPOCH

R = TypeVar("R", bound=Record)

TICK = timedelta(microseconds=1)

_ANOTHER_HASH = PasswordHash("$2b$05$" + "/" * 53, "another")


def changed(record: Record) -> Record:
    """Return a record with everything in it changed, but for what it is found by."""
    match record:
        case Account():
            return evolve(
                record,
                email=_respelt(record.email),
                password_hash=_ANOTHER_HASH,
                subscription=_corrected(record.subscription),
                opened_at=_another_day(record.opened_at),
                password_version=record.password_version + 1,
            )
        case Registration():
            return evolve(
                record,
                email=_respelt(record.email),
                password_hash=_ANOTHER_HASH,
                subscription=_corrected(record.subscription),
                browser=BrowserId(f"{record.browser[1:]}x"),
                validity=_another_time(record.validity),
            )
        case Reset():
            return evolve(
                record,
                password_version=record.password_version + 1,
                validity=_another_time(record.validity),
            )
        case Session():
            return evolve(
                record,
                password_version=record.password_version + 1,
                opened_at=_another_day(record.opened_at),
                seen_at=_another_day(record.seen_at),
                expires_at=_another_day(record.expires_at),
            )
        case HourlyCounter():
            return evolve(record, count=record.count + 1, opened_at=_another_day(record.opened_at))
        case FailedAttempts():
            return evolve(
                record,
                in_a_row=record.in_a_row + 1,
                in_the_day=record.in_the_day + 1,
                day_began_at=_another_day(record.day_began_at),
                last_failed_at=_another_day(record.last_failed_at),
                expires_at=_another_day(record.expires_at),
            )
        case _:
            assert_never(record)


def renamed(record: R, name: str) -> R:
    """Return a record known by another id or key."""
    known_by: dict[str, Any] = {
        "key" if isinstance(record, HourlyCounter | FailedAttempts) else "id": name
    }
    return evolve(record, **known_by)


def household(records: OneOfEach, name: str) -> OneOfEach:
    """Return records that are all known by one name."""
    owner = AccountId(name)
    return OneOfEach(
        renamed(records.account, name),
        renamed(records.registration, name),
        evolve(renamed(records.reset, name), account=owner),
        evolve(renamed(records.session, name), account=owner),
        renamed(records.counter, name),
        renamed(records.failed_attempts, name),
    )


def perishable(records: OneOfEach) -> tuple[ExpiringRecord, ...]:
    return (
        records.registration,
        records.reset,
        records.session,
        records.counter,
        records.failed_attempts,
    )


def ending(record: ExpiringRecord, end: datetime) -> ExpiringRecord:
    """Return a record that runs out at ``end``."""
    match record:
        case Registration() | Reset():
            return evolve(record, validity=Validity(end - DAY, end))
        case Session() | FailedAttempts():
            return evolve(record, expires_at=end)
        case HourlyCounter():
            return evolve(record, opened_at=end - HOUR)
        case _:
            assert_never(record)


def _respelt(email: EmailAddress) -> EmailAddress:
    local_part, at, domain = email.text.rpartition("@")
    respelt = "".join(each.swapcase() if each.isascii() else each for each in local_part)
    return EmailAddress(respelt + at + domain)


def _corrected(subscription: Subscription) -> Subscription:
    """Return another commune and another meter of the same contract."""
    commune = Commune("2A004", "Ajaccio", subscription.commune.operator)
    return evolve(subscription, commune=commune, meter=MeterNumber("2A004"))


def _another_day(instant: datetime) -> datetime:
    return instant - DAY if instant >= EPOCH + DAY else instant + DAY


def _another_time(validity: Validity) -> Validity:
    return Validity(_another_day(validity.since), _another_day(validity.until))
