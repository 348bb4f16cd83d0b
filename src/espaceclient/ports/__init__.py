"""What the use cases need of the world: one Protocol a file. An adapter's author imports them from here."""

from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import (
    Conflict,
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    PortError,
    StorageUnavailable,
    SubscribersUnavailable,
)
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import Envelope, Outbox, Parked
from espaceclient.ports.secrets import Secrets
from espaceclient.ports.storage import Snapshot, Storage, Stored
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.wording import Letter, Wording

__all__ = [
    "Clock",
    "Conflict",
    "Envelope",
    "Hasher",
    "Key",
    "KeyRing",
    "Letter",
    "MailDeferred",
    "MailRefused",
    "Mailer",
    "MailerUnavailable",
    "Message",
    "Outbox",
    "Parked",
    "PortError",
    "Secrets",
    "Snapshot",
    "Storage",
    "StorageUnavailable",
    "Stored",
    "Subscribers",
    "SubscribersUnavailable",
    "Wording",
]
