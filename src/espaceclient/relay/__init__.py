"""The relay: sends the mails of the outbox, and signs their links at that moment."""

from espaceclient.relay.drain import DeliveryReport
from espaceclient.relay.links import Links
from espaceclient.relay.relay import Relay
from espaceclient.relay.retries import (
    LONGEST_RETRY,
    MOST_ATTEMPTS,
    MOST_REFUSALS,
    REFUSAL_RETRY,
    retry_after,
)
from espaceclient.relay.round import LEASE

__all__ = [
    "LEASE",
    "LONGEST_RETRY",
    "MOST_ATTEMPTS",
    "MOST_REFUSALS",
    "REFUSAL_RETRY",
    "DeliveryReport",
    "Links",
    "Relay",
    "retry_after",
]
