"""What the model says of an action, and what an answer says in the model's words."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from attrs import frozen

from espaceclient import answers
from espaceclient.domain.account import Subscription
from espaceclient.domain.holding import Holding
from espaceclient.domain.token import BrowserToken
from espaceclient.testing.cost import MOST, Cost
from espaceclient.testing.stateful.counters import Failures
from espaceclient.testing.stateful.holdings import Held
from espaceclient.testing.stateful.model_records import (
    Account,
    AddressChange,
    Line,
    Registration,
    Session,
)

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
    being; ``reads_accounts`` tells whether an account may be looked up for it, ``valid_for`` for
    how long the links in its mails live where they do not begin to.
    """

    answer: type
    says: object = None
    mails: tuple[tuple[type, str], ...] = ()
    most: Cost = MOST
    reads_accounts: bool = True
    registration: Registration | None = None
    session: Session | None = None
    known: Known | None = None
    held: Held | None = None
    change: AddressChange | None = None
    valid_for: timedelta | None = None


ShownHoldings = tuple[tuple[Line, datetime, datetime | None], ...]


@frozen
class Shown:
    """An account on a dashboard."""

    account: str
    email: str
    holdings: ShownHoldings
    opened_at: datetime

    @classmethod
    def of(cls, account: Account, held: Iterable[Held]) -> "Shown":
        return cls(account.id, account.email, shown_of(held), account.opened_at)


def shown_of(holdings: Iterable[Held | Holding]) -> ShownHoldings:
    """Return holdings as they are shown, in one order: of those that begin together, their ids
    decide, which are drawn at random.
    """
    shown = (
        (
            line_of(each.subscription) if isinstance(each, Holding) else each.line,
            each.since,
            each.until,
        )
        for each in holdings
    )
    return tuple(sorted(shown, key=repr))


def shown_sessions(sessions: Iterable[tuple[datetime, datetime, bool]]) -> object:
    """Return sessions as they are shown, in one order: of those seen at once, their ids decide."""
    return tuple(sorted(sessions))


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
            shown = shown_of(answer.holdings)
            return Shown(answer.account, answer.email.text, shown, answer.account_opened_at)
        case answers.Contracts(holdings):
            return shown_of(holdings)
        case answers.ContractAdded(holding):
            return shown_of([holding])
        case answers.Entitled(since, until):
            return since, until
        case answers.Applied(holdings=count):
            return count
        case answers.Purged():
            return answer.count
        case answers.Waiting(email, correctable):
            return email.text, correctable
        case answers.Sessions(sessions=several):
            return shown_sessions((each.opened_at, each.seen_at, each.is_this) for each in several)
        case answers.Retired():
            return answer.warned, answer.closed
        case (
            answers.RequestReceived(browser=token)
            | answers.PasswordReset(browser=token)
            | answers.AddressChangeRequested(browser=token)
            | answers.AddressChanged(browser=token)
        ):
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
