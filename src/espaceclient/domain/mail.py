"""The mails, one class for each purpose, and the question that a forgotten password asks.

A mail holds what its text is composed from: neither the text itself nor a secret. Links are signed
when a mail is sent. ``to`` is the recipient, ``language`` what they read, which is that of their
account or of their request; ``valid_for`` is how long the link stays valid; ``about`` is the
contract, which mails that were queued before it was told do not name.
"""

from datetime import datetime, timedelta

from attrs import field, frozen

from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.instant import require_utc
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ContractNumber


@frozen
class ActivationMail:
    """To the person who filled in the form: the link that opens the account (guide, step 4)."""

    to: EmailAddress
    registration: RegistrationId
    valid_for: timedelta
    about: MaskedContract | None = field(default=None, kw_only=True)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AddressInUseMail:
    """To an address that already has an account and was entered in the form: offers a reset."""

    to: EmailAddress
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractInUseMail:
    """To the person who filled in the form: another account holds the contract."""

    to: EmailAddress
    about: MaskedContract | None = field(default=None, kw_only=True)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractClaimedMail:
    """To the account that holds a contract: somebody else proved it, to open an account or to add
    it to theirs.
    """

    to: EmailAddress
    about: MaskedContract | None = field(default=None, kw_only=True)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AccountConfirmedMail:
    """To the owner of a new account: it is open.

    Guide, step 4: « un second e-mail vous informe de la confirmation de votre compte ».
    """

    to: EmailAddress
    about: MaskedContract | None = field(default=None, kw_only=True)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ResetMail:
    """To the owner of an account: the link to choose a new password.

    Guide: « Mot de passe oublié ».
    """

    to: EmailAddress
    reset: ResetId
    valid_for: timedelta
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class PasswordUpdatedMail:
    """To the owner of an account: its password was changed.

    Guide: « Un nouvel e-mail vous confirme la mise à jour de votre mot de passe. »
    """

    to: EmailAddress
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AddressChangeMail:
    """To the address that an account is to have: the link that confirms it."""

    to: EmailAddress
    change: AddressChangeId
    valid_for: timedelta
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AddressClaimedMail:
    """To an address that has an account: the owner of another one asked to have it, and does not
    get it.
    """

    to: EmailAddress
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AddressChangeRequestedMail:
    """To the owner of an account: another address was asked for, and is not confirmed yet.

    A reset, to which the mail links, cancels the request.
    """

    to: EmailAddress
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AddressChangedMail:
    """To the former address of an account: it has another one now."""

    to: EmailAddress
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractAddedMail:
    """To the owner of an account: a contract was added to it."""

    to: EmailAddress
    contract_number: ContractNumber
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractRemovedMail:
    """To the owner of an account: a contract was removed from it, from a session."""

    to: EmailAddress
    contract_number: ContractNumber
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractEndedMail:
    """To the owner of an account: a contract of theirs ends ``on`` that instant, which may lie
    ahead; what precedes it can be read until ``readable_until`` (excluded).
    """

    to: EmailAddress
    contract_number: ContractNumber
    on: datetime = field(validator=require_utc)
    readable_until: datetime = field(validator=require_utc)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class HolderChangedMail:
    """To the owner of an account: a contract of theirs passes to somebody else, whom the mail does
    not name; the times are those of ``ContractEndedMail``.
    """

    to: EmailAddress
    contract_number: ContractNumber
    on: datetime = field(validator=require_utc)
    readable_until: datetime = field(validator=require_utc)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class ContractRenumberedMail:
    """To the owner of an account: the contract with the ``former`` number has another one, or
    another operator, whose name it is told, or both.
    """

    to: EmailAddress
    former: ContractNumber
    contract_number: ContractNumber
    operator: str | None = None
    language: Language = field(default=FRENCH, kw_only=True)

    @property
    def keeps_its_number(self) -> bool:
        return self.former == self.contract_number


@frozen
class HoldingRescindedMail:
    """To the owner of an account: it held a contract that is not theirs, and does so no more."""

    to: EmailAddress
    contract_number: ContractNumber
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AccountUnvisitedMail:
    """To the owner of an account who has not been here since ``last_seen_at``: it is closed at
    ``closes_at`` unless they come back.
    """

    to: EmailAddress
    last_seen_at: datetime = field(validator=require_utc)
    closes_at: datetime = field(validator=require_utc)
    language: Language = field(default=FRENCH, kw_only=True)


@frozen
class AccountClosedMail:
    """To the former owner of an account: it is closed, and nothing is held of it any more."""

    to: EmailAddress
    because: ClosingReason
    language: Language = field(default=FRENCH, kw_only=True)


Mail = (
    ActivationMail
    | AddressInUseMail
    | ContractInUseMail
    | ContractClaimedMail
    | AccountConfirmedMail
    | ResetMail
    | PasswordUpdatedMail
    | AddressChangeMail
    | AddressClaimedMail
    | AddressChangeRequestedMail
    | AddressChangedMail
    | ContractAddedMail
    | ContractRemovedMail
    | ContractEndedMail
    | HolderChangedMail
    | ContractRenumberedMail
    | HoldingRescindedMail
    | AccountUnvisitedMail
    | AccountClosedMail
)


@frozen
class ResetQuestion:
    """Queued for a forgotten password, whether or not there is an account: the relay finds out.

    ``to`` is the address as it was typed. If it has an account, ``reset`` is the id of its reset,
    whose link is valid for ``valid_for`` from the time at which the question was queued.
    """

    to: EmailAddress
    reset: ResetId
    valid_for: timedelta


QueuedMail = Mail | ResetQuestion
"""What an outbox holds: a mail, or a question whose answer may be one."""


MailOfProof = ActivationMail | ContractInUseMail | ContractClaimedMail | AccountConfirmedMail
"""The mails that tell what came of a proof, and ``about`` which contract."""

MailWithLink = ActivationMail | ResetMail | AddressChangeMail
"""The mails whose link is valid for a time."""


def link_has_expired(mail: Mail, queued_at: datetime, now: datetime) -> bool:
    """Tell whether a mail's link is dead by now, so that the mail would only mislead."""
    return isinstance(mail, MailWithLink) and now - queued_at >= mail.valid_for
