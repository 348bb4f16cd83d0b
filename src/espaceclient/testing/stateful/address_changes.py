"""What should happen to changes of address: asked for, and confirmed by a mailed link."""

from datetime import datetime

from attrs import define, evolve

from espaceclient import answers, mails
from espaceclient.testing import life_actions as actions
from espaceclient.testing.stateful import limits
from espaceclient.testing.stateful.counters import Failures
from espaceclient.testing.stateful.expected import Expected, Known
from espaceclient.testing.stateful.model_records import Account, AddressChange, Registration
from espaceclient.testing.stateful.state import State, key, same


def is_at(asked: Registration | AddressChange, browser: str | None) -> bool:
    """Tell whether this is the browser that asked; of one that got no answer nobody knows."""
    return browser is not None and asked.browser == browser


@define
class AddressChanges(State):
    def request_address_change(
        self, form: actions.RequestAddressChange, token: str, browser: str | None, now: datetime
    ) -> Expected:
        """The latest request takes the place of those before; it is kept and answered alike,
        whoever has the address.
        """
        if refusal := self.refusal(token, form.password, now):
            return Expected(refusal)
        account = self.sessions[token].account
        if key(form.email) == key(account.email):
            return Expected(answers.Invalid)
        mailed = limits.address_changes(key(account.email), key(form.email))
        if self.counters.reached(mailed, now):
            return Expected(answers.TooManyRequests)
        self.counters.count(mailed, now)
        if self.counters.found("change", token, now):
            self.counters.forget("change", token)
        self.forget_changes(account)
        holder = self.owner(form.email)
        mail = (
            (mails.AddressClaimedMail, holder.email)
            if holder
            else (mails.AddressChangeMail, form.email)
        )
        told = (mails.AddressChangeRequestedMail, account.email)
        change = AddressChange(account, account.password_version, form.email, browser, now)
        asked = Expected(answers.AddressChangeRequested, browser, (mail, told))
        return evolve(asked, change=change)

    def preview_address_change(self, link: str, browser: str | None, now: datetime) -> Expected:
        change = self._usable_change(link, now)
        if change is None:
            return Expected(answers.LinkUnusable)
        here = is_at(change, browser)
        return Expected(answers.AddressChangeReady if here else answers.PasswordRequired)

    def confirm_address_change(
        self, link: str, browser: str | None, password: str | None, now: datetime
    ) -> Expected:
        change = self._usable_change(link, now)
        if change is None:
            return Expected(answers.LinkUnusable)
        if not is_at(change, browser):
            if password is None:
                return Expected(answers.PasswordRequired)
            if self.counters.blocked("address change", link, now):
                return Expected(answers.CurrentPasswordRefused)
            if not same(password, change.account.password):
                self.counters.fail("address change", link, now)
                return Expected(answers.CurrentPasswordRefused)
        return self._confirm(change, link, browser, now)

    def _confirm(
        self, change: AddressChange, link: str, browser: str | None, now: datetime
    ) -> Expected:
        """Sessions go on; what failed at the old address counts at the new one too; links to the
        old one, and what waits for the new one, are gone.
        """
        account, former = change.account, change.account.email
        account.email = change.email
        self.counters.follow("sign-in", key(former), key(account.email))
        asked_in = change.browser or f"lost {link}"
        self.counters.know(asked_in, key(account.email), Failures.of_known_browser(now))
        self.forget_changes(account)
        self.forget_resets(account)
        self.forget_waiting_at(account.email)
        return Expected(
            answers.AddressChanged,
            browser,
            ((mails.AddressChangedMail, former),),
            known=Known(browser, key(account.email), Failures.of_known_browser(now)),
        )

    def _usable_change(self, link: str, now: datetime) -> AddressChange | None:
        change = self.changes.get(link)
        if change is None or self.owner(change.email):
            return None
        return change if change.alive(now) else None

    def forget_changes(self, account: Account) -> None:
        self.changes = {
            link: change for link, change in self.changes.items() if change.account is not account
        }

    def forget_resets(self, account: Account) -> None:
        self.resets = {
            link: reset for link, reset in self.resets.items() if reset.account is not account
        }
