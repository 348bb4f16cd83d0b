"""What the model says of an action, and what an answer says in the model's words."""

from collections.abc import Callable, Collection
from datetime import datetime

from attrs import frozen

from espaceclient import answers
from espaceclient.domain.account import Subscription
from espaceclient.domain.token import BrowserToken
from espaceclient.testing.cost import MOST, Cost
from espaceclient.testing.stateful.counters import Failures
from espaceclient.testing.stateful.model_records import Account, Line, Registration, Session

BrowserOf = Callable[[BrowserToken | None], str | None]
"""Tells the id of the browser that holds a token, whichever key signed it."""


@frozen
class Known:
    """A browser that is known at an address from now on; ``browser`` is ``None`` for a new one."""

    browser: str | None
    email: str
    failures: Failures


@frozen
class Expected:
    """The class of the answer and what it says, the mails queued, the cost, and what comes into
    being; ``reads_accounts`` tells whether an account may be looked up for it.
    """

    answer: type
    says: object = None
    mails: tuple[tuple[type, str], ...] = ()
    most: Cost = MOST
    reads_accounts: bool = True
    registration: Registration | None = None
    session: Session | None = None
    known: Known | None = None


@frozen
class Shown:
    """An account on a dashboard."""

    account: str
    email: str
    lines: tuple[Line, ...]
    opened_at: datetime

    @classmethod
    def of(cls, account: Account) -> "Shown":
        return cls(account.id, account.email, (account.line,), account.opened_at)


def said(answer: object, known: Collection[str | None], browser_of: BrowserOf) -> object:
    """Return what an answer says beside its class.

    That is the id of a browser and the token of a session if they are ``known``: ``None`` is a new
    one.
    """

    def browser(token: BrowserToken) -> str | None:
        found = browser_of(token)
        return found if found in known else None

    match answer:
        case answers.SessionFound():
            lines = tuple(line_of(each.subscription) for each in answer.holdings)
            return Shown(answer.account, answer.email.text, lines, answer.account_opened_at)
        case answers.Purged():
            return answer.count
        case answers.RequestReceived(browser=token) | answers.PasswordReset(browser=token):
            return browser(token)
        case (
            answers.Activated(session=session, browser=token)
            | answers.SignedIn(session=session, browser=token)
        ):
            return session if session in known else browser(token)
        case answers.PasswordChanged(session=session):
            return session if session in known else None
        case _:
            return None


def line_of(subscription: Subscription) -> Line:
    commune = subscription.commune
    return Line(
        commune.operator.code,
        commune.code,
        subscription.contract_number.digits,
        subscription.meter.text,
    )
