"""The ports: the interfaces that a use case calls, one Protocol a file.

An adapter implements one of these Protocols; it inherits from nothing. Import the Protocols, the
records that they exchange and the errors that they raise from this package. Each docstring states
the port's whole contract, and ``espaceclient.testing`` has a suite of laws that checks it.
"""

from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import (
    BreachedPasswordsUnavailable,
    Conflict,
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryUnavailable,
    EventRefused,
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    PortError,
    SinkUnavailable,
    StorageUnavailable,
    SubscribersUnavailable,
)
from espaceclient.ports.event_feed import EventFeed, FeedEntry, FeedSummary, LeasedEvent
from espaceclient.ports.event_sink import EventSink
from espaceclient.ports.hasher import ForeignHasher, Hasher
from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    Keys,
    LinkKeys,
    MissingKeys,
    PepperKeys,
    SessionKeys,
)
from espaceclient.ports.languages import Languages
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry, OutboxSummary
from espaceclient.ports.storage import Snapshot, Storage, Stored
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.trail import Trail
from espaceclient.ports.webhook_secret import WebhookSecret
from espaceclient.ports.wording import MailContent, Wording

__all__ = [
    "BreachedPasswords",
    "BreachedPasswordsUnavailable",
    "Clock",
    "Conflict",
    "DeliveryDeferred",
    "DeliveryRefused",
    "DeliveryUnavailable",
    "EventFeed",
    "EventRefused",
    "EventSink",
    "FeedEntry",
    "FeedSummary",
    "FingerprintKeys",
    "ForeignHasher",
    "Hasher",
    "Key",
    "KeyRing",
    "Keys",
    "Languages",
    "LeasedEvent",
    "LeasedMail",
    "LinkKeys",
    "MailContent",
    "MailDeferred",
    "MailRefused",
    "Mailer",
    "MailerUnavailable",
    "Message",
    "MissingKeys",
    "Outbox",
    "OutboxEntry",
    "OutboxSummary",
    "PepperKeys",
    "PortError",
    "SessionKeys",
    "SinkUnavailable",
    "Snapshot",
    "Storage",
    "StorageUnavailable",
    "Stored",
    "Subscribers",
    "SubscribersUnavailable",
    "Tokens",
    "Trail",
    "WebhookSecret",
    "Wording",
]
