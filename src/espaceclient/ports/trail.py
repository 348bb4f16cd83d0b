"""The audit trail: what happened, as the storage's commits recorded it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from espaceclient.domain.account import AccountId
from espaceclient.domain.event import EventKey, RecordedEvent
from espaceclient.domain.values import Contract


@frozen
class Everything:
    """All events."""


@frozen
class AboutAccount:
    """The events about an account."""

    account: AccountId


@frozen
class AboutSubject:
    """The events about an address: ``subject`` is its keyed fingerprint."""

    subject: str


@frozen
class AboutContract:
    """The events about a contract, whoever its subscriber was; one that was renumbered is another
    contract from then on.
    """

    contract: Contract


Question = Everything | AboutAccount | AboutSubject | AboutContract


class Trail(Protocol):
    """Reads the events that were recorded, and forgets those that are too old.

    An implementation is thread-safe. Both methods raise ``StorageUnavailable`` when the trail
    cannot answer. Nothing changes an event: it is as it was recorded until it is purged, but for
    its ``extra``, which is told by the feed and never here (``domain/event_extra.py``).
    """

    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        """Return the first events that ``asked`` asks for, in the order of their keys.

        With ``after``, the first ones whose keys are greater: the key of the last event of a page
        gives the next page, and ``EventKey(since, "")`` the first page from an instant on. There
        are fewer than ``at_most`` only when there are no more.

        An event that this release cannot read, for example because a newer one wrote it, is left
        out.
        """
        ...

    def purge(self, before: datetime, at_most: int) -> int:
        """Delete the oldest events that were recorded before an instant; return how many.

        At most ``at_most`` in one call, so that nobody waits for it for long: repeat until none was
        deleted. Also those are deleted that cannot be read, and those that no host was told.
        """
        ...
