"""The name of each mail's texts."""

from collections.abc import Mapping

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
    ResetMail,
)

_NAMES: Mapping[type[Mail], str] = {
    ActivationMail: "activation",
    AddressInUseMail: "address_in_use",
    ContractInUseMail: "contract_in_use",
    ContractClaimedMail: "contract_claimed",
    AccountConfirmedMail: "account_confirmed",
    ResetMail: "reset",
    PasswordUpdatedMail: "password_updated",
    AddressChangeMail: "address_change",
    AddressClaimedMail: "address_claimed",
    AddressChangeRequestedMail: "address_change_requested",
    AddressChangedMail: "address_changed",
    ContractAddedMail: "contract_added",
    ContractRemovedMail: "contract_removed",
    ContractEndedMail: "contract_ended",
    HolderChangedMail: "holder_changed",
    ContractRenumberedMail: "contract_renumbered",
    HoldingRescindedMail: "holding_rescinded",
    AccountUnvisitedMail: "account_unvisited",
}


def name_of(mail: Mail) -> str:
    """Return the name of a mail's texts: a new number at another operator has its own, and so has
    each reason of a closing.
    """
    if isinstance(mail, ContractRenumberedMail) and mail.operator:
        return f"contract_{'transferred' if mail.keeps_its_number else 'renumbered_elsewhere'}"
    if isinstance(mail, AccountClosedMail):
        return f"account_closed_{mail.because}"
    return _NAMES[type(mail)]
