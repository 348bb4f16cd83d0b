"""Close an account: it and all that was held of it is deleted, and nobody can undo it.

Its address, its password's hash, its holdings, sessions and links go with it, and so do requests
that wait for its address and what failed there. The trail keeps its events under its id, which
says nothing any more. A mail confirms.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.change_password import CurrentPasswordRefused, refuse
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.mail import AccountClosedMail
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Invalid
from espaceclient.domain.registration import Registration
from espaceclient.domain.session import Session
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.values import ClientNetwork


@frozen
class AccountClosed:
    """« Votre espace client est fermé. »"""


Outcome = AccountClosed | CurrentPasswordRefused | NoSession
OwnersAnswer = Outcome | Invalid
Answer = AccountClosed | NoAccount


@frozen
class Remains:
    """An account, and what is held for its address and would be left behind."""

    account: Account
    registrations: tuple[Registration, ...]
    failed_sign_ins: FailedAttempts | None

    @property
    def all(self) -> tuple[Record, ...]:
        failed = () if self.failed_sign_ins is None else (self.failed_sign_ins,)
        return (self.account, *self.registrations, *failed)


@frozen
class Facts:
    """``verified``: is the password right; ``failed_attempts`` are those of this session, by
    whatever the password was asked for.
    """

    now: datetime
    policy: Policy
    session: Session | None
    remains: Remains
    verified: bool
    failed_attempts: FailedAttempts
    network: ClientNetwork | None


def decide(facts: Facts) -> Decision[Outcome]:
    account, now, limits = facts.remains.account, facts.now, facts.policy.limits
    if facts.session is None or not facts.session.alive(account, now):
        return Decision(NoSession(), now)
    if facts.failed_attempts.blocked(now, limits):
        return Decision(CurrentPasswordRefused(), now, limit_reached=True)
    if not facts.verified:
        return refuse(account, facts.failed_attempts, limits, facts.network, now)
    network = event.shortened(facts.network)
    told = event.AccountClosed(account.id, ClosingReason.BY_OWNER, network)
    over = (facts.failed_attempts,) if facts.failed_attempts.in_a_row else ()
    return _closed(facts.remains, told, now, *over)


def decide_for_support(case: SupportCase, remains: Remains, now: datetime) -> Decision[Answer]:
    told = event.AccountClosed(
        remains.account.id, ClosingReason.BY_SUPPORT, actor=case.actor, reason=case.reason
    )
    return _closed(remains, told, now)


def close_unvisited(remains: Remains, now: datetime) -> "Decision[AccountClosed]":
    told = event.AccountClosed(remains.account.id, ClosingReason.UNVISITED)
    return _closed(remains, told, now)


def _closed(
    remains: Remains, told: event.AccountClosed, now: datetime, *over: Record
) -> Decision[AccountClosed]:
    account = remains.account
    mail = AccountClosedMail(account.email, told.outcome, language=account.language)
    return Decision(
        AccountClosed(), now, delete=(*remains.all, *over), queue=(mail,), events=(told,)
    )
