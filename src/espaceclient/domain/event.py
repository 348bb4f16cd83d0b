"""Events: what happened, in the past tense, for the audit trail and for hosts.

A decision names its events, and the storage keeps them in the commit that stores the rest of it.
They hold nothing secret: no password, no token, no meter number, and an address only as
``subject``, its keyed fingerprint. Whoever is not signed in is a ``subject``, whether or not there
is an account at the address; whoever is signed in, or has just proved a link or a password, is an
``account``.

``network`` is where the request came from, shortened (``ClientNetwork.shortened``), and ``None``
where the caller did not say. ``blocked_until`` is set by the request that reached a limit: until
then whatever that limit counts is refused, and refused without an event, so that a flood of
requests writes nothing.
"""

from datetime import datetime

from attrs import field, frozen
from attrs.validators import min_len, optional

from espaceclient.domain.account import AccountId
from espaceclient.domain.event_outcome import (
    AddressChangeOutcome,
    ClosingReason,
    ProofRefusal,
    RequestOutcome,
    SupportAct,
)
from espaceclient.domain.extra_fields import Extra, require_extra
from espaceclient.domain.holding import EndReason
from espaceclient.domain.instant import require_utc
from espaceclient.domain.values import ClientNetwork, Contract


@frozen
class AccountRequested:
    """A pair was right, and a mail was queued: ``outcome`` is what it says."""

    subject: str
    contract: Contract
    outcome: RequestOutcome
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class ActivationResent:
    """The mail that answered a request was sent again to who waits for it; ``outcome`` is what it
    says now.
    """

    subject: str
    contract: Contract
    outcome: RequestOutcome
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class RegistrationAddressCorrected:
    """A request moved from the mistyped address of ``former_subject`` to that of ``subject``, where
    a mail was queued; ``outcome`` is what it says.
    """

    subject: str
    former_subject: str
    contract: Contract
    outcome: RequestOutcome
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class ProofRefused:
    """A pair of contract and meter was refused, to a ``subject`` that asked for an account or to
    an ``account`` that asked for one more contract.
    """

    contract: Contract
    outcome: ProofRefusal
    subject: str | None = None
    account: AccountId | None = None
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))

    def __attrs_post_init__(self) -> None:
        if (self.subject is None) == (self.account is None):
            raise ValueError("a proof is that of a subject or of an account")


@frozen
class AccountOpened:
    """A registration was activated: the account is open, and holds its contract.

    ``extra`` is what the host asked besides on the opening form, if anything was told: the feed
    hands it over, and the trail never tells it.
    """

    account: AccountId
    contract: Contract
    network: str | None = None
    extra: Extra | None = field(default=None, validator=require_extra, hash=False, repr=False)


@frozen
class AccountImported:
    """The account was brought along from another system, or one more contract of it was."""

    account: AccountId
    contract: Contract


@frozen
class ActivationRefused:
    """The password given behind an activation link was not the chosen one."""

    subject: str
    contract: Contract
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class SignedIn:
    """A session was opened."""

    account: AccountId
    network: str | None = None


@frozen
class SignInRefused:
    """The address has no account, or the password is not that of the account."""

    subject: str
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class SignedOut:
    """A session was ended by its owner."""

    account: AccountId


@frozen
class SessionEnded:
    """A session was ended by its owner, from a session on this device or on another."""

    account: AccountId
    network: str | None = None


@frozen
class OtherSessionsEnded:
    """All the sessions were ended by their owner but the one that asked."""

    account: AccountId
    network: str | None = None


@frozen
class LanguageChosen:
    """The owner reads another language from now on; ``language`` is its code."""

    account: AccountId
    language: str
    network: str | None = None


@frozen
class ResetRequested:
    """A reset link was asked for; whether there is an account was not looked up."""

    subject: str
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class ResetLinkIssued:
    """There is an account at the address that asked for a reset link: it is mailed one."""

    account: AccountId


@frozen
class PasswordReset:
    """A reset link was used: the account has a new password, and no session any more."""

    account: AccountId
    network: str | None = None


@frozen
class PasswordChanged:
    """The password was changed from the dashboard: only that session goes on."""

    account: AccountId
    network: str | None = None


@frozen
class PasswordChangeRefused:
    """The current password was wrong: it is asked to change it or the address, and to remove a
    contract.
    """

    account: AccountId
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class AddressChangeRequested:
    """The account asked for another address, with its password: ``outcome`` is what the mail to
    that address says.
    """

    account: AccountId
    outcome: AddressChangeOutcome
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class AddressChangeRefused:
    """The password given behind the link to a new address was not that of the account."""

    account: AccountId
    network: str | None = None
    blocked_until: datetime | None = field(default=None, validator=optional(require_utc))


@frozen
class AddressChanged:
    """The link to a new address was used: the account has it. ``subject`` is the former address, so
    that whoever is asked about that one finds what became of it.
    """

    account: AccountId
    subject: str
    network: str | None = None


@frozen
class ContractAdded:
    """The account proved one more contract, and holds it."""

    account: AccountId
    contract: Contract
    network: str | None = None


@frozen
class ContractRemoved:
    """The account gave up a contract."""

    account: AccountId
    contract: Contract
    network: str | None = None


@frozen
class ContractClaimed:
    """Somebody who is signed in proved the contract that this account holds; it keeps it."""

    account: AccountId
    contract: Contract


@frozen
class ContractEnded:
    """The account's hold on a contract ends at ``on``, as billing said."""

    account: AccountId
    contract: Contract
    on: datetime = field(validator=require_utc)
    reason: EndReason


@frozen
class HoldingRenumbered:
    """What the account holds as ``former`` is ``contract`` from now on."""

    account: AccountId
    former: Contract
    contract: Contract


@frozen
class HoldingRescinded:
    """The account never had a right to the contract, and holds it no more."""

    account: AccountId
    contract: Contract


@frozen
class AccountExported:
    """All that is held of the account was written out: for its owner, or for the support, as
    ``actor`` and ``reason`` say then.
    """

    account: AccountId
    network: str | None = None
    actor: str | None = None
    reason: str | None = None


@frozen
class AccountUnvisited:
    """Its owner was warned by mail that the account is closed at ``on`` unless they come back."""

    account: AccountId
    on: datetime = field(validator=require_utc)


@frozen
class AccountClosed:
    """The account is gone, with all that was held of it; ``actor`` and ``reason`` are those of the
    support, where it did it.
    """

    account: AccountId
    outcome: ClosingReason
    network: str | None = None
    actor: str | None = None
    reason: str | None = None


@frozen
class SupportActed:
    """The support, ``actor``, looked at something or did something, for a ``reason``.

    What it named: an ``account``, whether or not there is one, or the ``subject`` of an address
    without an account, or a ``contract``.
    """

    outcome: SupportAct
    actor: str
    reason: str
    account: AccountId | None = None
    subject: str | None = None
    contract: Contract | None = None


Event = (
    AccountRequested
    | ActivationResent
    | RegistrationAddressCorrected
    | ProofRefused
    | AccountOpened
    | AccountImported
    | ActivationRefused
    | SignedIn
    | SignInRefused
    | SignedOut
    | SessionEnded
    | OtherSessionsEnded
    | LanguageChosen
    | ResetRequested
    | ResetLinkIssued
    | PasswordReset
    | PasswordChanged
    | PasswordChangeRefused
    | AddressChangeRequested
    | AddressChangeRefused
    | AddressChanged
    | ContractAdded
    | ContractRemoved
    | ContractClaimed
    | ContractEnded
    | HoldingRenumbered
    | HoldingRescinded
    | AccountExported
    | AccountUnvisited
    | AccountClosed
    | SupportActed
)


@frozen(order=True)
class EventKey:
    """Where an event stands in the trail: by its instant, and among those of one instant by id."""

    at: datetime = field(validator=require_utc)
    id: str


@frozen
class RecordedEvent:
    """An event as it was stored: ``at`` is the instant of its decision.

    ``id`` was drawn by the storage and stays the same for ever: whoever is told an event twice
    knows it by its id.
    """

    id: str = field(validator=min_len(1))
    at: datetime = field(validator=require_utc)
    event: Event

    @property
    def key(self) -> EventKey:
        return EventKey(self.at, self.id)


def shortened(network: ClientNetwork | None) -> str | None:
    """Return what an event holds of the network that a request came from."""
    return None if network is None else network.shortened
