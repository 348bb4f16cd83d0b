"""Adapters that keep everything in memory, for tests and demonstrations.

They keep the same laws as the others: commits are atomic and versioned, and all are thread-safe.
What they hold is lost when the process ends.
"""

from espaceclient.adapters.memory.breached_passwords import MemoryBreachedPasswords
from espaceclient.adapters.memory.clock import ManualClock
from espaceclient.adapters.memory.event_feed import MemoryEventFeed
from espaceclient.adapters.memory.event_sink import MemoryEventSink
from espaceclient.adapters.memory.hasher import MemoryHasher
from espaceclient.adapters.memory.mailer import MemoryMailer
from espaceclient.adapters.memory.outbox import MemoryOutbox
from espaceclient.adapters.memory.storage import MemoryStorage
from espaceclient.adapters.memory.subscribers import MemorySubscribers
from espaceclient.adapters.memory.trail import MemoryTrail

__all__ = [
    "ManualClock",
    "MemoryBreachedPasswords",
    "MemoryEventFeed",
    "MemoryEventSink",
    "MemoryHasher",
    "MemoryMailer",
    "MemoryOutbox",
    "MemoryStorage",
    "MemorySubscribers",
    "MemoryTrail",
]
