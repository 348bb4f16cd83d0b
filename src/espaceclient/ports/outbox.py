"""Mails that a commit queued and that a relay sends: at least once, from any number of relays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.instant import require_utc
from espaceclient.domain.mail import Mail


@frozen
class Envelope:
    """A queued mail in the hands of one relay. ``tries`` counts the earlier ones that failed for this mail."""

    id: str
    mail: Mail
    queued_at: datetime = field(validator=require_utc)
    tries: int
    lease: str = field(repr=False)


@frozen
class Parked:
    """A mail as an operator sees it; ``dead`` ones are tried again only when asked for.

    ``mail`` is ``None`` when this release cannot read it; a newer one, that wrote it, may.
    """

    id: str
    mail: Mail | None
    queued_at: datetime
    tries: int
    due_at: datetime
    last_error: str | None
    dead: bool


class Outbox(Protocol):
    """A lease that ran out is free again; once another relay has it, what its late holder says is ignored."""

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        """Take the mails due at ``now``, those due longest first; nobody else gets them for ``duration``.

        A mail that cannot be read is set apart as dead in its turn and holds no other up.
        """
        ...

    def delivered(self, envelope: Envelope) -> None:
        """Forget a mail that has left."""
        ...

    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        """Count a failed try; the mail is due again at ``until``."""
        ...

    def release(self, envelope: Envelope, until: datetime) -> None:
        """Give a mail back untried: due again at ``until``, nothing counted."""
        ...

    def bury(self, envelope: Envelope, error: str) -> None:
        """Count a failed try and set the mail apart as dead."""
        ...

    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        """List the mails that wait or are dead, oldest first."""
        ...

    def revive(self, mail_id: str, now: datetime) -> bool:
        """Make a dead mail due at ``now``, its tries forgotten; ``False`` when there is no such dead mail."""
        ...
