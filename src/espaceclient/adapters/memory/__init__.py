"""Everything in memory, and honest about it: atomic, versioned, thread-safe. For tests and for trying out."""

from espaceclient.adapters.memory.clock import SettableClock
from espaceclient.adapters.memory.hasher import QuickHasher
from espaceclient.adapters.memory.mailer import MemoryMailer
from espaceclient.adapters.memory.outbox import MemoryOutbox
from espaceclient.adapters.memory.storage import MemoryStorage
from espaceclient.adapters.memory.subscribers import MemorySubscribers

__all__ = [
    "MemoryMailer",
    "MemoryOutbox",
    "MemoryStorage",
    "MemorySubscribers",
    "QuickHasher",
    "SettableClock",
]
