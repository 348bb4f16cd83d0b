"""What billing tells about contracts: give each event to ``EspaceClient.apply``.

Each has an ``id``, by which it is applied once, whatever the order in which events arrive.
"""

from espaceclient.domain.billing_event import (
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)

__all__ = [
    "BillingEvent",
    "BillingEventId",
    "ContractEnded",
    "ContractRenumbered",
    "HolderChanged",
    "HoldingRescinded",
]
