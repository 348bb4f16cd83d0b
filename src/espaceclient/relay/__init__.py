"""The relays: mails of the outbox, whose links are signed when they are sent, and hosts' events."""

from espaceclient.relay.drain import DeliveryReport
from espaceclient.relay.event_relay import EventRelay
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
    "EventRelay",
    "Links",
    "Relay",
    "retry_after",
]
