"""The mails, by what they tell; no text and nothing secret. Links are signed when a mail is
sent.
"""

from datetime import timedelta

from attrs import frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId


@frozen
class ActivationMail:
    """Click to open the account (guide, step 4)."""

    to: EmailAddress
    registration: RegistrationId
    valid_for: timedelta


@frozen
class AddressInUseMail:
    """Somebody asked for an account with this address, which has one: offers a reset."""

    to: EmailAddress


@frozen
class ContractInUseMail:
    """The contract that this address asked for is held by another account."""

    to: EmailAddress


@frozen
class ContractClaimedMail:
    """To the holder of a contract: somebody else proved it and asked for an account."""

    to: EmailAddress


@frozen
class AccountConfirmedMail:
    """« un second e-mail vous informe de la confirmation de votre compte » (guide, step 4)."""

    to: EmailAddress


@frozen
class ResetMail:
    """Click to choose a new password (guide, forgotten password)."""

    to: EmailAddress
    reset: ResetId
    valid_for: timedelta


@frozen
class PasswordUpdatedMail:
    """« Un nouvel e-mail vous confirme la mise à jour de votre mot de passe. »"""

    to: EmailAddress


Mail = (
    ActivationMail
    | AddressInUseMail
    | ContractInUseMail
    | ContractClaimedMail
    | AccountConfirmedMail
    | ResetMail
    | PasswordUpdatedMail
)
