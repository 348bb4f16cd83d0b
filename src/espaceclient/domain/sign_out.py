"""Sign out: the session is over at once; signing out twice is no mistake."""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.session import Session


@frozen
class SignedOut:
    """Nobody is signed in with this token any more."""


@frozen
class Facts:
    now: datetime
    session: Session | None


def decide(facts: Facts) -> Decision[SignedOut]:
    session = facts.session
    if session is None:
        return Decision(SignedOut(), facts.now)
    happened = event.SignedOut(session.account)
    return Decision(SignedOut(), facts.now, delete=(session,), events=(happened,))
