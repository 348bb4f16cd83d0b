"""What every use case works with: the ports, the policy, and tokens and counters made of them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Password, breached
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Invalid
from espaceclient.domain.rates import RateLimit
from espaceclient.domain.registration import BrowserId, RegistrationId
from espaceclient.domain.session import SessionId, SessionReference
from espaceclient.domain.throttle import FailedAttemptsName
from espaceclient.domain.token import (
    BrowserToken,
    IssuedToken,
    Purpose,
    SessionToken,
    WaitingToken,
)
from espaceclient.domain.values import Communes, Contract, Subscriber
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.errors import BreachedPasswordsUnavailable, SubscribersUnavailable
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import FailedAttemptsByKey, HourlyCounterByKey
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.trail import Trail
from espaceclient.use_cases.outage import Outage
from espaceclient.use_cases.unit_of_work import Transactions

SUBJECT = "event"
"""The scope of the fingerprints by which events name addresses."""

_logger = logging.getLogger(__name__)


@frozen
class Services:
    """Made once by ``EspaceClient`` and given to each use case."""

    communes: Communes
    policy: Policy
    subscribers: Subscribers
    hasher: Hasher
    tokens: Tokens
    transactions: Transactions
    breached_passwords: BreachedPasswords | None = None
    trail: Trail | None = None
    register_outage: Outage = field(
        factory=lambda: Outage(
            "The register of subscribers does not answer",
            "The register of subscribers answers again",
        )
    )

    def refuse_breached(self, password: Password) -> Invalid | None:
        """Refuse a password that is known to have leaked; a list that is silent lets it pass."""
        if self.breached_passwords is None:
            return None
        try:
            known = self.breached_passwords.contains(password)
        except BreachedPasswordsUnavailable as error:
            _logger.warning(
                "A password was accepted without the list of breached ones: %s",
                error,
                extra={"repeats": True},
            )
            return None
        return Invalid((breached(),)) if known else None

    def counters(self, limits: Iterable[RateLimit]) -> Mapping[HourlyCounterByKey, int]:
        """Return where the counters of limits are stored, each under a keyed fingerprint of its
        name, and the most that it may count.
        """
        named = ((limit.name, limit.most) for limit in limits)
        return {
            HourlyCounterByKey(self.tokens.fingerprint(name.scope, name.subject)): most
            for name, most in named
        }

    def failed_attempts(self, name: FailedAttemptsName) -> FailedAttemptsByKey:
        """Return where failed attempts are stored: under a keyed fingerprint of their name."""
        return FailedAttemptsByKey(self.tokens.fingerprint(name.scope, name.subject))

    def subject(self, email: EmailAddress) -> str:
        """Return what events hold of an address: a keyed fingerprint."""
        return self.tokens.fingerprint(SUBJECT, email.key)

    def find_subscriber(self, contract: Contract) -> Subscriber | None:
        """Ask the register; an outage of it is logged when it begins and when it ends."""
        with self.register_outage.watching(SubscribersUnavailable):
            return self.subscribers.find(contract)

    def verifier(self, attempt: PasswordAttempt) -> Callable[[PasswordHash | None], bool]:
        """Compare with each stored hash once, however often the use case decides again."""
        return cache(lambda stored: self.hasher.verify(attempt, stored))

    def issue_session(self) -> IssuedToken[SessionId, SessionToken]:
        """Draw the id of a session to come, and sign its token."""
        session = SessionId(self.tokens.new_id())
        return IssuedToken(session, SessionToken(self.tokens.sign(Purpose.SESSION, session)))

    def issue_browser(self, token: BrowserToken | None) -> IssuedToken[BrowserId, BrowserToken]:
        """Sign a token for the browser that holds ``token``, or for a new one.

        It is signed again each time, so that it never outlives the key that signed it.
        """
        browser = self.browser_of(token) or BrowserId(self.tokens.new_id())
        return IssuedToken(browser, BrowserToken(self.tokens.sign(Purpose.BROWSER, browser)))

    def issue_registration(self) -> IssuedToken[RegistrationId, WaitingToken]:
        """Draw the id of a registration to come, and sign what its browser keeps of it."""
        registration = RegistrationId(self.tokens.new_id())
        token = WaitingToken(self.tokens.sign(Purpose.WAITING, registration))
        return IssuedToken(registration, token)

    def registration_of(self, token: WaitingToken) -> RegistrationId | None:
        """Return the id of the registration that waits, ``None`` for a forged token."""
        registration = self.tokens.verify(Purpose.WAITING, token)
        return None if registration is None else RegistrationId(registration)

    def reference(self, session: SessionId) -> SessionReference:
        """Return what names a session to its owner: a keyed fingerprint of its id."""
        return SessionReference(self.tokens.fingerprint("session", session))

    def session_of(self, token: SessionToken) -> SessionId | None:
        """Return the id of the session that a token opens, ``None`` for a forged one."""
        session = self.tokens.verify(Purpose.SESSION, token)
        return None if session is None else SessionId(session)

    def browser_of(self, token: BrowserToken | None) -> BrowserId | None:
        """Return the id of the browser that holds a token, ``None`` for a forged or absent one."""
        browser = None if token is None else self.tokens.verify(Purpose.BROWSER, token)
        return None if browser is None else BrowserId(browser)
