"""What should happen to people who leave: a device, all but one, or altogether."""

from datetime import datetime

from attrs import define

from espaceclient import answers, mails
from espaceclient.testing.samples import DAY
from espaceclient.testing.stateful.address_changes import AddressChanges
from espaceclient.testing.stateful.expected import Expected, shown_sessions
from espaceclient.testing.stateful.model_records import Account
from espaceclient.testing.stateful.state import key

UNVISITED = 730 * DAY
NOTICES = (30 * DAY, 7 * DAY)
"""How long before the end each warning is due."""


@define
class Leaving(AddressChanges):
    def look_at_sessions(self, token: str, now: datetime) -> Expected:
        asking = self.session(token, now)
        if asking is None:
            return Expected(answers.NoSession)
        shown = (
            (each.opened_at, each.seen_at, each is asking)
            for each in self.sessions.values()
            if each.account is asking.account and each.alive(now)
        )
        return Expected(answers.Sessions, shown_sessions(shown))

    def end_session(self, token: str, ended: str, now: datetime) -> Expected:
        """A session that is over, or of somebody else, has no reference here."""
        asking, other = self.session(token, now), self.session(ended, now)
        if asking is None:
            return Expected(answers.NoSession)
        if other and other.account is asking.account:
            del self.sessions[ended]
        return Expected(answers.SessionEnded)

    def end_other_sessions(self, token: str, now: datetime) -> Expected:
        asking = self.session(token, now)
        if asking is None:
            return Expected(answers.NoSession)
        self.sessions = {
            each: session
            for each, session in self.sessions.items()
            if session.account is not asking.account or session is asking
        }
        return Expected(answers.OtherSessionsEnded)

    def close_account(self, token: str, password: str, now: datetime) -> Expected:
        if refusal := self.refusal(token, password, now):
            return Expected(refusal)
        if self.counters.found("change", token, now):
            self.counters.forget("change", token)
        account = self.sessions[token].account
        self._close(account)
        return Expected(answers.AccountClosed, mails=((mails.AccountClosedMail, account.email),))

    def _close(self, account: Account) -> None:
        """Nothing is left of it, but that browsers are known at its address."""
        self.accounts = [each for each in self.accounts if each is not account]
        self.holdings.drop(*self.holdings.of_account(account))
        self.sessions = {
            token: session
            for token, session in self.sessions.items()
            if session.account is not account
        }
        self.forget_changes(account)
        self.forget_resets(account)
        self.forget_waiting_at(account.email)
        self.counters.forget("sign-in", key(account.email))

    def retire(self, now: datetime) -> Expected:
        warned = [each for each in self.accounts if _warning_is_due(each, now)]
        closed = [each for each in self.accounts if _closing_is_due(each, now)]
        for account in warned:
            notice = NOTICES[account.warnings]
            account.closes_at = max(_closes_at(account), now + notice)
            account.warnings += 1
        for account in closed:
            self._close(account)
        return Expected(
            answers.Retired,
            (len(warned), len(closed)),
            (
                *((mails.AccountUnvisitedMail, each.email) for each in warned),
                *((mails.AccountClosedMail, each.email) for each in closed),
            ),
        )


def _warning_is_due(account: Account, now: datetime) -> bool:
    if account.warnings == len(NOTICES):
        return False
    return now >= _closes_at(account) - NOTICES[account.warnings]


def _closing_is_due(account: Account, now: datetime) -> bool:
    return account.warnings == len(NOTICES) and now >= _closes_at(account)


def _closes_at(account: Account) -> datetime:
    due = account.unvisited_since + UNVISITED
    return max(due, account.closes_at or due)
