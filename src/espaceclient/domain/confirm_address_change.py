"""Confirm a change of address: the link mailed to the new address, pressed, makes it the account's.

The same rules as for activating: looking at the link changes nothing; the browser that asked for
the change confirms with one press, and any other is asked for the password. Sessions go on; reset
links, which were mailed to the old address, do not. Nobody is signed in.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.known_browser import failed_sign_ins_of_browser, newly_known
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.mail import AddressChangedMail
from espaceclient.domain.policy import Policy
from espaceclient.domain.registration import BrowserId, Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.throttle import FailedAttempts, FailedAttemptsName, failed_sign_ins
from espaceclient.domain.token import BrowserToken, IssuedToken
from espaceclient.domain.values import ClientNetwork


@frozen
class AddressChangeReady:
    """One press confirms: this is the browser that asked for the change."""


@frozen
class AddressChanged:
    """The account has the new address: from now on that one signs in. ``browser`` is known there,
    and so is the one that asked for the change.
    """

    browser: BrowserToken = field(repr=False)


Preview = AddressChangeReady | PasswordRequired | LinkUnusable
Answer = AddressChanged | PasswordRequired | CurrentPasswordRefused | LinkUnusable


@frozen
class Related:
    """Where what failed is counted that goes with the account.

    ``former`` and ``new`` count the failed sign-ins at the two addresses; ``of_browsers`` those at
    the new one from the browser that asked for the change and from the one that confirms it.
    """

    former: FailedAttemptsName
    new: FailedAttemptsName
    of_browsers: tuple[FailedAttemptsName, ...]

    @classmethod
    def to(cls, change: AddressChange, account: Account, browser: BrowserId) -> Self:
        browsers = dict.fromkeys((change.browser, browser))
        of_browsers = tuple(failed_sign_ins_of_browser(change.email, each) for each in browsers)
        return cls(failed_sign_ins(account.email), failed_sign_ins(change.email), of_browsers)


@frozen
class Known:
    """What the link leads to and whose it is, who has the new address by now, ``None`` for nobody,
    and the browser that asks, ``None`` where it was not recognised.
    """

    change: AddressChange
    account: Account
    account_at_address: Account | None
    browser: BrowserId | None

    def usable(self, now: datetime) -> bool:
        """Tell whether the link still opens anything."""
        return self.account_at_address is None and self.change.opens(self.account, now)

    @property
    def is_here(self) -> bool:
        """Whether this is the browser that asked for the change."""
        return self.change.browser == self.browser


@frozen
class Facts:
    """``verified`` is ``None`` when no password was given; ``failed_attempts`` count behind this
    link. ``former_failures`` and ``new_failures`` are the failed sign-ins at the two addresses, the
    latter stored under ``new_key``; ``browser_keys`` are those of ``Related.of_browsers``.

    ``changes`` and ``resets`` are all those of the account, ``registrations`` those that wait at
    the new address. ``subject`` is the fingerprint of the former address for events.
    """

    now: datetime
    policy: Policy
    known: Known
    verified: bool | None
    failed_attempts: FailedAttempts
    former_failures: FailedAttempts | None
    new_failures: FailedAttempts | None
    new_key: str
    browser_keys: tuple[str, ...]
    changes: tuple[AddressChange, ...]
    resets: tuple[Reset, ...]
    registrations: tuple[Registration, ...]
    browser: IssuedToken[BrowserId, BrowserToken]
    subject: str
    network: ClientNetwork | None


def preview(known: Known, now: datetime) -> Preview:
    """Tell what pressing the button would ask; changes nothing."""
    if not known.usable(now):
        return LinkUnusable()
    return AddressChangeReady() if known.is_here else PasswordRequired()


def decide(facts: Facts) -> Decision[Answer]:
    if not facts.known.usable(facts.now):
        return Decision(LinkUnusable(), facts.now)
    if facts.known.is_here:
        return _confirm(facts)
    if facts.verified is None:
        return Decision(PasswordRequired(), facts.now)
    if facts.failed_attempts.blocked(facts.now, facts.policy.limits):
        return Decision(CurrentPasswordRefused(), facts.now, limit_reached=True)
    if not facts.verified:
        return _refuse(facts)
    return _confirm(facts)


def _refuse(facts: Facts) -> Decision[Answer]:
    failed = facts.failed_attempts.failed(facts.now, facts.policy.limits)
    refused = event.AddressChangeRefused(
        facts.known.account.id,
        event.shortened(facts.network),
        failed.blocked_until(facts.now, facts.policy.limits),
    )
    return Decision(CurrentPasswordRefused(), facts.now, save=(failed,), events=(refused,))


def _confirm(facts: Facts) -> Decision[Answer]:
    """The first to take the address wins: the registrations that wait for it are deleted."""
    change, account = facts.known.change, facts.known.account
    known = (newly_known(key, facts.now) for key in facts.browser_keys)
    carried, dropped = _failures(facts)
    return Decision(
        AddressChanged(facts.browser.token),
        facts.now,
        save=(account.with_address(change.email), *known, *carried),
        delete=(*facts.changes, *facts.resets, *facts.registrations, *dropped),
        queue=(AddressChangedMail(account.email, language=account.language),),
        events=(event.AddressChanged(account.id, facts.subject, event.shortened(facts.network)),),
    )


def _failures(facts: Facts) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Return what is saved and what is deleted so that failed sign-ins follow the account.

    Those at the old address stay there as well: whoever guesses there sees nothing change.
    """
    if facts.former_failures is not None:
        return (facts.former_failures.counted_under(facts.new_key),), ()
    return (), () if facts.new_failures is None else (facts.new_failures,)
