"""What should happen, told as naively as can be."""

from collections.abc import Mapping
from datetime import datetime

from attrs import define, evolve

from espaceclient import answers, mails
from espaceclient.testing import actions
from espaceclient.testing.actions import OpenAccount, UseCase
from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.samples import MINUTE
from espaceclient.testing.stateful import limits
from espaceclient.testing.stateful.address_changes import is_at
from espaceclient.testing.stateful.counters import KNOWN_FOR, Failures
from espaceclient.testing.stateful.expected import Expected, Known, Shown
from espaceclient.testing.stateful.life import Life
from espaceclient.testing.stateful.model_records import (
    Account,
    Line,
    Registration,
    Session,
    purge_expired,
)
from espaceclient.testing.stateful.state import key, line_in, same
from espaceclient.testing.strategies.histories import COMMON_PASSWORD

_MISUSED: Mapping[str, type] = {
    "session": answers.NoSession,
    "waiting": answers.ActivationResent,
}


def is_common(password: str) -> bool:
    return password == COMMON_PASSWORD


def is_of(line: Line, password: str) -> bool:
    """Tell whether a password is the number of the contract; no other is, of those that people
    choose here.
    """
    return line.contract[1] in password


@define
class Model(Life):
    def expect(self, action: UseCase, known: KnownTokens, link: str, now: datetime) -> Expected:
        """Tell what an action should come to, and let it; ``link`` is the id behind the link that
        it presses.
        """
        match action:
            case actions.OpenAccount(browser=browser):
                return self.open_account(action, self.browser_of(known.browser(browser)), now)
            case actions.PreviewActivation(browser=browser):
                return self.preview_activation(link, self.browser_of(known.browser(browser)), now)
            case actions.Activate(browser=browser, password=password):
                return self.activate(link, self.browser_of(known.browser(browser)), password, now)
            case actions.SignIn(browser=browser):
                return self.sign_in(action, self.browser_of(known.browser(browser)), now)
            case actions.FindSession(session):
                return self.find_session(known.session(session), now)
            case actions.SignOut(session):
                return self.sign_out(known.session(session))
            case actions.RequestReset(email, address):
                return self.request_reset(email, address, now)
            case actions.PreviewReset():
                return self.preview_reset(link, now)
            case actions.ResetPassword(password, browser=browser):
                asking = self.browser_of(known.browser(browser))
                return self.reset_password(link, password, asking, now)
            case actions.ChangePassword(current, password, session):
                return self.change_password(known.session(session), current, password, now)
            case actions.MisuseToken(used_as=used_as):
                return Expected(_MISUSED.get(used_as, answers.LinkUnusable))
            case actions.Purge():
                return self.purge(now)
            case _:
                return self.expect_of_life(action, known, link, now)

    def open_account(self, form: OpenAccount, browser: str | None, now: datetime) -> Expected:
        """A browser that is known stays the same; another one is given a token of its own."""
        line = line_in(form.commune, form.contract_number, form.meter_number)
        if is_common(form.password) or is_of(line, form.password):
            return Expected(answers.Invalid)
        if not self.register_answers:
            return Expected(answers.RegisterUnavailable)
        wrong = limits.wrong_pairs(line, form.client_address)
        openings = limits.openings(line, key(form.email))
        if self.counters.reached([*wrong, *openings], now):
            return Expected(answers.RequestRefused)
        proved = self.proved(line, now)
        if proved is None:
            self.counters.count(wrong, now)
            return Expected(answers.RequestRefused)
        told_already = self.counters.reached([limits.told_holder(line)], now)
        self.counters.count(openings, now)
        owner, holder = self.owner(form.email), self.holder(line.contract)
        typed = (form.email, line, form.password)
        asked = Registration(*typed, self.hashing, browser, now, proved.since)
        received = Expected(answers.RequestReceived, browser, registration=asked)
        if owner is None and holder is None:
            return evolve(received, mails=((mails.ActivationMail, form.email),))
        in_use = mails.AddressInUseMail if owner else mails.ContractInUseMail
        asker = (in_use, owner.email if owner else form.email)
        claimed = holder is not owner and not told_already
        told = ((mails.ContractClaimedMail, holder.email),) if holder and claimed else ()
        return evolve(received, mails=(asker, *told))

    def preview_activation(self, link: str, browser: str | None, now: datetime) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(answers.LinkUnusable)
        return Expected(
            answers.ActivationReady if is_at(registration, browser) else answers.PasswordRequired
        )

    def activate(
        self, link: str, browser: str | None, password: str | None, now: datetime
    ) -> Expected:
        registration = self._usable(link, now)
        if registration is None:
            return Expected(answers.LinkUnusable)
        if not is_at(registration, browser):
            if password is None:
                return Expected(answers.PasswordRequired)
            if self.counters.blocked("activation", link, now):
                return Expected(answers.ActivationRefused)
            if not same(password, registration.password):
                self.counters.fail("activation", link, now)
                return Expected(answers.ActivationRefused)
        return self._activate(registration, browser, now)

    def _activate(self, asked: Registration, browser: str | None, now: datetime) -> Expected:
        account = Account(asked.email, asked.password, asked.hashing, now)
        self.accounts.append(account)
        held = self.holdings.hold(account, asked.line, asked.began, now)
        self.counters.forget("sign-in", key(account.email))
        self.forget_waiting(asked.line.contract, account.email)
        queued = ((mails.AccountConfirmedMail, account.email),)
        return Expected(
            answers.Activated,
            browser,
            mails=queued,
            session=Session(account, 1, now, now),
            known=Known(browser, key(account.email), Failures.of_known_browser(now)),
            held=held,
        )

    def sign_in(self, action: actions.SignIn, browser: str | None, now: datetime) -> Expected:
        """A browser that is known at the address is judged by its own failures alone."""
        email, owner = key(action.email), self.owner(action.email)
        right = owner is not None and same(action.password, owner.password)
        own = self.counters.found("browser", (browser, email), now)
        if own is not None:
            accepted = self._sign_in_where_known(own, now, right=right)
        else:
            accepted = self._sign_in_where_not_known(email, action.client_address, now, right=right)
        if owner is None or not accepted:
            return Expected(answers.SignInRefused)
        most = MOST if owner.hashing == self.hashing else MOST_WITH_NEW_HASH
        owner.hashing = self.hashing
        owner.visit(now)
        return Expected(
            answers.SignedIn,
            browser,
            most=most,
            session=Session(owner, owner.password_version, now, now),
            known=None if own else Known(browser, email, Failures.of_known_browser(now)),
        )

    def _sign_in_where_known(self, own: Failures, now: datetime, *, right: bool) -> bool:
        if own.block(now):
            return False
        if right:
            own.in_a_row, own.end = 0, now + KNOWN_FOR
        else:
            own.one_more_in_known_browser(now)
        return right

    def _sign_in_where_not_known(
        self, email: str, address: str | None, now: datetime, *, right: bool
    ) -> bool:
        networks = limits.failed_sign_ins(address)
        if self.counters.reached(networks, now) or self.counters.blocked("sign-in", email, now):
            return False
        if right:
            self.counters.forgive("sign-in", email, now)
        else:
            self.counters.fail("sign-in", email, now)
            self.counters.count(networks, now)
        return right

    def request_reset(self, email: str, address: str | None, now: datetime) -> Expected:
        requests = limits.resets(key(email), address)
        asked = Expected(answers.ResetRequested, reads_accounts=False)
        if self.counters.reached(requests, now):
            return asked
        self.counters.count(requests, now)
        return evolve(asked, mails=((mails.ResetQuestion, email),))

    def preview_reset(self, link: str, now: datetime) -> Expected:
        reset = self.resets.get(link)
        return Expected(answers.ResetReady if reset and reset.alive(now) else answers.LinkUnusable)

    def reset_password(
        self, link: str, password: str, browser: str | None, now: datetime
    ) -> Expected:
        if is_common(password):
            return Expected(answers.Invalid)
        reset = self.resets.get(link)
        if reset is None or not reset.alive(now):
            return Expected(answers.LinkUnusable)
        if self._is_own(reset.account, password, now):
            return Expected(answers.Invalid)
        account = reset.account
        account.visit(now)
        account.set_password(password, self.hashing, now)
        self.counters.forget("sign-in", key(account.email))
        return Expected(
            answers.PasswordReset,
            browser,
            mails=((mails.PasswordUpdatedMail, account.email),),
            known=Known(browser, key(account.email), Failures.of_known_browser(now)),
        )

    def find_session(self, token: str, now: datetime) -> Expected:
        session = self.session(token, now)
        if session is None:
            return Expected(answers.NoSession)
        if now >= session.seen_at + MINUTE:
            session.seen_at = now
            session.account.visit(now)
        return Expected(
            answers.SessionFound, Shown.of(session.account, self.readable(session.account, now))
        )

    def change_password(self, token: str, current: str, password: str, now: datetime) -> Expected:
        return evolve(self._change_password(token, current, password, now), most=MOST_WITH_NEW_HASH)

    def _change_password(self, token: str, current: str, password: str, now: datetime) -> Expected:
        if is_common(password):
            return Expected(answers.Invalid)
        if refusal := self.refusal(token, current, now):
            return Expected(refusal)
        session = self.sessions[token]
        account = session.account
        if self._is_own(account, password, now):
            return Expected(answers.Invalid)
        account.set_password(password, self.hashing, now)
        del self.sessions[token]
        successor = evolve(session, password_version=account.password_version)
        if self.counters.found("change", token, now):
            self.counters.forget("change", token)
        return Expected(
            answers.PasswordChanged,
            mails=((mails.PasswordUpdatedMail, account.email),),
            session=successor,
        )

    def sign_out(self, token: str) -> Expected:
        self.sessions.pop(token, None)
        return Expected(answers.SignedOut)

    def purge(self, now: datetime) -> Expected:
        counted = self.counters.purge(now) + self.holdings.purge(now)
        counted += purge_expired(self.registrations, now) + purge_expired(self.resets, now)
        counted += purge_expired(self.changes, now) + purge_expired(self.sessions, now)
        return Expected(answers.Purged, counted)

    def _is_own(self, account: Account, password: str, now: datetime) -> bool:
        held = self.holdings.of_account(account)
        return any(now < each.end and is_of(each.line, password) for each in held)

    def _usable(self, link: str, now: datetime) -> Registration | None:
        registration = self.registrations.get(link)
        if (
            registration is None
            or self.owner(registration.email)
            or self.holder(registration.line.contract)
        ):
            return None
        return registration if registration.alive(now) else None
