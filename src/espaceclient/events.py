"""What happened, as hosts are told it; an ``EventRelay`` tells them, in order for one account.

``kind_of`` is the stable name of what happened, ``as_fields`` all that an event says as plain
fields of JSON; ``from_fields`` reads them back.
"""

from espaceclient.domain.event import (
    AccountImported,
    AccountOpened,
    AccountRequested,
    ActivationRefused,
    ContractAdded,
    ContractClaimed,
    ContractEnded,
    ContractRemoved,
    Event,
    HoldingRenumbered,
    HoldingRescinded,
    PasswordChanged,
    PasswordChangeRefused,
    PasswordReset,
    ProofRefused,
    RecordedEvent,
    ResetLinkIssued,
    ResetRequested,
    SignedIn,
    SignedOut,
    SignInRefused,
)
from espaceclient.domain.event_fields import as_fields, from_fields, kind_of
from espaceclient.domain.event_outcome import ProofRefusal, RequestOutcome
from espaceclient.domain.holding import EndReason
from espaceclient.relay import EventRelay

__all__ = [
    "AccountImported",
    "AccountOpened",
    "AccountRequested",
    "ActivationRefused",
    "ContractAdded",
    "ContractClaimed",
    "ContractEnded",
    "ContractRemoved",
    "EndReason",
    "Event",
    "EventRelay",
    "HoldingRenumbered",
    "HoldingRescinded",
    "PasswordChangeRefused",
    "PasswordChanged",
    "PasswordReset",
    "ProofRefusal",
    "ProofRefused",
    "RecordedEvent",
    "RequestOutcome",
    "ResetLinkIssued",
    "ResetRequested",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "as_fields",
    "from_fields",
    "kind_of",
]
