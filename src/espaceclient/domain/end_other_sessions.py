"""End every other session of one's own: only the device that asks stays signed in."""

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.sessions import Facts
from espaceclient.domain.values import ClientNetwork


@frozen
class OtherSessionsEnded:
    """The account has no session any more but the one that asked."""


Answer = OtherSessionsEnded | NoSession


def decide(facts: Facts, network: ClientNetwork | None) -> Decision[Answer]:
    account = facts.owner
    if account is None:
        return Decision(NoSession(), facts.now)
    others = tuple(each for each in facts.named.values() if not facts.is_this(each))
    if not others:
        return Decision(OtherSessionsEnded(), facts.now)
    happened = event.OtherSessionsEnded(account.id, event.shortened(network))
    return Decision(OtherSessionsEnded(), facts.now, delete=others, events=(happened,))
