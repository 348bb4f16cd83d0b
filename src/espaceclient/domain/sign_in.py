"""Sign in: one refusal for an unknown address, a wrong password, a pending request and too many
attempts.
"""

from datetime import datetime
from typing import Self

from attrs import evolve, field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.known_browser import (
    failed_in_known_browser,
    known_for_longer,
    newly_known,
)
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, Limits
from espaceclient.domain.token import BrowserToken, IssuedToken, SessionToken
from espaceclient.domain.values import ClientNetwork


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


@frozen
class Failures:
    """What failed before, as far as it counts for this attempt.

    ``of_browser`` is ``None`` unless the browser is known for the address. Where it is known, its
    own failures count, and neither those of the address nor those of the network.
    """

    of_address: FailedAttempts
    of_network: Rates
    of_browser: FailedAttempts | None

    def block(self, now: datetime, limits: Limits) -> bool:
        """Tell whether the attempt, right or wrong, is refused."""
        return self.blocked_until(now, limits) is not None

    def blocked_until(self, now: datetime, limits: Limits) -> datetime | None:
        """Return until when attempts are refused; ``None`` when they are not refused now."""
        if self.of_browser is not None:
            return self.of_browser.blocked_until(now, limits)
        ends = (self.of_network.reached_until, self.of_address.blocked_until(now, limits))
        return max((end for end in ends if end is not None), default=None)

    def one_more(self, now: datetime, limits: Limits) -> Self:
        """Return them after the attempt has failed as well."""
        if self.of_browser is not None:
            failed = failed_in_known_browser(self.of_browser, now, limits)
            return evolve(self, of_browser=failed)
        failed = self.of_address.failed(now, limits)
        return evolve(self, of_address=failed, of_network=self.of_network.one_more())

    @property
    def counted(self) -> tuple[Record, ...]:
        """The records that count an attempt."""
        if self.of_browser is not None:
            return (self.of_browser,)
        return (self.of_address, *self.of_network.counters)

    def ended(self, browser_key: str, now: datetime) -> tuple[Record, ...]:
        """Return what changes when the attempt succeeds: from now on the browser is known."""
        if self.of_browser is not None:
            return (known_for_longer(self.of_browser, now),)
        known = newly_known(browser_key, now)
        return (known, self.of_address.succeeded()) if self.of_address.in_a_row else (known,)


def may_rehash(failures: Failures, now: datetime, policy: Policy, *, verified: bool) -> bool:
    """Tell whether the stored hash may be renewed: only by a proof that will be accepted.

    A blocked proof therefore costs the same number of hashes, right or wrong.
    """
    return verified and not failures.block(now, policy.limits)


def parse_attempt(fields: Fields, name: str) -> PasswordAttempt | Problem:
    """Read a password that must only be right; problem: ``<name>/required``."""
    typed = fields.get(name)
    return PasswordAttempt(typed) if typed else Problem(name, f"{name}/required")


@frozen
class SignedIn:
    """``session`` and ``browser`` are the tokens that a browser keeps, the latter after signing out
    too: by it the browser is known the next time.
    """

    session: SessionToken = field(repr=False)
    browser: BrowserToken = field(repr=False)


@frozen
class SignInRefused:
    """The one refusal."""


Outcome = SignedIn | SignInRefused
Answer = Outcome | Invalid


@frozen
class Facts:
    """``verified``: does the password match the account's hash; ``rehashed``: the same under newer
    cost or key.

    ``rehashed`` is ``None`` while ``failures`` block: a blocked proof costs the same, right or
    wrong. ``browser_key`` is where the failures of this browser at this address are stored;
    ``subject`` is the address's fingerprint for events.
    """

    now: datetime
    policy: Policy
    account: Account | None
    verified: bool
    rehashed: PasswordHash | None
    failures: Failures
    subject: str
    network: ClientNetwork | None
    browser_key: str
    browser: IssuedToken[BrowserId, BrowserToken]
    session: IssuedToken[SessionId, SessionToken]
    label: str | None


def decide(facts: Facts) -> Decision[Outcome]:
    now, limits = facts.now, facts.policy.limits
    if facts.failures.block(now, limits):
        return Decision(SignInRefused(), now, limit_reached=True)
    if facts.account is None or not facts.verified:
        return _refuse(facts)
    lifetimes = facts.policy.lifetimes
    session = Session.opened(facts.session.id, facts.account, now, lifetimes, facts.label)
    saved: list[Record] = [session, *facts.failures.ended(facts.browser_key, now)]
    account = facts.account.visited(now)
    if facts.rehashed is not None:
        account = account.with_rehashed_password(facts.rehashed)
    if account is not facts.account:
        saved.append(account)
    return Decision(
        SignedIn(facts.session.token, facts.browser.token),
        now,
        save=tuple(saved),
        events=(event.SignedIn(facts.account.id, event.shortened(facts.network)),),
    )


def _refuse(facts: Facts) -> Decision[Outcome]:
    now, limits = facts.now, facts.policy.limits
    failures = facts.failures.one_more(now, limits)
    refused = event.SignInRefused(
        facts.subject, event.shortened(facts.network), failures.blocked_until(now, limits)
    )
    return Decision(SignInRefused(), now, save=failures.counted, events=(refused,))
