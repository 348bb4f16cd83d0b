"""The laws of an outbox. ``make`` gives a new, empty storage and the outbox that it queues into.

For ``UNREADABLE_MAIL_LAWS`` it gives a ``SpoilableOutbox``: these two, and a way to spoil a mail
that is there.
"""

from espaceclient.testing.laws.law import Law, laws_in
from espaceclient.testing.laws.outbox import attempts, lease_ownership, leases, summary, unreadable
from espaceclient.testing.laws.outbox.unreadable import SpoilableOutbox
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox

OUTBOX_LAWS: tuple[Law[StorageAndOutbox], ...] = laws_in(leases, lease_ownership, attempts, summary)
UNREADABLE_MAIL_LAWS: tuple[Law[SpoilableOutbox], ...] = laws_in(unreadable)
