"""The open sessions of an account: on which devices somebody is signed in, and since when."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.session import Session, SessionReference

NamedSessions = Mapping[SessionReference, Session]


@frozen
class OpenSession:
    """A session as its owner sees it: ``seen_at`` is the last visit noted, ``label`` what the host
    called the device, ``is_this``: it is the session that asks. ``reference`` names it to
    ``end_session``.
    """

    reference: SessionReference
    opened_at: datetime
    seen_at: datetime
    label: str | None
    is_this: bool


@frozen
class Sessions:
    """As they are ``at`` that instant: the session that asks, then the others, the latest visit
    first.
    """

    at: datetime
    sessions: tuple[OpenSession, ...]


Answer = Sessions | NoSession


@frozen
class Facts:
    """``session`` is the one that asks; ``named`` are all those of its account, it included."""

    now: datetime
    session: Session | None
    account: Account | None
    named: NamedSessions

    @property
    def owner(self) -> Account | None:
        """Who asks, ``None`` where nobody is signed in."""
        alive = self.session is not None and self.session.alive(self.account, self.now)
        return self.account if alive else None

    def is_this(self, session: Session) -> bool:
        return self.session is not None and session.id == self.session.id


def decide(facts: Facts) -> Decision[Answer]:
    if facts.owner is None:
        return Decision(NoSession(), facts.now)
    alive = (
        OpenSession(reference, each.opened_at, each.seen_at, each.label, facts.is_this(each))
        for reference, each in facts.named.items()
        if each.alive(facts.owner, facts.now)
    )
    latest_first = sorted(alive, key=lambda each: (each.is_this, each.seen_at), reverse=True)
    return Decision(Sessions(facts.now, tuple(latest_first)), facts.now)
