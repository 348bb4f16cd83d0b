"""The mails that a use case queues, by what they tell; a ``Wording`` composes each."""

from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)

__all__ = [
    "AccountConfirmedMail",
    "ActivationMail",
    "AddressInUseMail",
    "ContractClaimedMail",
    "ContractInUseMail",
    "Mail",
    "PasswordUpdatedMail",
    "ResetMail",
]
