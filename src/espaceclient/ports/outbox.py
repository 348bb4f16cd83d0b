"""Mails that a commit queued and that a relay sends: at least once, from any number of relays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.instant import require_utc
from espaceclient.domain.mail import Mail


@frozen
class LeasedMail:
    """A queued mail in the hands of one relay. ``attempts`` counts the earlier ones that failed for
    this mail.

    ``id``, ``mail`` and ``queued_at`` (the time of the decision that queued it) stay the same for
    as long as the mail is there, whatever becomes of it: its Message-ID is made of its ``id``.
    """

    id: str
    mail: Mail
    queued_at: datetime = field(validator=require_utc)
    attempts: int
    lease: str = field(repr=False)


@frozen
class OutboxEntry:
    """A mail as an operator sees it; ``dead`` ones are tried again only when asked for.

    ``id`` and ``queued_at`` are those of its leased_mails, ``last_error`` is the last one said,
    whole. ``mail`` is ``None`` when this release cannot read it; a newer one, that wrote it, may.
    """

    id: str
    mail: Mail | None
    queued_at: datetime
    attempts: int
    due_at: datetime
    last_error: str | None
    dead: bool


class Outbox(Protocol):
    """Raises ``StorageUnavailable`` when it cannot answer.

    A lease that ran out is free again; once another relay has it, what its late holder says is
    ignored.

    A holder speaks once: after ``delivered``, ``defer``, ``release`` or ``dead_letter`` what it
    says further is ignored. What is said of one mail changes no other, also when one call has
    leased both. Errors are any text without NUL characters, at any length. Any number of threads
    may use an outbox at once, and any number of processes one that lives outside them: what relays
    agree on lives where the mails do.
    """

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        """Take the mails due at ``now``, those due longest first; nobody else gets them for
        ``duration``.

        A mail is due from the time of the decision that queued it, later from the time that was
        said last; equal mails are as many mails. Leases that run out count no try, however many.
        Dead mails, leased ones and those that wait hold up no other, however many they are. A mail
        that cannot be read is set apart as dead in its turn, with an error, and holds no other up:
        it is not one of the ``at_most``. Relays that lease at the same moment may see fewer than
        are due, never the same one.
        """
        ...

    def delivered(self, leased_mail: LeasedMail) -> None:
        """Forget a mail that has left."""
        ...

    def defer(self, leased_mail: LeasedMail, until: datetime, error: str) -> None:
        """Count a failed try; the mail is due again at ``until``."""
        ...

    def release(self, leased_mail: LeasedMail, until: datetime) -> None:
        """Give a mail back untried: due again at ``until``, nothing counted and nothing
        forgotten.
        """
        ...

    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        """Count a failed try and set the mail apart as dead."""
        ...

    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        """List the mails that wait, are leased or are dead, those queued first before the
        others.
        """
        ...

    def retry(self, mail_id: str, now: datetime) -> bool:
        """Make a dead mail due at ``now``, its attempts forgotten; ``False`` when there is no such
        dead mail.

        A revived mail that still cannot be read is set apart again in its turn.
        """
        ...
