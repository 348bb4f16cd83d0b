"""The outbox: mails that a commit queued, leased to relays until they are delivered.

Each mail is delivered at least once, by any number of relays working at the same time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, Self

from attrs import field, frozen

from espaceclient.domain.instant import require_utc
from espaceclient.domain.mail import QueuedMail


@frozen
class LeasedMail:
    """A queued mail that one relay holds until its lease expires.

    ``id``, ``mail`` and ``queued_at`` (the time of the decision that queued it, in UTC) never
    change while the mail is in the outbox: the Message-ID is derived from ``id``. ``attempts`` is
    the number of earlier attempts that failed for this mail, ``refusals`` how many of these were
    refusals for good. ``lease`` identifies this lease and no other; it stays when it is renewed.
    """

    id: str
    mail: QueuedMail
    queued_at: datetime = field(validator=require_utc)
    attempts: int
    refusals: int
    lease: str = field(repr=False)


@frozen
class OutboxEntry:
    """A mail of the outbox as an operator sees it.

    ``id`` and ``queued_at`` are those that ``LeasedMail`` has for the same mail. ``attempts`` is
    the number of failed attempts; ``due_at`` is when the mail can be leased next, in UTC.
    ``last_error`` is the text of the last error reported, unabridged. ``dead`` marks a dead letter:
    it is not tried again until ``Outbox.retry`` is called. ``mail`` is ``None`` when this release
    cannot read it, for example because a newer release wrote it.
    """

    id: str
    mail: QueuedMail | None
    queued_at: datetime
    attempts: int
    due_at: datetime
    last_error: str | None
    dead: bool

    def is_overdue(self, now: datetime, bound: timedelta) -> bool:
        """Tell whether it could have been tried for longer than ``bound``, and was not.

        Then no relay runs, or nothing can be sent. A mail that fails by itself is not overdue while
        it waits for its next attempt.
        """
        since = self.due_at if self.attempts else self.queued_at
        return not self.dead and now - since > bound


@frozen
class OutboxSummary:
    """How an outbox fares at one moment, for whoever watches over it.

    ``waiting`` is the number of mails that wait or are leased, ``dead`` that of dead letters.
    ``oldest_due_at`` is the time since when the mail that has been due longest could be leased, and
    ``None`` when none is due: no relay is at work when it is long ago. ``oldest_queued_at`` is the
    time when the oldest mail that waits or is leased was queued, and ``None`` when there is none.
    """

    waiting: int
    dead: int
    oldest_due_at: datetime | None
    oldest_queued_at: datetime | None

    @classmethod
    def of(cls, entries: Iterable[OutboxEntry], now: datetime) -> Self:
        """Sum up all the entries of an outbox, for an adapter that has them at hand."""
        every = tuple(entries)
        waiting = [entry for entry in every if not entry.dead]
        return cls(
            waiting=len(waiting),
            dead=len(every) - len(waiting),
            oldest_due_at=min(
                (each.due_at for each in waiting if each.due_at <= now), default=None
            ),
            oldest_queued_at=min((each.queued_at for each in waiting), default=None),
        )


class Outbox(Protocol):
    """Leases queued mails to relays and records the outcome of each attempt.

    Every method raises ``StorageUnavailable`` when the outbox cannot answer.

    A mail whose lease has expired can be leased again. ``delivered``, ``defer``, ``release`` and
    ``dead_letter`` end a lease, ``renew`` prolongs it. They have an effect only for the current
    holder: once another relay has leased the mail, or once the lease has been ended, a call with
    the old ``LeasedMail`` is ignored without an error. A call about one mail never changes another,
    even when both were leased by one call. ``error`` is any text without NUL characters, of any
    length.

    Any number of threads may use an outbox at the same time, and so may any number of processes
    when the outbox is stored outside of them. The state of the leases is therefore kept with the
    mails, never in the process.
    """

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        """Lease up to ``at_most`` mails that are due at ``now``, for ``duration``.

        Returns the mails that have been due longest first, those due since one instant in any
        order. Until ``now + duration`` no other call returns them. A lease whose answer was lost is
        one that expires.

        A mail is due from the time of the decision that queued it, and after ``defer``,
        ``release`` or ``retry`` from the time given there. Mails with equal contents are separate
        mails. A lease that expires does not count as an attempt, however often that happens. Dead,
        leased and waiting mails never hold up a due one, however many they are.

        A mail that cannot be read becomes a dead letter with an error when its turn comes; it does
        not count towards ``at_most`` and holds up no other. Concurrent calls may return fewer mails
        than are due, but never the same mail twice.
        """
        ...

    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        """Let leases last until ``until`` instead; return the mails that are still held, in order.

        A lease that has expired is renewed as long as no other relay has taken the mail. What is
        not returned belongs to somebody else, or is gone.
        """
        ...

    def delivered(self, leased_mail: LeasedMail) -> None:
        """Remove a mail that was sent, or that need not be sent."""
        ...

    def defer(
        self, leased_mail: LeasedMail, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        """Count a failed attempt and keep ``error``; the mail is due again at ``until``.

        ``refused`` counts the attempt as a refusal for good too.
        """
        ...

    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        """Return a mail without counting an attempt: it is due again at ``until``.

        ``error`` says why nothing could be sent, and is kept as the last error. Without one the
        last error stays as it was.
        """
        ...

    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        """Count a failed attempt, keep ``error`` and make the mail a dead letter."""
        ...

    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        """Return at most ``at_most`` mails, waiting, leased and dead, the oldest first."""
        ...

    def summary(self, now: datetime) -> OutboxSummary:
        """Sum up all the mails, however many they are, as they stand at ``now``."""
        ...

    def retry(self, mail_id: str, now: datetime) -> bool:
        """Make a dead letter due at ``now`` and reset its numbers of attempts and refusals to 0.

        Returns ``False``, and changes nothing, when there is no dead letter of that id. A mail that
        still cannot be read becomes a dead letter again when its turn comes.
        """
        ...

    def discard(self, mail_id: str) -> bool:
        """Delete a dead letter for good, as one that an operator has given up.

        Returns ``False``, and changes nothing, when there is no dead letter of that id.
        """
        ...
