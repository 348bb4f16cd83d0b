"""What happened, as hosts are told it; an ``EventRelay`` tells them, in order for one account.

``kind_of`` is the stable name of what happened, ``as_fields`` all that an event says as plain
fields of JSON; ``from_fields`` reads them back.
"""

from espaceclient.domain.event import (
    AccountOpened,
    AccountRequested,
    ActivationRefused,
    ActivationResent,
    ContractAdded,
    ContractClaimed,
    ContractEnded,
    ContractRemoved,
    Event,
    HoldingRenumbered,
    HoldingRescinded,
    OtherSessionsEnded,
    PasswordChanged,
    PasswordChangeRefused,
    PasswordReset,
    ProofRefused,
    RecordedEvent,
    RegistrationAddressCorrected,
    ResetLinkIssued,
    ResetRequested,
    SessionEnded,
    SignedIn,
    SignedOut,
    SignInRefused,
)
from espaceclient.domain.event_fields import as_fields, from_fields, kind_of
from espaceclient.domain.event_outcome import ProofRefusal, RequestOutcome
from espaceclient.domain.holding import EndReason
from espaceclient.relay import EventRelay

__all__ = [
    "AccountOpened",
    "AccountRequested",
    "ActivationRefused",
    "ActivationResent",
    "ContractAdded",
    "ContractClaimed",
    "ContractEnded",
    "ContractRemoved",
    "EndReason",
    "Event",
    "EventRelay",
    "HoldingRenumbered",
    "HoldingRescinded",
    "OtherSessionsEnded",
    "PasswordChangeRefused",
    "PasswordChanged",
    "PasswordReset",
    "ProofRefusal",
    "ProofRefused",
    "RecordedEvent",
    "RegistrationAddressCorrected",
    "RequestOutcome",
    "ResetLinkIssued",
    "ResetRequested",
    "SessionEnded",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "as_fields",
    "from_fields",
    "kind_of",
]
