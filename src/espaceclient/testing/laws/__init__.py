"""What every adapter of a port promises, as functions ``law(make)`` in tuples.

A law returns when the promise is kept and raises ``LawBroken`` with one sentence when it is not.
``make`` gives a fresh adapter each time that it is called, or a context manager that gives one and
closes it afterwards.
"""

from espaceclient.testing.laws.clock import CLOCK_LAWS, WORLD_CLOCK_LAWS
from espaceclient.testing.laws.hasher import HASHER_LAWS, HASHER_ROTATION_LAWS, HasherRotation
from espaceclient.testing.laws.law import LawBroken
from espaceclient.testing.laws.mailer import (
    DEFERRED_MAIL_LAWS,
    INTERNATIONAL_MAIL_LAWS,
    MAILER_LAWS,
    REFUSED_MAIL_LAWS,
    UNREACHABLE_MAILER_LAWS,
    Arrived,
    MailerAndMailbox,
)
from espaceclient.testing.laws.outbox import OUTBOX_LAWS, UNREADABLE_MAIL_LAWS, SpoilableOutbox
from espaceclient.testing.laws.storage import (
    DURABLE_STORAGE_LAWS,
    SHARED_STORAGE_LAWS,
    STORAGE_LAWS,
    UNREACHABLE_STORAGE_LAWS,
    StorageAndOutbox,
)
from espaceclient.testing.laws.subscribers import SILENT_SUBSCRIBERS_LAWS, SUBSCRIBERS_LAWS
from espaceclient.testing.laws.tokens import TOKENS_LAWS, TOKENS_ROTATION_LAWS, TokensRotation

__all__ = [
    "CLOCK_LAWS",
    "DEFERRED_MAIL_LAWS",
    "DURABLE_STORAGE_LAWS",
    "HASHER_LAWS",
    "HASHER_ROTATION_LAWS",
    "INTERNATIONAL_MAIL_LAWS",
    "MAILER_LAWS",
    "OUTBOX_LAWS",
    "REFUSED_MAIL_LAWS",
    "SHARED_STORAGE_LAWS",
    "SILENT_SUBSCRIBERS_LAWS",
    "STORAGE_LAWS",
    "SUBSCRIBERS_LAWS",
    "TOKENS_LAWS",
    "TOKENS_ROTATION_LAWS",
    "UNREACHABLE_MAILER_LAWS",
    "UNREACHABLE_STORAGE_LAWS",
    "UNREADABLE_MAIL_LAWS",
    "WORLD_CLOCK_LAWS",
    "Arrived",
    "HasherRotation",
    "LawBroken",
    "MailerAndMailbox",
    "SpoilableOutbox",
    "StorageAndOutbox",
    "TokensRotation",
]
