"""EspaceClient: look, decide, commit. The only caller of ports, with no rule of its own."""

# Methods are named as their use cases' modules are; annotations mean the modules.
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TypeVar

from espaceclient.domain import (
    activate,
    change_password,
    find_session,
    open_account,
    purge,
    request_reset,
    reset_password,
    sign_in,
    sign_out,
)
from espaceclient.domain.account import AccountId
from espaceclient.domain.activate import Known
from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import IssuedToken, LinkUnusable, Purpose
from espaceclient.domain.open_account import (
    OpenAccount,
    RegisterUnavailable,
    RequestReceived,
    RequestRefused,
)
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Checklist
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.request_reset import RequestReset
from espaceclient.domain.reset import ResetId
from espaceclient.domain.reset_password import ResetPassword
from espaceclient.domain.session import SessionId
from espaceclient.domain.sign_in import SignIn
from espaceclient.domain.sign_out import SignedOut
from espaceclient.domain.throttle import (
    FailedAttempts,
    HourlyCounter,
    counter_now,
    failed_attempts_now,
)
from espaceclient.domain.values import ClientNetwork, Communes, Contract, Subscriber
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import Conflict, SubscribersUnavailable
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    Expired,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsFor,
    ResetById,
    SessionById,
    Snapshot,
    Storage,
)
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens

A = TypeVar("A")

ATTEMPTS = 20
"""How often a use case looks again when what it saw has moved, before it gives up with
``Conflict``.
"""


class EspaceClient:
    """A utility's online accounts, for a host that calls them. Thread-safe when its ports are.

    A request is a command (``OpenAccount``, ``SignIn``…) or the raw fields of a form. What a person
    can do wrong is an answer, never an exception; ``PortError`` means broken infrastructure.
    """

    def __init__(
        self,
        *,
        communes: Communes,
        subscribers: Subscribers,
        storage: Storage,
        hasher: Hasher,
        tokens: Tokens,
        clock: Clock,
        policy: Policy | None = None,
    ) -> None:
        self.communes = communes
        self.policy = policy or Policy()
        self._subscribers = subscribers
        self._storage = storage
        self._hasher = hasher
        self._tokens = tokens
        self._clock = clock

    def checklist(self, password: str) -> Checklist:
        """Tell the state of every rule for a password as typed so far."""
        return self.policy.password.checklist(password)

    def open_account(
        self,
        request: OpenAccount | Fields,
        *,
        client_address: str | None = None,
        browser: str | None = None,
    ) -> open_account.Answer | RegisterUnavailable | Invalid:
        """Ask for an account. ``client_address``: the caller's network address; ``browser``: a
        token given before.
        """
        command = (
            request
            if isinstance(request, OpenAccount)
            else OpenAccount.from_fields(request, self.communes, self.policy.password)
        )
        if isinstance(command, Invalid):
            return command
        try:
            subscriber = self._subscribers.find(command.contract)
        except SubscribersUnavailable:
            return RegisterUnavailable()
        return self._open_account(command, subscriber, client_address, browser)

    def _open_account(
        self,
        command: OpenAccount,
        subscriber: Subscriber | None,
        client_address: str | None,
        browser: str | None,
    ) -> RequestReceived | RequestRefused:
        password_hash = self._hasher.hash(command.password)
        registration_id = RegistrationId(self._tokens.new_id())
        browser_ticket = self._recognise(browser) or self._issue(Purpose.BROWSER)
        at_address, of_contract = (
            AccountAtAddress(command.email.key),
            AccountOfContract(command.contract),
        )
        of_pairs, of_openings = (
            self._contract_counter(scope, command.contract) for scope in ("proof", "opening")
        )
        of_network = (
            self._counter("network", ClientNetwork.parse(client_address).text)
            if client_address
            else None
        )

        def attempt() -> tuple[Decision[open_account.Answer], Snapshot]:
            lookups = (at_address, of_contract, of_pairs, of_openings)
            seen = self._storage.read(*lookups, *((of_network,) if of_network else ()))
            now = self._clock.now()
            facts = open_account.Facts(
                now=now,
                policy=self.policy,
                subscriber=subscriber,
                account_at_address=seen.one(at_address),
                account_of_contract=seen.one(of_contract),
                wrong_pairs_of_contract=_counter_now(seen, of_pairs, now),
                wrong_pairs_of_network=_counter_now(seen, of_network, now) if of_network else None,
                openings=_counter_now(seen, of_openings, now),
                password_hash=password_hash,
                registration_id=registration_id,
                browser=browser_ticket,
            )
            return open_account.decide(command, facts), seen

        return self._settle(attempt)

    def preview_activation(self, link: str, *, browser: str | None = None) -> activate.Preview:
        """Tell what the page behind an activation link shall ask; changes nothing."""
        registration_id = self._tokens.verify(Purpose.ACTIVATION, link)
        if registration_id is None:
            return LinkUnusable()
        by_id = RegistrationById(RegistrationId(registration_id))
        seen = self._read_with_holders(by_id)
        return activate.look(self._known(by_id, seen, browser), self._clock.now())

    def activate(
        self, link: str, *, browser: str | None = None, password: str | None = None
    ) -> activate.Answer:
        """Press the button behind an activation link; another browser than the form's gives the
        password.
        """
        registration_id = self._tokens.verify(Purpose.ACTIVATION, link)
        if registration_id is None:
            return LinkUnusable()
        by_id = RegistrationById(RegistrationId(registration_id))
        failed_attempts = self._failed_attempts("activation", registration_id)
        verify = self._verifier(PasswordAttempt(password)) if password else None
        account_id = AccountId(self._tokens.new_id())
        session = self._issue(Purpose.SESSION)

        def attempt() -> tuple[Decision[activate.Answer], Snapshot]:
            seen = self._read_with_holders(by_id, failed_attempts)
            registration = seen.one(by_id)
            now = self._clock.now()
            facts = activate.Facts(
                now=now,
                policy=self.policy,
                known=self._known(by_id, seen, browser),
                verified=verify(registration.password_hash) if verify and registration else None,
                failed_attempts=_failed_attempts_now(seen, failed_attempts, now),
                failed_sign_ins=seen.one(self._failed_sign_ins(registration.email))
                if registration
                else None,
                rivals=seen.all(_rivals(registration)) if registration else (),
                account_id=account_id,
                session=session,
            )
            return activate.decide(facts), seen

        return self._settle(attempt)

    def sign_in(self, request: SignIn | Fields) -> sign_in.Answer | Invalid:
        """Open a session; one hash computation whatever happens (two when the kept hash is
        renewed).
        """
        command = request if isinstance(request, SignIn) else SignIn.from_fields(request)
        if isinstance(command, Invalid):
            return command
        at_address, failed_attempts = (
            AccountAtAddress(command.email.key),
            self._failed_sign_ins(command.email),
        )
        verify = self._verifier(command.password)
        rehash = cache(lambda: self._hasher.hash(command.password))
        session = self._issue(Purpose.SESSION)

        def attempt() -> tuple[Decision[sign_in.Answer], Snapshot]:
            seen = self._storage.read(at_address, failed_attempts)
            account = seen.one(at_address)
            stored = account.password_hash if account else None
            verified = verify(stored)
            now = self._clock.now()
            failures = _failed_attempts_now(seen, failed_attempts, now)
            may_renew = verified and not failures.blocked(now, self.policy.limits)
            facts = sign_in.Facts(
                now=now,
                policy=self.policy,
                account=account,
                verified=verified,
                rehashed=rehash()
                if stored and may_renew and self._hasher.needs_rehash(stored)
                else None,
                failed_attempts=failures,
                session=session,
            )
            return sign_in.decide(facts), seen

        return self._settle(attempt)

    def sign_out(self, session: str) -> SignedOut:
        """End a session by its token."""
        session_id = self._tokens.verify(Purpose.SESSION, session)
        if session_id is None:
            return SignedOut()
        by_id = SessionById(SessionId(session_id))

        def attempt() -> tuple[Decision[SignedOut], Snapshot]:
            seen = self._storage.read(by_id)
            return sign_out.decide(sign_out.Facts(self._clock.now(), seen.one(by_id))), seen

        return self._settle(attempt)

    def find_session(self, session: str) -> find_session.Answer:
        """Tell who is signed in with a token, and start the session's idle time anew."""
        session_id = self._tokens.verify(Purpose.SESSION, session)
        if session_id is None:
            return NoSession()
        by_id, owner = SessionById(SessionId(session_id)), AccountOfSession(SessionId(session_id))

        def attempt() -> tuple[Decision[find_session.Answer], Snapshot]:
            seen = self._storage.read(by_id, owner)
            facts = find_session.Facts(
                self._clock.now(), self.policy, seen.one(by_id), seen.one(owner)
            )
            return find_session.decide(facts), seen

        return self._settle(attempt)

    def request_reset(
        self, request: RequestReset | Fields
    ) -> request_reset.ResetRequested | Invalid:
        """Ask for a reset link by mail; the answer never tells whether there is an account."""
        command = (
            request if isinstance(request, RequestReset) else RequestReset.from_fields(request)
        )
        if isinstance(command, Invalid):
            return command
        at_address = AccountAtAddress(command.email.key)
        requests = self._counter("reset", command.email.key)
        reset_id = ResetId(self._tokens.new_id())

        def attempt() -> tuple[Decision[request_reset.ResetRequested], Snapshot]:
            seen = self._storage.read(at_address, requests)
            now = self._clock.now()
            facts = request_reset.Facts(
                now=now,
                policy=self.policy,
                account=seen.one(at_address),
                requests=_counter_now(seen, requests, now),
                reset_id=reset_id,
            )
            return request_reset.decide(facts), seen

        return self._settle(attempt)

    def preview_reset(self, link: str) -> reset_password.Preview:
        """Tell whether a reset link still opens the page where a password is chosen; changes
        nothing.
        """
        reset_id = self._tokens.verify(Purpose.RESET, link)
        if reset_id is None:
            return LinkUnusable()
        by_id, owner = ResetById(ResetId(reset_id)), AccountOfReset(ResetId(reset_id))
        seen = self._storage.read(by_id, owner)
        return reset_password.look(seen.one(by_id), seen.one(owner), self._clock.now())

    def reset_password(
        self, link: str, request: ResetPassword | Fields
    ) -> reset_password.Answer | Invalid:
        """Set a new password behind a reset link; ends every session and signs nobody in."""
        command = (
            request
            if isinstance(request, ResetPassword)
            else ResetPassword.from_fields(request, self.policy.password)
        )
        if isinstance(command, Invalid):
            return command
        reset_id = self._tokens.verify(Purpose.RESET, link)
        if reset_id is None:
            return LinkUnusable()
        by_id, owner = ResetById(ResetId(reset_id)), AccountOfReset(ResetId(reset_id))
        password_hash = self._hasher.hash(command.password)

        def attempt() -> tuple[Decision[reset_password.Answer], Snapshot]:
            seen = self._storage.read(by_id, owner)
            account = seen.one(owner)
            failed_attempts = self._failed_sign_ins(account.email) if account else None
            if failed_attempts is not None:
                seen = self._storage.read(by_id, owner, failed_attempts)
            facts = reset_password.Facts(
                now=self._clock.now(),
                reset=seen.one(by_id),
                account=seen.one(owner),
                failed_attempts=seen.one(failed_attempts) if failed_attempts else None,
                password_hash=password_hash,
            )
            return reset_password.decide(facts), seen

        return self._settle(attempt)

    def change_password(
        self, session: str, request: ChangePassword | Fields
    ) -> change_password.Answer | Invalid:
        """Set a new password from a session; the current one is asked, and every other session
        ends.
        """
        command = (
            request
            if isinstance(request, ChangePassword)
            else ChangePassword.from_fields(request, self.policy.password)
        )
        if isinstance(command, Invalid):
            return command
        session_id = self._tokens.verify(Purpose.SESSION, session)
        if session_id is None:
            return NoSession()
        by_id, owner = SessionById(SessionId(session_id)), AccountOfSession(SessionId(session_id))
        verify = self._verifier(command.current)
        new_hash = self._hasher.hash(command.password)

        def attempt() -> tuple[Decision[change_password.Answer], Snapshot]:
            seen = self._storage.read(owner)
            now = self._clock.now()
            account = seen.one(owner)
            if account is None:
                return Decision(NoSession(), now), seen
            failed_attempts = self._failed_sign_ins(account.email)
            seen = self._storage.read(by_id, owner, failed_attempts)
            account = seen.one(owner)
            facts = change_password.Facts(
                now=now,
                policy=self.policy,
                session=seen.one(by_id),
                account=account,
                verified=verify(account.password_hash if account else None),
                new_hash=new_hash,
                failed_attempts=_failed_attempts_now(seen, failed_attempts, now),
            )
            return change_password.decide(facts), seen

        return self._settle(attempt)

    def purge(self, at_most: int = 500) -> purge.Purged:
        """Forget what is due, at most so many records of each kind; call again until none is
        left.
        """
        return purge_due(self._storage, self._clock, at_most)

    def _settle(self, attempt: Callable[[], tuple[Decision[A], Snapshot]]) -> A:
        return _settle(self._storage, attempt)

    def _read_with_holders(self, by_id: RegistrationById, *more: AnyLookup) -> Snapshot:
        """Read a registration and, if there is one, what hangs on its address or its contract."""
        seen = self._storage.read(by_id, *more)
        registration = seen.one(by_id)
        if registration is None:
            return seen
        hanging = (
            *_holders(registration),
            _rivals(registration),
            self._failed_sign_ins(registration.email),
        )
        return self._storage.read(by_id, *more, *hanging)

    def _known(self, by_id: RegistrationById, seen: Snapshot, browser: str | None) -> Known:
        registration = seen.one(by_id)
        at_address, of_contract = (
            map(seen.one, _holders(registration)) if registration else (None, None)
        )
        ticket = self._recognise(browser)
        return Known(
            registration, at_address, of_contract, BrowserId(ticket.id) if ticket else None
        )

    def _verifier(self, attempt: PasswordAttempt) -> Callable[[PasswordHash | None], bool]:
        """Compare with each stored hash once, however often the use case looks again."""
        return cache(lambda stored: self._hasher.verify(attempt, stored))

    def _issue(self, purpose: Purpose) -> IssuedToken:
        new_id = self._tokens.new_id()
        return IssuedToken(new_id, self._tokens.sign(purpose, new_id))

    def _recognise(self, browser: str | None) -> IssuedToken | None:
        browser_id = self._tokens.verify(Purpose.BROWSER, browser) if browser else None
        return IssuedToken(browser_id, browser) if browser_id and browser else None

    def _failed_sign_ins(self, email: EmailAddress) -> FailedAttemptsByKey:
        return self._failed_attempts("sign-in", email.key)

    def _contract_counter(self, scope: str, contract: Contract) -> HourlyCounterByKey:
        return self._counter(scope, f"{contract.number.digits} {contract.operator.name}")

    def _counter(self, scope: str, text: str) -> HourlyCounterByKey:
        return HourlyCounterByKey(self._tokens.fingerprint(scope, text))

    def _failed_attempts(self, scope: str, text: str) -> FailedAttemptsByKey:
        return FailedAttemptsByKey(self._tokens.fingerprint(scope, text))


def purge_due(storage: Storage, clock: Clock, at_most: int) -> purge.Purged:
    """Purge as ``EspaceClient.purge`` does, for a caller that has neither keys nor a register."""

    def attempt() -> tuple[Decision[purge.Purged], Snapshot]:
        now = clock.now()
        due = Expired(now, at_most)
        seen = storage.read(due)
        return purge.decide(purge.Facts(now, seen.all(due))), seen

    return _settle(storage, attempt)


def _settle(storage: Storage, attempt: Callable[[], tuple[Decision[A], Snapshot]]) -> A:
    """Look and decide again as long as something moves in between; the answer leaves after the
    commit.
    """
    attempts = 0
    while True:
        attempts += 1
        decision, seen = attempt()
        if decision.changes_nothing:
            return decision.answer
        try:
            storage.commit(decision, seen)
        except Conflict:
            if attempts == ATTEMPTS:
                raise
        else:
            return decision.answer


def _counter_now(seen: Snapshot, lookup: HourlyCounterByKey, now: datetime) -> HourlyCounter:
    return counter_now(seen.one(lookup), lookup.key, now)


def _failed_attempts_now(
    seen: Snapshot, lookup: FailedAttemptsByKey, now: datetime
) -> FailedAttempts:
    return failed_attempts_now(seen.one(lookup), lookup.key, now)


def _holders(registration: Registration) -> tuple[AccountAtAddress, AccountOfContract]:
    return AccountAtAddress(registration.email.key), AccountOfContract(
        registration.subscription.contract
    )


def _rivals(registration: Registration) -> RegistrationsFor:
    return RegistrationsFor(registration.email.key, registration.subscription.contract)
