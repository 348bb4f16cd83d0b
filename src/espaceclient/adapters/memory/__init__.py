"""Everything in memory, and honest about it: atomic, versioned, thread-safe. For tests and for
trying out.
"""

from espaceclient.adapters.memory.clock import ManualClock
from espaceclient.adapters.memory.hasher import MemoryHasher
from espaceclient.adapters.memory.mailer import MemoryMailer
from espaceclient.adapters.memory.outbox import MemoryOutbox
from espaceclient.adapters.memory.storage import MemoryStorage
from espaceclient.adapters.memory.subscribers import MemorySubscribers

__all__ = [
    "ManualClock",
    "MemoryHasher",
    "MemoryMailer",
    "MemoryOutbox",
    "MemoryStorage",
    "MemorySubscribers",
]
