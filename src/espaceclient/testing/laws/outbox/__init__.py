"""The laws of an outbox. ``make`` gives a new, empty storage and the outbox that it queues into."""

from espaceclient.testing.laws.outbox.dead import DEAD_LAWS
from espaceclient.testing.laws.outbox.holders import HOLDERS_LAWS
from espaceclient.testing.laws.outbox.leases import LEASES_LAWS

OUTBOX_LAWS = (*LEASES_LAWS, *HOLDERS_LAWS, *DEAD_LAWS)

__all__ = ["OUTBOX_LAWS"]
