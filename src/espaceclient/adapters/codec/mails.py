"""Queued mails as plain data, for the outboxes that keep them."""

from collections.abc import Mapping
from typing import Any

from espaceclient.adapters.codec.codec import Codec, Plain
from espaceclient.adapters.codec.converter import STORED
from espaceclient.domain import mail
from espaceclient.domain.mail import QueuedMail

_KINDS: Mapping[str, type[QueuedMail]] = {
    "account_closed": mail.AccountClosedMail,
    "account_confirmed": mail.AccountConfirmedMail,
    "account_unvisited": mail.AccountUnvisitedMail,
    "activation": mail.ActivationMail,
    "address_change": mail.AddressChangeMail,
    "address_change_requested": mail.AddressChangeRequestedMail,
    "address_changed": mail.AddressChangedMail,
    "address_claimed": mail.AddressClaimedMail,
    "address_in_use": mail.AddressInUseMail,
    "contract_added": mail.ContractAddedMail,
    "contract_claimed": mail.ContractClaimedMail,
    "contract_ended": mail.ContractEndedMail,
    "contract_in_use": mail.ContractInUseMail,
    "contract_removed": mail.ContractRemovedMail,
    "contract_renumbered": mail.ContractRenumberedMail,
    "holder_changed": mail.HolderChangedMail,
    "holding_rescinded": mail.HoldingRescindedMail,
    "password_updated": mail.PasswordUpdatedMail,
    "reset": mail.ResetMail,
    "reset_question": mail.ResetQuestion,
}


def _as_fields(queued: QueuedMail) -> Plain:
    fields: Plain = STORED.unstructure(queued)
    return fields


def _from_fields(fields: Mapping[str, Any], kind: type[QueuedMail]) -> QueuedMail:
    return STORED.structure(fields, kind)


MAILS: Codec[QueuedMail] = Codec(_KINDS, _as_fields, _from_fields)
"""Every mail and question that an outbox keeps; none holds a secret."""
