"""The feed: recorded events, leased to relays in order until the host has been told of them.

Trail and feed are the same events: what a commit recorded is in both. An event leaves the feed when
it is delivered or discarded, and stays in the trail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.instant import require_utc


@frozen
class LeasedEvent:
    """An event that one relay holds until its lease expires.

    ``event`` never changes, and has its ``extra``. ``attempts`` is the number of earlier attempts
    that failed for it, ``refusals`` how many of these were refusals for good. ``lease`` identifies
    this lease and no other; it stays when it is renewed.
    """

    event: RecordedEvent
    attempts: int
    refusals: int
    lease: str = field(repr=False)

    @property
    def id(self) -> str:
        return self.event.id


@frozen
class FeedEntry:
    """An event of the feed as an operator sees it.

    ``id`` and ``at`` are those of the recorded event, ``event`` is ``None`` when this release
    cannot read it, for example because a newer one wrote it; its ``extra`` is not shown.
    ``attempts`` is the number of failed attempts; ``due_at`` is the earliest time at which the
    event can be leased next, in UTC. ``last_error`` is the text of the last error reported,
    unabridged. ``dead`` marks a dead letter: it is not tried again until ``EventFeed.retry`` is
    called. ``waits`` tells that it is not its turn: an older event of the same account is still to
    be delivered.
    """

    id: str
    at: datetime = field(validator=require_utc)
    event: RecordedEvent | None
    attempts: int
    due_at: datetime
    last_error: str | None
    dead: bool
    waits: bool

    def is_overdue(self, now: datetime, bound: timedelta) -> bool:
        """Tell whether it could have been tried for longer than ``bound``, and was not.

        Then no relay runs, or the host takes nothing. An event that fails by itself is not overdue
        while it waits for its next attempt, nor are those that wait for it.
        """
        since = self.due_at if self.attempts else self.at
        return not self.dead and not self.waits and now - since > bound


@frozen
class FeedSummary:
    """How a feed fares at one moment, for whoever watches over it.

    ``waiting`` is the number of events that wait or are leased, ``dead`` that of dead letters.
    ``oldest_due_at`` is the time since when the event that has been due longest could be leased,
    and ``None`` when none could: no relay is at work when it is long ago. ``oldest_at`` is when the
    oldest event that waits or is leased was recorded, and ``None`` when there is none.
    """

    waiting: int
    dead: int
    oldest_due_at: datetime | None
    oldest_at: datetime | None


class EventFeed(Protocol):
    """Leases events to relays, in order for one account, and records what became of each attempt.

    Every method raises ``StorageUnavailable`` when the feed cannot answer.

    **Order.** Events have the order of the commits that recorded them, and within a commit that of
    the decision. Of an account only the oldest event that is neither delivered nor dead may be
    leased; the others wait for it. So of an address, for events that have a ``subject`` and no
    account. A dead letter holds nobody up. Between accounts there is no order, and no event holds
    up one of another account.

    **Leases.** An event whose lease has expired can be leased again. ``delivered``, ``defer``,
    ``release`` and ``dead_letter`` end a lease, ``renew`` prolongs it. They have an effect only for
    the current holder: once another relay has leased the event, or once the lease has been ended, a
    call with the old ``LeasedEvent`` is ignored without an error. A call about one event never
    changes another. ``error`` is any text without NUL characters, of any length.

    Any number of threads may use a feed at the same time, and so may any number of processes when
    it is stored outside of them. The state of the leases is therefore kept with the events, never
    in the process.
    """

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedEvent]:
        """Lease up to ``at_most`` events that are due at ``now``, for ``duration``.

        Returns those that have been due longest first, those due since one instant in any order,
        one of an account at most. Until ``now + duration`` no other call returns them, nor any
        later event of the same accounts. A lease whose answer was lost is one that expires.

        An event is due from the instant of its decision, once that was committed, and after
        ``defer``, ``release`` or ``retry`` from the time given there. A lease that expires does not
        count as an attempt, however often that happens.

        An event that cannot be read becomes a dead letter with an error when its turn comes; it
        does not count towards ``at_most``. Concurrent calls may return fewer events than are due,
        but never the same one twice.
        """
        ...

    def renew(self, leased_events: Sequence[LeasedEvent], until: datetime) -> Sequence[LeasedEvent]:
        """Let leases last until ``until`` instead; return the events that are still held, in order.

        A lease that has expired is renewed as long as no other relay has taken the event.
        """
        ...

    def delivered(self, leased_event: LeasedEvent) -> None:
        """Take an event that the host was told out of the feed; the next of its account is due.

        Its ``extra`` is nowhere any more.
        """
        ...

    def defer(
        self, leased_event: LeasedEvent, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        """Count a failed attempt and keep ``error``; the event is due again at ``until``.

        ``refused`` counts the attempt as a refusal for good too.
        """
        ...

    def release(self, leased_event: LeasedEvent, until: datetime, error: str | None = None) -> None:
        """Return an event without counting an attempt: it is due again at ``until``.

        ``error`` says why nothing could be delivered, and is kept as the last error. Without one
        the last error stays as it was.
        """
        ...

    def dead_letter(self, leased_event: LeasedEvent, error: str) -> None:
        """Count a failed attempt, keep ``error`` and make the event a dead letter: the next event
        of its account is due.
        """
        ...

    def entries(self, at_most: int = 1000) -> Sequence[FeedEntry]:
        """Return at most ``at_most`` events, waiting, leased and dead, in their order."""
        ...

    def summary(self, now: datetime) -> FeedSummary:
        """Sum up all the events, however many they are, as they stand at ``now``."""
        ...

    def retry(self, event_id: str, now: datetime) -> bool:
        """Make a dead letter due at ``now`` and reset its numbers of attempts and refusals to 0.

        It comes before the later events of its account that are still to be delivered, but for one
        that is leased. Returns ``False``, and changes nothing, when there is no dead letter of that
        id.
        """
        ...

    def discard(self, event_id: str) -> bool:
        """Take a dead letter out of the feed, as one that an operator has given up; its ``extra``
        is nowhere any more.

        Returns ``False``, and changes nothing, when there is no dead letter of that id.
        """
        ...
