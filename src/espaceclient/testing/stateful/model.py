"""What should happen, told as naively as can be: a few dicts, no versions, no snapshots, no
conflicts.
"""

import unicodedata
from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from espaceclient.domain.activate import (
    Activated,
    ActivationReady,
    ActivationRefused,
    PasswordRequired,
)
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.open_account import RegisterUnavailable, RequestReceived, RequestRefused
from espaceclient.domain.purge import Purged
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH
from espaceclient.testing.stateful.counters import Counters
from espaceclient.testing.stateful.expected import Expected, Shown
from espaceclient.testing.stateful.limits import LIMITS
from espaceclient.testing.stateful.model_records import (
    Account,
    ContractKey,
    Hashing,
    Line,
    Registration,
    Reset,
    Session,
    forget_due,
)


@frozen
class Form:
    """``line`` as typed; ``meter`` is what the register says of its contract, ``None`` if
    nothing.
    """

    email: str
    line: Line
    meter: str | None
    password: str
    browser: str | None
    client_address: str


def key(email: str) -> str:
    return email.lower()


def same(password: str, other: str) -> bool:
    return unicodedata.normalize("NFC", password) == unicodedata.normalize("NFC", other)


@define
class Model:
    accounts: list[Account] = field(factory=list)
    registrations: dict[str, Registration] = field(factory=dict)
    resets: dict[str, Reset] = field(factory=dict)
    sessions: dict[str, Session] = field(factory=dict)
    counters: Counters = field(factory=Counters)
    hashing: Hashing = (0, 0)
    register_answers: bool = True

    def open_account(self, form: Form, now: datetime) -> Expected:
        if not self.register_answers:
            return Expected(RegisterUnavailable)
        wrong, openings = (
            self.counters.window(scope, form.line.contract, now) for scope in ("wrong", "opening")
        )
        from_network = self.counters.window("network", form.client_address, now)
        if (
            wrong.count >= LIMITS.wrong_pairs_an_hour_per_contract
            or from_network.count >= LIMITS.wrong_pairs_an_hour_per_network
            or openings.count >= LIMITS.openings_an_hour_per_contract
        ):
            return Expected(RequestRefused)
        if form.line.meter != form.meter:
            self.counters.count("wrong", form.line.contract, wrong)
            self.counters.count("network", form.client_address, from_network)
            return Expected(RequestRefused)
        self.counters.count("opening", form.line.contract, openings)
        return self._accept(form, now)

    def _accept(self, form: Form, now: datetime) -> Expected:
        """A browser that is known keeps its token; another one is given a new one."""
        owner, holder = self.owner(form.email), self.holder(form.line.contract)
        if owner is None and holder is None:
            registration = Registration(
                form.email, form.line, form.password, self.hashing, form.browser, now
            )
            mails = ((ActivationMail, form.email),)
            return Expected(RequestReceived, form.browser, mails, registration=registration)
        asker = (AddressInUseMail, owner.email) if owner else (ContractInUseMail, form.email)
        told = ((ContractClaimedMail, holder.email),) if holder and holder is not owner else ()
        return Expected(RequestReceived, form.browser, (asker, *told))

    def preview_activation(self, link: str, browser: str | None, now: datetime) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(LinkUnusable)
        return Expected(ActivationReady if _is_at(registration, browser) else PasswordRequired)

    def activate(
        self, link: str, browser: str | None, password: str | None, now: datetime
    ) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(LinkUnusable)
        if not _is_at(registration, browser):
            if password is None:
                return Expected(PasswordRequired)
            if self.counters.blocked("activation", link, now):
                return Expected(ActivationRefused)
            if not same(password, registration.password):
                self.counters.fail("activation", link, now)
                return Expected(ActivationRefused)
        return self._activate(registration, now)

    def _activate(self, registration: Registration, now: datetime) -> Expected:
        account = Account(
            registration.email, registration.line, registration.password, registration.hashing, now
        )
        self.accounts.append(account)
        self.counters.forget("sign-in", key(account.email))
        for link, other in list(self.registrations.items()):
            if (
                key(other.email) == key(account.email)
                or other.line.contract == account.line.contract
            ):
                del self.registrations[link]
        mails = ((AccountConfirmedMail, account.email),)
        return Expected(Activated, mails=mails, session=Session(account, 1, now, now))

    def sign_in(self, email: str, password: str, now: datetime) -> Expected:
        owner = self.owner(email)
        if self.counters.blocked("sign-in", key(email), now):
            return Expected(SignInRefused)
        if owner is None or not same(password, owner.password):
            self.counters.fail("sign-in", key(email), now)
            return Expected(SignInRefused)
        self.counters.forgive("sign-in", key(email), now)
        most = MOST if owner.hashing == self.hashing else MOST_WITH_NEW_HASH
        owner.hashing = self.hashing
        return Expected(
            SignedIn, most=most, session=Session(owner, owner.password_version, now, now)
        )

    def request_reset(self, email: str, now: datetime) -> Expected:
        window, owner = self.counters.window("reset", key(email), now), self.owner(email)
        if window.count >= LIMITS.resets_an_hour_per_address:
            return Expected(ResetRequested)
        self.counters.count("reset", key(email), window)
        if owner is None:
            return Expected(ResetRequested)
        mails = ((ResetMail, owner.email),)
        return Expected(
            ResetRequested, mails=mails, reset=Reset(owner, owner.password_version, now)
        )

    def preview_reset(self, link: str, now: datetime) -> Expected:
        reset = self.resets.get(link)
        return Expected(ResetReady if reset and reset.alive(now) else LinkUnusable)

    def reset_password(self, link: str, password: str, now: datetime) -> Expected:
        reset = self.resets.get(link)
        if reset is None or not reset.alive(now):
            return Expected(LinkUnusable)
        account = self.resets.pop(link).account
        account.set_password(password, self.hashing)
        self.counters.forget("sign-in", key(account.email))
        return Expected(PasswordReset, mails=((PasswordUpdatedMail, account.email),))

    def find_session(self, token: str, now: datetime) -> Expected:
        session = self.sessions.get(token)
        if session is None or not session.alive(now):
            return Expected(NoSession)
        if now >= session.seen_at + timedelta(minutes=1):
            session.seen_at = now
        return Expected(SessionFound, Shown.of(session.account))

    def change_password(self, token: str, current: str, password: str, now: datetime) -> Expected:
        return evolve(self._change_password(token, current, password, now), most=MOST_WITH_NEW_HASH)

    def _change_password(self, token: str, current: str, password: str, now: datetime) -> Expected:
        session = self.sessions.get(token)
        if session is None or not session.alive(now):
            return Expected(NoSession)
        account = session.account
        if self.counters.blocked("sign-in", key(account.email), now):
            return Expected(CurrentPasswordRefused)
        if not same(current, account.password):
            self.counters.fail("sign-in", key(account.email), now)
            return Expected(CurrentPasswordRefused)
        account.set_password(password, self.hashing)
        session.password_version = account.password_version
        self.counters.forgive("sign-in", key(account.email), now)
        return Expected(PasswordChanged, mails=((PasswordUpdatedMail, account.email),))

    def sign_out(self, token: str) -> Expected:
        self.sessions.pop(token, None)
        return Expected(SignedOut)

    def purge(self, now: datetime) -> Expected:
        gone = self.counters.purge(now) + forget_due(self.registrations, now)
        return Expected(
            Purged, gone + forget_due(self.resets, now) + forget_due(self.sessions, now)
        )

    def owner(self, email: str) -> Account | None:
        return next(
            (account for account in self.accounts if key(account.email) == key(email)), None
        )

    def holder(self, contract: ContractKey) -> Account | None:
        return next(
            (account for account in self.accounts if account.line.contract == contract), None
        )

    def _usable(self, link: str, now: datetime) -> Registration | None:
        registration = self.registrations.get(link)
        if (
            registration is None
            or self.owner(registration.email)
            or self.holder(registration.line.contract)
        ):
            return None
        return registration if registration.alive(now) else None


def _is_at(registration: Registration, browser: str | None) -> bool:
    return browser is not None and registration.browser == browser
