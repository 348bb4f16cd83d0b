"""Activate: the mailed link, pressed, opens the account (guide, step 4).

Looking at the link changes nothing. The browser that filled the form activates with one press; any
other is asked for the chosen password, so that a mail scanner that presses buttons opens nothing.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.billing_event import EndedContract, latest_end
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, HoldingId, endless, starting
from espaceclient.domain.known_browser import failed_sign_ins_of_browser, newly_known
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.policy import Policy
from espaceclient.domain.registration import BrowserId, Registration
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, FailedAttemptsName, failed_sign_ins
from espaceclient.domain.token import BrowserToken, IssuedToken, SessionToken
from espaceclient.domain.values import ClientNetwork, Contract


@frozen
class ActivationReady:
    """One press activates: this is the browser that filled the form."""


@frozen
class ActivationRefused:
    """The password given is not the chosen one, or too many were tried."""


@frozen
class Activated:
    """« Votre compte a été validé. » ``session`` is the token of a session just opened; ``browser``
    is known from now on.
    """

    session: SessionToken = field(repr=False)
    browser: BrowserToken = field(repr=False)


Preview = ActivationReady | PasswordRequired | LinkUnusable
Answer = Activated | PasswordRequired | ActivationRefused | LinkUnusable


@frozen
class Related:
    """What else an activation depends on and changes.

    An account at the registration's address, or that holds its contract, makes the link unusable.
    The siblings that wait for either are deleted, and so are the failed sign-ins at its address;
    those of the browser begin anew.
    """

    email_key: str
    contract: Contract
    failed_sign_ins: FailedAttemptsName
    failed_sign_ins_of_browser: FailedAttemptsName

    @classmethod
    def to(cls, registration: Registration, browser: BrowserId) -> Self:
        email = registration.email
        of_browser = failed_sign_ins_of_browser(email, browser)
        return cls(email.key, registration.contract, failed_sign_ins(email), of_browser)


@frozen
class Known:
    """What the link leads to, who has its address or contract by now, and the browser that asks.

    ``registration`` and the account are ``None`` where there is none, ``browser`` where it was
    not recognised. ``holdings`` are all those of the contract, ended or not.
    """

    registration: Registration | None
    account_at_address: Account | None
    holdings: tuple[Holding, ...]
    browser: BrowserId | None


@frozen
class Facts:
    """``verified`` is ``None`` when no password was given; ``failed_attempts`` count behind this
    link, ``failed_sign_ins`` at the registration's address, where those of this browser are stored
    under ``browser_key``; ``siblings`` are the registrations that wait for the same address or
    contract, this one included; ``ended`` is the latest end of its contract that billing has told.
    """

    now: datetime
    policy: Policy
    known: Known
    verified: bool | None
    failed_attempts: FailedAttempts
    failed_sign_ins: FailedAttempts | None
    siblings: tuple[Registration, ...]
    ended: EndedContract | None
    account_id: AccountId
    holding_id: HoldingId
    browser_key: str
    browser: IssuedToken[BrowserId, BrowserToken]
    session: IssuedToken[SessionId, SessionToken]
    label: str | None
    subject: str
    network: ClientNetwork | None


def preview(known: Known, now: datetime) -> Preview:
    """Tell what pressing the button would ask; changes nothing."""
    registration = _usable(known, now)
    if registration is None:
        return LinkUnusable()
    return ActivationReady() if registration.browser == known.browser else PasswordRequired()


def decide(facts: Facts) -> Decision[Answer]:
    registration = _usable(facts.known, facts.now)
    if registration is None:
        return Decision(LinkUnusable(), facts.now)
    if registration.browser == facts.known.browser:
        return _activate(registration, facts)
    if facts.verified is None:
        return Decision(PasswordRequired(), facts.now)
    if facts.failed_attempts.blocked(facts.now, facts.policy.limits):
        return Decision(ActivationRefused(), facts.now, limit_reached=True)
    if not facts.verified:
        return _refuse(registration, facts)
    return _activate(registration, facts)


def _usable(known: Known, now: datetime) -> Registration | None:
    registration = known.registration
    taken = known.account_at_address or endless(known.holdings)
    if registration is None or taken or not registration.validity.covers(now):
        return None
    return registration


def _refuse(registration: Registration, facts: Facts) -> Decision[Answer]:
    now, limits = facts.now, facts.policy.limits
    failed = facts.failed_attempts.failed(now, limits)
    refused = event.ActivationRefused(
        facts.subject,
        registration.contract,
        event.shortened(facts.network),
        failed.blocked_until(now, limits),
    )
    return Decision(ActivationRefused(), now, save=(failed,), events=(refused,))


def _activate(registration: Registration, facts: Facts) -> Decision[Activated]:
    """The first to be activated wins; its siblings are deleted with it."""
    account = registration.into_account(facts.account_id, facts.now)
    holding = starting(
        facts.holding_id,
        account.id,
        registration.subscription,
        facts.known.holdings,
        latest_end(facts.ended, facts.now),
        facts.now,
    )
    network = event.shortened(facts.network)
    opened = event.AccountOpened(account.id, holding.contract, network, registration.extra or None)
    lifetimes = facts.policy.lifetimes
    session = Session.opened(facts.session.id, account, facts.now, lifetimes, facts.label)
    return Decision(
        Activated(facts.session.token, facts.browser.token),
        facts.now,
        save=(account, holding, session, newly_known(facts.browser_key, facts.now)),
        delete=facts.siblings
        if facts.failed_sign_ins is None
        else (*facts.siblings, facts.failed_sign_ins),
        queue=(
            AccountConfirmedMail(
                account.email,
                about=MaskedContract.of_subscription(registration.subscription),
                language=account.language,
            ),
        ),
        events=(opened,),
    )
