"""Find a session: who is signed in, for the dashboard and for the host's own pages."""

from datetime import datetime, timedelta

from attrs import frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, readable_at
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.policy import Policy
from espaceclient.domain.session import Session
from espaceclient.domain.values import Communes

VISIT_PATIENCE = timedelta(seconds=1)
"""A visit that cannot be noted for so long is not: nobody waits for a page because of it."""


@frozen
class SessionFound:
    """What a dashboard shows; holds no password hash.

    ``holdings`` are the account's contracts, those that have ended too as long as their period is
    readable, the oldest first, their operators under the names of today. The session was opened at
    ``signed_in_at`` and ends at ``expires_at``, unless there is a visit before. ``language`` is the
    one that its mails are written in.
    """

    account: AccountId
    email: EmailAddress
    holdings: tuple[Holding, ...]
    account_opened_at: datetime
    signed_in_at: datetime
    expires_at: datetime
    language: Language = FRENCH


@frozen
class NoSession:
    """Nobody is signed in with this token: never was, signed out, too old, or the password has
    changed.
    """


Answer = SessionFound | NoSession


@frozen
class Facts:
    """``visit`` is false when somebody only wants to know."""

    now: datetime
    policy: Policy
    communes: Communes
    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]
    visit: bool


def decide(facts: Facts) -> Decision[Answer]:
    session, account = facts.session, facts.account
    if session is None or account is None or not session.alive(account, facts.now):
        return Decision(NoSession(), facts.now)
    holdings = readable_at(facts.now, facts.holdings, facts.communes)
    lifetimes = facts.policy.lifetimes
    is_noted = facts.visit and session.visit_is_due(facts.now, lifetimes)
    current = session.visited(facts.now, lifetimes) if is_noted else session
    found = SessionFound(
        account.id,
        account.email,
        holdings,
        account.opened_at,
        current.opened_at,
        current.expires_at,
        account.language,
    )
    if not is_noted:
        return Decision(found, facts.now)
    seen = account.visited(facts.now)
    noted = () if seen is account else (seen,)
    return Decision(found, facts.now, save=(current, *noted), patience=VISIT_PATIENCE)
