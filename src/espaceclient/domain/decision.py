"""A decision is the unit of work: what to answer, save, delete and queue, all of it or nothing."""

from datetime import datetime
from typing import Generic, TypeVar

from attrs import field, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.instant import require_utc
from espaceclient.domain.mail import Mail
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter

ExpiringRecord = Registration | Reset | Session | HourlyCounter | FailedAttempts
"""A record with ``expires_at``; from then on it counts as gone, and purging may remove it."""

Record = Account | ExpiringRecord

A_co = TypeVar("A_co", covariant=True)


@frozen
class Decision(Generic[A_co]):
    """Pure outcome of a use case, made at ``at``; committed against the snapshot that it was
    decided on.
    """

    answer: A_co
    at: datetime = field(validator=require_utc)
    save: tuple[Record, ...] = ()
    delete: tuple[Record, ...] = ()
    queue: tuple[Mail, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not (self.save or self.delete or self.queue)
