"""Sign in: one refusal for an unknown address, a wrong password, a pending request and too many
attempts.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.token import IssuedToken, SessionToken


@frozen
class SignIn:
    email: EmailAddress
    password: PasswordAttempt

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {"email": self.email.text, "password": self.password.prepared}

    @classmethod
    def from_fields(cls, fields: Fields) -> Self | Invalid:
        """Read ``email`` and ``password``; a password is judged by its hash, never by the
        policy.
        """
        match (EmailAddress.parse(fields.get("email", "")), parse_attempt(fields, "password")):
            case (EmailAddress() as email, PasswordAttempt() as password):
                return cls(email, password)
            case parsed:
                return Invalid.among(parsed)


def may_rehash(
    failed_attempts: FailedAttempts, now: datetime, policy: Policy, *, verified: bool
) -> bool:
    """Tell whether the stored hash may be renewed: only by a proof that will be accepted.

    A blocked proof therefore costs the same number of hashes, right or wrong.
    """
    return verified and not failed_attempts.blocked(now, policy.limits)


def parse_attempt(fields: Fields, name: str) -> PasswordAttempt | Problem:
    """Read a password that must only be right; problem: ``<name>/required``."""
    typed = fields.get(name)
    return PasswordAttempt(typed) if typed else Problem(name, f"{name}/required")


@frozen
class SignedIn:
    """``session`` is the token that a browser keeps."""

    session: SessionToken = field(repr=False)


@frozen
class SignInRefused:
    """The one refusal."""


Outcome = SignedIn | SignInRefused
Answer = Outcome | Invalid


@frozen
class Facts:
    """``verified``: does the password match the account's hash; ``rehashed``: the same under newer
    cost or key.

    ``rehashed`` is ``None`` while ``failed_attempts`` blocks: a blocked proof costs the same, right
    or wrong.
    """

    now: datetime
    policy: Policy
    account: Account | None
    verified: bool
    rehashed: PasswordHash | None
    failed_attempts: FailedAttempts
    session: IssuedToken[SessionId, SessionToken]


def decide(facts: Facts) -> Decision[Outcome]:
    if facts.failed_attempts.blocked(facts.now, facts.policy.limits):
        return Decision(SignInRefused(), facts.now, limit_reached=True)
    if facts.account is None or not facts.verified:
        failed = facts.failed_attempts.failed(facts.now, facts.policy.limits)
        return Decision(SignInRefused(), facts.now, save=(failed,))
    session = Session.opened(facts.session.id, facts.account, facts.now, facts.policy.lifetimes)
    saved: list[Record] = [session]
    if facts.rehashed is not None:
        saved.append(facts.account.with_rehashed_password(facts.rehashed))
    if facts.failed_attempts.in_a_row:
        saved.append(facts.failed_attempts.succeeded())
    return Decision(SignedIn(facts.session.token), facts.now, save=tuple(saved))
