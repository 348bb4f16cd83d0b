"""The laws of an outbox. ``make`` gives a new, empty storage and the outbox that it queues into.

For ``UNREADABLE_MAIL_LAWS`` it gives a ``SpoilableOutbox``: these two, and a way to spoil a mail
that is there.
"""

from espaceclient.testing.laws.outbox.attempts import TRIES_LAWS
from espaceclient.testing.laws.outbox.dead_letters import DEAD_LAWS
from espaceclient.testing.laws.outbox.lease_ownership import HOLDERS_LAWS
from espaceclient.testing.laws.outbox.leases import LEASES_LAWS
from espaceclient.testing.laws.outbox.unreadable import UNREADABLE_MAIL_LAWS, SpoilableOutbox

OUTBOX_LAWS = (*LEASES_LAWS, *HOLDERS_LAWS, *TRIES_LAWS, *DEAD_LAWS)

__all__ = ["OUTBOX_LAWS", "UNREADABLE_MAIL_LAWS", "SpoilableOutbox"]
