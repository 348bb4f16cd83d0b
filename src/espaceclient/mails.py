"""The mails, by what they tell; a ``Wording`` composes each.

A ``QueuedMail`` is what a use case queues and an outbox holds: a mail, or a ``ResetQuestion``.
"""

from espaceclient.domain.mail import (
    AccountClosedMail,
    AccountConfirmedMail,
    AccountUnvisitedMail,
    ActivationMail,
    AddressChangedMail,
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
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
from espaceclient.domain.masked_contract import MaskedContract

__all__ = [
    "AccountClosedMail",
    "AccountConfirmedMail",
    "AccountUnvisitedMail",
    "ActivationMail",
    "AddressChangeMail",
    "AddressChangeRequestedMail",
    "AddressChangedMail",
    "AddressClaimedMail",
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
    "MaskedContract",
    "PasswordUpdatedMail",
    "QueuedMail",
    "ResetMail",
    "ResetQuestion",
]
