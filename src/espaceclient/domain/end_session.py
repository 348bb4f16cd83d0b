"""End a session of one's own, on whatever device: it is over at once. Twice is no mistake."""

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.session import SessionReference
from espaceclient.domain.sessions import Facts
from espaceclient.domain.values import ClientNetwork


@frozen
class SessionEnded:
    """No session of this account has that reference any more, if one had."""


Answer = SessionEnded | NoSession


def decide(
    reference: SessionReference, facts: Facts, network: ClientNetwork | None
) -> Decision[Answer]:
    account, ended = facts.owner, facts.named.get(reference)
    if account is None:
        return Decision(NoSession(), facts.now)
    if ended is None:
        return Decision(SessionEnded(), facts.now)
    happened = event.SessionEnded(account.id, event.shortened(network))
    return Decision(SessionEnded(), facts.now, delete=(ended,), events=(happened,))
