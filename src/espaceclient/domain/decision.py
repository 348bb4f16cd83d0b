"""A decision: the result of a use case, stored as one unit of work."""

from datetime import datetime, timedelta
from typing import Generic, NewType, TypeVar

from attrs import field, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.event import Event
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import require_utc
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter

ExpiringRecord = (
    Holding
    | Registration
    | Reset
    | AddressChange
    | Session
    | HourlyCounter
    | FailedAttempts
    | AppliedEvent
    | EndedContract
)
"""A record with ``expires_at``: from then on it is ignored, and ``purge`` may delete it."""

Record = Account | ExpiringRecord

DecisionId = NewType("DecisionId", str)

A_co = TypeVar("A_co", covariant=True)


@frozen
class Decision(Generic[A_co]):
    """What a use case decided at the instant ``at``.

    ``answer`` is returned to the caller once the rest has been stored: the records to ``save`` and
    to ``delete``, the mails to ``queue`` and the ``events`` that tell what happened, all of them or
    none. The decision is committed against the snapshot that it was based on.

    ``limit_reached`` tells operators, in the log and in metrics, that a limit made the decision;
    the answer hides it.

    A decision with ``patience`` is best effort: when the storage cannot store it within that time,
    it is not stored and the answer is returned all the same.

    ``id`` is given to a decision that is to be committed, and names it and no other, of whatever
    process: a storage that is asked twice to commit one stores it once.
    """

    answer: A_co
    at: datetime = field(validator=require_utc)
    save: tuple[Record, ...] = ()
    delete: tuple[Record, ...] = ()
    queue: tuple[QueuedMail, ...] = ()
    events: tuple[Event, ...] = ()
    limit_reached: bool = False
    patience: timedelta | None = None
    id: DecisionId | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to store, so that no commit is needed."""
        return not (self.save or self.delete or self.queue or self.events)
