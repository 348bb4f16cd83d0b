"""Reset a password by a mailed link: ends every session and every other link, and does not sign
in.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, own_words_of
from espaceclient.domain.known_browser import failed_sign_ins_of_browser, newly_known
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.mail import PasswordUpdatedMail
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.password_policy import Password, PasswordPolicy, from_request
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.reset import Reset
from espaceclient.domain.throttle import FailedAttempts, FailedAttemptsName, failed_sign_ins
from espaceclient.domain.token import BrowserToken, IssuedToken
from espaceclient.domain.values import ClientNetwork


@frozen
class ResetPassword:
    password: Password

    @classmethod
    def from_fields(cls, fields: Fields, policy: PasswordPolicy) -> Self | Invalid:
        """Read ``password`` and ``confirmation``."""
        match policy.parse_twice(fields):
            case (Password() as password, None):
                return cls(password)
            case parsed:
                return Invalid.among(parsed)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {"password": self.password.prepared, "confirmation": self.password.prepared}


@frozen
class ResetReady:
    """The link opens the page where a new password is chosen."""


@frozen
class PasswordReset:
    """« Votre mot de passe a été mis à jour. » ``browser`` is known from now on."""

    browser: BrowserToken = field(repr=False)


Preview = ResetReady | LinkUnusable
Answer = PasswordReset | LinkUnusable | Invalid


@frozen
class Facts:
    """``failed_attempts``: the failed proofs of the old password, if there are any; the reset
    deletes them. ``browser_key`` is where those of this browser are stored; they begin anew.
    """

    now: datetime
    reset: Reset | None
    account: Account | None
    holdings: tuple[Holding, ...]
    failed_attempts: FailedAttempts | None
    browser_key: str
    browser: IssuedToken[BrowserId, BrowserToken]
    password_hash: PasswordHash
    network: ClientNetwork | None


def failures_of(account: Account) -> FailedAttemptsName:
    """Return the name of the failed proofs that a reset deletes: those of signing in."""
    return failed_sign_ins(account.email)


def failures_of_browser(account: Account, browser: BrowserId) -> FailedAttemptsName:
    """Return the name of the failed proofs that begin anew: those of the browser that resets."""
    return failed_sign_ins_of_browser(account.email, browser)


def preview(reset: Reset | None, account: Account | None, now: datetime) -> Preview:
    """Tell whether the link would still set a password; changes nothing."""
    return ResetReady() if reset is not None and reset.opens(account, now) else LinkUnusable()


def decide(command: ResetPassword, facts: Facts) -> Decision[Answer]:
    reset, account = facts.reset, facts.account
    if reset is None or account is None or not reset.opens(account, facts.now):
        return Decision(LinkUnusable(), facts.now)
    if problem := from_request(command.password, own_words_of(account, facts.holdings, facts.now)):
        return Decision(Invalid((problem,)), facts.now)
    return Decision(
        PasswordReset(facts.browser.token),
        facts.now,
        save=(
            account.visited(facts.now).with_new_password(facts.password_hash, facts.now),
            newly_known(facts.browser_key, facts.now),
        ),
        delete=() if facts.failed_attempts is None else (facts.failed_attempts,),
        queue=(PasswordUpdatedMail(account.email, language=account.language),),
        events=(event.PasswordReset(account.id, event.shortened(facts.network)),),
    )
