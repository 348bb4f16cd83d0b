"""The mails, by what they tell; a ``Wording`` composes each.

A ``QueuedMail`` is what a use case queues and an outbox holds: a mail, or a ``ResetQuestion``.
"""

from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractInUseMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
    PasswordUpdatedMail,
    QueuedMail,
    ResetMail,
    ResetQuestion,
)

__all__ = [
    "AccountConfirmedMail",
    "ActivationMail",
    "AddressInUseMail",
    "ContractAddedMail",
    "ContractClaimedMail",
    "ContractEndedMail",
    "ContractInUseMail",
    "ContractRemovedMail",
    "ContractRenumberedMail",
    "HolderChangedMail",
    "HoldingRescindedMail",
    "Mail",
    "PasswordUpdatedMail",
    "QueuedMail",
    "ResetMail",
    "ResetQuestion",
]
