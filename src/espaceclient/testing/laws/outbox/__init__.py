"""The laws of an outbox. ``make`` gives a new, empty storage and the outbox that it queues into.

For ``UNREADABLE_MAIL_LAWS`` it gives a ``SpoilableOutbox``: these two, and a way to spoil a mail
that is there.
"""

from espaceclient.testing.laws.outbox.attempts import ATTEMPTS_LAWS
from espaceclient.testing.laws.outbox.dead_letters import DEAD_LETTERS_LAWS
from espaceclient.testing.laws.outbox.lease_ownership import LEASE_OWNERSHIP_LAWS
from espaceclient.testing.laws.outbox.leases import LEASES_LAWS

OUTBOX_LAWS = (*LEASES_LAWS, *LEASE_OWNERSHIP_LAWS, *ATTEMPTS_LAWS, *DEAD_LETTERS_LAWS)
