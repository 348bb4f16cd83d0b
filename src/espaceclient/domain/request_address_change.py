"""Request a change of address from the dashboard: the password is asked, the new address is mailed
a link and the old one a notice. Until the link is used nothing changes.

The answer does not tell whether the new address has an account; the mail to it does. The latest
request takes the place of those before it.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.change_password import CurrentPasswordRefused, refuse
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import AddressChangeOutcome
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
)
from espaceclient.domain.own_words import own_words
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.password_policy import is_made_of
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.session import Session
from espaceclient.domain.sign_in import parse_attempt
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.token import BrowserToken, IssuedToken
from espaceclient.domain.values import ClientNetwork


@frozen
class RequestAddressChange:
    """What the form asks: another address, and the current password."""

    email: EmailAddress
    current: PasswordAttempt

    @classmethod
    def from_fields(cls, fields: Fields) -> Self | Invalid:
        """Read ``email``, the new address, and ``current_password``."""
        email = EmailAddress.parse(fields.get("email", ""))
        match (email, parse_attempt(fields, "current_password")):
            case (EmailAddress() as new, PasswordAttempt() as current):
                return cls(new, current)
            case parsed:
                return Invalid.among(parsed)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {"email": self.email.text, "current_password": self.current.prepared}


@frozen
class AddressChangeRequested:
    """Look at the mail of the new address, whether or not it has an account. ``browser`` lets this
    browser confirm in one click.
    """

    browser: BrowserToken = field(repr=False)


@frozen
class TooManyRequests:
    """One of the two addresses was to be sent too many mails within an hour; nothing was sent."""


Outcome = AddressChangeRequested | TooManyRequests | CurrentPasswordRefused | NoSession | Invalid
Answer = Outcome


@frozen
class Facts:
    """``verified``: is the password right; ``failed_attempts`` are those of this session, by
    whatever the password was asked for. ``holder`` is the account at the new address, ``pending``
    are the changes that the account asked for before, and ``mails`` the limits of both addresses.
    """

    now: datetime
    policy: Policy
    session: Session | None
    account: Account
    verified: bool
    failed_attempts: FailedAttempts
    holder: Account | None
    pending: tuple[AddressChange, ...]
    mails: Rates
    change_id: AddressChangeId
    browser: IssuedToken[BrowserId, BrowserToken]
    network: ClientNetwork | None


def decide(command: RequestAddressChange, facts: Facts) -> Decision[Outcome]:
    session, account, now = facts.session, facts.account, facts.now
    if session is None or not session.alive(account, now):
        return Decision(NoSession(), now)
    if facts.failed_attempts.blocked(now, facts.policy.limits):
        return Decision(CurrentPasswordRefused(), now, limit_reached=True)
    if not facts.verified:
        return refuse(account, facts.failed_attempts, facts.policy.limits, facts.network, now)
    if problem := _unsuitable(command, account):
        return Decision(Invalid((problem,)), now)
    if facts.mails.reached:
        return Decision(TooManyRequests(), now, limit_reached=True)
    return _accept(command, facts)


def _unsuitable(command: RequestAddressChange, account: Account) -> Problem | None:
    """Refuse the account's own address, and one that its password is made of."""
    if command.email == account.email:
        return Problem("email", "email/unchanged")
    if is_made_of(command.current, own_words(command.email)):
        return Problem("email", "email/in_password")
    return None


def _accept(command: RequestAddressChange, facts: Facts) -> Decision[Outcome]:
    """Do the same whether or not the address has an account, but for the mail and its link: the
    change is stored either way, as an export shows it.
    """
    account, holder, counted = facts.account, facts.holder, facts.mails.one_more()
    lifetime = facts.policy.lifetimes.address_change
    change = AddressChange(
        facts.change_id,
        account.id,
        account.password_version,
        command.email,
        facts.browser.id,
        Validity.starting(facts.now, lifetime),
    )
    mail = AddressChangeMail(command.email, change.id, lifetime, language=account.language)
    over = (facts.failed_attempts,) if facts.failed_attempts.in_a_row else ()
    return Decision(
        AddressChangeRequested(facts.browser.token),
        facts.now,
        save=(*counted.counters, change),
        delete=(*facts.pending, *over),
        queue=(
            AddressClaimedMail(holder.email, language=holder.language) if holder else mail,
            AddressChangeRequestedMail(account.email, language=account.language),
        ),
        events=(_requested(facts, counted),),
    )


def _requested(facts: Facts, counted: Rates) -> event.AddressChangeRequested:
    outcome = AddressChangeOutcome.LINK_MAILED
    if facts.holder:
        outcome = AddressChangeOutcome.ADDRESS_IN_USE
    network = event.shortened(facts.network)
    return event.AddressChangeRequested(facts.account.id, outcome, network, counted.reached_until)
