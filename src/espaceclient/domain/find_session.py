"""Find a session: who is signed in, for the dashboard and for the host's own pages."""

from datetime import datetime, timedelta

from attrs import frozen

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.policy import Policy
from espaceclient.domain.session import Session
from espaceclient.domain.values import Communes

VISIT_PATIENCE = timedelta(seconds=1)
"""A visit that cannot be noted for so long is not: nobody waits for a page because of it."""


@frozen
class SessionFound:
    """What a dashboard shows, the operator under its name of today; holds no password hash."""

    account: AccountId
    email: EmailAddress
    subscription: Subscription
    account_opened_at: datetime


@frozen
class NoSession:
    """Nobody is signed in with this token: never was, signed out, too old, or the password has
    changed.
    """


Answer = SessionFound | NoSession


@frozen
class Facts:
    now: datetime
    policy: Policy
    communes: Communes
    session: Session | None
    account: Account | None


def decide(facts: Facts) -> Decision[Answer]:
    session, account = facts.session, facts.account
    if session is None or account is None or not session.alive(account, facts.now):
        return Decision(NoSession(), facts.now)
    subscription = account.subscription.of_today(facts.communes)
    found = SessionFound(account.id, account.email, subscription, account.opened_at)
    lifetimes = facts.policy.lifetimes
    if not session.visit_is_due(facts.now, lifetimes):
        return Decision(found, facts.now)
    visited = session.visited(facts.now, lifetimes)
    return Decision(found, facts.now, save=(visited,), patience=VISIT_PATIENCE)
