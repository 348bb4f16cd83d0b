"""Change the password from the dashboard: the current one is asked; every session ends but this
one, which goes on under another token.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import Holding, own_words_of
from espaceclient.domain.mail import PasswordUpdatedMail
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Password, PasswordPolicy, from_request
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.sign_in import parse_attempt
from espaceclient.domain.throttle import FailedAttempts, Limits
from espaceclient.domain.token import IssuedToken, SessionToken
from espaceclient.domain.values import ClientNetwork


@frozen
class ChangePassword:
    current: PasswordAttempt
    password: Password

    @classmethod
    def from_fields(cls, fields: Fields, policy: PasswordPolicy) -> Self | Invalid:
        """Read ``current_password``, ``password`` and ``confirmation``."""
        match (parse_attempt(fields, "current_password"), *policy.parse_twice(fields)):
            case (PasswordAttempt() as current, Password() as password, None):
                return cls(current, password)
            case parsed:
                return Invalid.among(parsed)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {
            "current_password": self.current.prepared,
            "password": self.password.prepared,
            "confirmation": self.password.prepared,
        }


@frozen
class PasswordChanged:
    """« Votre mot de passe a été mis à jour. » ``session`` takes the place of the one that asked.

    A copy of the old token, which may have been stolen, opens nothing any more.
    """

    session: SessionToken = field(repr=False)


@frozen
class CurrentPasswordRefused:
    """The current password is wrong, or too many were tried."""


Answer = PasswordChanged | CurrentPasswordRefused | NoSession | Invalid


@frozen
class Facts:
    """``verified``: is the current password right; ``failed_attempts`` are those of this session.

    ``successor`` is for the session that takes this one's place. The new password is hashed
    whatever comes of it, so that counting time tells nothing.
    """

    now: datetime
    policy: Policy
    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]
    verified: bool
    new_hash: PasswordHash
    failed_attempts: FailedAttempts
    successor: IssuedToken[SessionId, SessionToken]
    network: ClientNetwork | None


def decide(command: ChangePassword, facts: Facts) -> Decision[Answer]:
    session, account = facts.session, facts.account
    if session is None or account is None or not session.alive(account, facts.now):
        return Decision(NoSession(), facts.now)
    if facts.failed_attempts.blocked(facts.now, facts.policy.limits):
        return Decision(CurrentPasswordRefused(), facts.now, limit_reached=True)
    if not facts.verified:
        return refuse(account, facts.failed_attempts, facts.policy.limits, facts.network, facts.now)
    if problem := from_request(command.password, own_words_of(account, facts.holdings, facts.now)):
        return Decision(Invalid((problem,)), facts.now)
    changed = account.with_new_password(facts.new_hash, facts.now)
    over = (session, facts.failed_attempts) if facts.failed_attempts.in_a_row else (session,)
    return Decision(
        PasswordChanged(facts.successor.token),
        facts.now,
        save=(changed, session.succeeded_by(facts.successor.id, changed)),
        delete=over,
        queue=(PasswordUpdatedMail(account.email, language=account.language),),
        events=(event.PasswordChanged(account.id, event.shortened(facts.network)),),
    )


def refuse(
    account: Account,
    failed_attempts: FailedAttempts,
    limits: Limits,
    network: ClientNetwork | None,
    now: datetime,
) -> Decision[CurrentPasswordRefused]:
    """Count a wrong current password, whatever it was asked for."""
    failed = failed_attempts.failed(now, limits)
    refused = event.PasswordChangeRefused(
        account.id, event.shortened(network), failed.blocked_until(now, limits)
    )
    return Decision(CurrentPasswordRefused(), now, save=(failed,), events=(refused,))
