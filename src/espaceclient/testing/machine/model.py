"""What should happen, told as naively as can be: a few dicts, no versions, no snapshots, no conflicts."""

import unicodedata
from datetime import datetime, timedelta

from attrs import define, field, frozen

from espaceclient.domain.activate import Activated, ActivationReady, ActivationRefused, PasswordRequired
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
from espaceclient.testing.machine.limits import HOUR, LIMITS, SKEW
from espaceclient.testing.machine.records import Account, ContractKey, Failures, Registration, Reset, Session, Window


@frozen
class Expected:
    """The class of the answer, the mails queued, and what comes into being; tokens and ids are learnt later."""

    answer: type
    mails: tuple[tuple[type, str], ...] = ()
    registration: Registration | None = None
    reset: Reset | None = None
    session: Session | None = None


@frozen
class Form:
    """``contract`` and ``meter`` as typed; ``line_meter`` is what the register says, ``None`` if nothing."""

    email: str
    contract: ContractKey
    meter: str
    line_meter: str | None
    password: str
    browser: str | None
    origin: str


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
    failures: dict[tuple[str, str], Failures] = field(factory=dict)
    windows: dict[tuple[str, object], Window] = field(factory=dict)
    register_answers: bool = True

    def forget_counts(self) -> None:
        """A new key gives every counter a new name."""
        self.failures.clear()
        self.windows.clear()

    def open_account(self, form: Form, now: datetime) -> Expected:
        if not self.register_answers:
            return Expected(RegisterUnavailable)
        wrong, openings = (self._window(scope, form.contract, now) for scope in ("wrong", "opening"))
        from_origin = self._window("origin", form.origin, now)
        if (
            wrong.count >= LIMITS.wrong_pairs_an_hour_per_contract
            or from_origin.count >= LIMITS.wrong_pairs_an_hour_per_origin
            or openings.count >= LIMITS.openings_an_hour_per_contract
        ):
            return Expected(RequestRefused)
        if form.meter != form.line_meter:
            self._count("wrong", form.contract, wrong)
            self._count("origin", form.origin, from_origin)
            return Expected(RequestRefused)
        self._count("opening", form.contract, openings)
        return self._accept(form, now)

    def _accept(self, form: Form, now: datetime) -> Expected:
        owner, holder = self._owner(form.email), self._holder(form.contract)
        if owner is None and holder is None:
            registration = Registration(form.email, form.contract, form.password, form.browser, now)
            return Expected(RequestReceived, ((ActivationMail, form.email),), registration=registration)
        asker = (AddressInUseMail, owner.email) if owner else (ContractInUseMail, form.email)
        told = ((ContractClaimedMail, holder.email),) if holder and holder is not owner else ()
        return Expected(RequestReceived, (asker, *told))

    def look_at_activation(self, link: str, browser: str | None, now: datetime) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(LinkUnusable)
        return Expected(ActivationReady if _is_at(registration, browser) else PasswordRequired)

    def activate(self, link: str, browser: str | None, password: str | None, now: datetime) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(LinkUnusable)
        if not _is_at(registration, browser):
            if password is None:
                return Expected(PasswordRequired)
            if self._blocked("activation", link, now):
                return Expected(ActivationRefused)
            if not same(password, registration.password):
                self._fail("activation", link, now)
                return Expected(ActivationRefused)
        account = Account(registration.email, registration.contract, registration.password)
        self.accounts.append(account)
        self.failures.pop(("sign-in", key(account.email)), None)
        for other_link, other in list(self.registrations.items()):
            if key(other.email) == key(account.email) or other.contract == account.contract:
                del self.registrations[other_link]
        mails = ((AccountConfirmedMail, account.email),)
        return Expected(Activated, mails, session=Session(account, 1, now, now))

    def sign_in(self, email: str, password: str, now: datetime) -> Expected:
        owner = self._owner(email)
        if self._blocked("sign-in", key(email), now):
            return Expected(SignInRefused)
        if owner is None or not same(password, owner.password):
            self._fail("sign-in", key(email), now)
            return Expected(SignInRefused)
        self._forgive("sign-in", key(email), now)
        return Expected(SignedIn, session=Session(owner, owner.credential, now, now))

    def request_reset(self, email: str, now: datetime) -> Expected:
        window, owner = self._window("reset", key(email), now), self._owner(email)
        if window.count >= LIMITS.resets_an_hour_per_address:
            return Expected(ResetRequested)
        self._count("reset", key(email), window)
        if owner is None:
            return Expected(ResetRequested)
        mails = ((ResetMail, owner.email),)
        return Expected(ResetRequested, mails, reset=Reset(owner, owner.credential, now))

    def look_at_reset(self, link: str, now: datetime) -> Expected:
        return Expected(ResetReady if self._opens(link, now) else LinkUnusable)

    def reset_password(self, link: str, password: str, now: datetime) -> Expected:
        if not self._opens(link, now):
            return Expected(LinkUnusable)
        account = self.resets.pop(link).account
        account.password, account.credential = password, account.credential + 1
        self.failures.pop(("sign-in", key(account.email)), None)
        return Expected(PasswordReset, ((PasswordUpdatedMail, account.email),))

    def find_session(self, token: str, now: datetime) -> Expected:
        session = self.sessions.get(token)
        if session is None or not session.alive(now):
            return Expected(NoSession)
        if now >= session.seen_at + timedelta(seconds=1):
            session.seen_at = now
        return Expected(SessionFound)

    def change_password(self, token: str, current: str, password: str, now: datetime) -> Expected:
        session = self.sessions.get(token)
        if session is None or not session.alive(now):
            return Expected(NoSession)
        account = session.account
        if self._blocked("sign-in", key(account.email), now):
            return Expected(CurrentPasswordRefused)
        if not same(current, account.password):
            self._fail("sign-in", key(account.email), now)
            return Expected(CurrentPasswordRefused)
        account.password, account.credential = password, account.credential + 1
        session.credential = account.credential
        self._forgive("sign-in", key(account.email), now)
        return Expected(PasswordChanged, ((PasswordUpdatedMail, account.email),))

    def sign_out(self, token: str) -> Expected:
        self.sessions.pop(token, None)
        return Expected(SignedOut)

    def purge(self, now: datetime) -> Expected:
        """Forget what has run out, so that it stays gone when the clock steps back."""
        self.registrations = {
            link: one for link, one in self.registrations.items() if now < one.asked_at + timedelta(hours=48)
        }
        self.resets = {link: one for link, one in self.resets.items() if now < one.asked_at + HOUR}
        self.sessions = {token: one for token, one in self.sessions.items() if now < one.end}
        self.windows = {name: one for name, one in self.windows.items() if now < one.opened_at + HOUR}
        self.failures = {name: one for name, one in self.failures.items() if now < one.until}
        return Expected(Purged)

    def _owner(self, email: str) -> Account | None:
        return next((account for account in self.accounts if key(account.email) == key(email)), None)

    def _holder(self, contract: ContractKey) -> Account | None:
        return next((account for account in self.accounts if account.contract == contract), None)

    def _usable(self, link: str, now: datetime) -> Registration | None:
        registration = self.registrations.get(link)
        if registration is None or self._owner(registration.email) or self._holder(registration.contract):
            return None
        asked_at = registration.asked_at
        return registration if asked_at - SKEW <= now < asked_at + timedelta(hours=48) else None

    def _opens(self, link: str, now: datetime) -> bool:
        reset = self.resets.get(link)
        return (
            reset is not None
            and reset.credential == reset.account.credential
            and reset.asked_at - SKEW <= now < reset.asked_at + HOUR
        )

    def _window(self, scope: str, name: object, now: datetime) -> Window:
        """Return what was counted in the present hour; it is kept only once something more is counted."""
        window = self.windows.get((scope, name))
        if window is None or not window.opened_at - SKEW <= now < window.opened_at + HOUR:
            return Window(now)
        return window

    def _count(self, scope: str, name: object, window: Window) -> None:
        window.count += 1
        self.windows[scope, name] = window

    def _failures(self, scope: str, name: str, now: datetime) -> Failures | None:
        """Return the failures that count now; those of a clock since set right do not, nor those long past."""
        failures = self.failures.get((scope, name))
        return failures if failures and failures.last_at - SKEW <= now < failures.until else None

    def _blocked(self, scope: str, name: str, now: datetime) -> bool:
        failures = self._failures(scope, name, now)
        return failures is not None and failures.block(now)

    def _fail(self, scope: str, name: str, now: datetime) -> None:
        failures = self._failures(scope, name, now) or Failures(now, now)
        failures.one_more(now)
        self.failures[scope, name] = failures

    def _forgive(self, scope: str, name: str, now: datetime) -> None:
        failures = self._failures(scope, name, now)
        if failures is not None:
            failures.in_a_row = 0


def _is_at(registration: Registration, browser: str | None) -> bool:
    return browser is not None and registration.browser == browser
