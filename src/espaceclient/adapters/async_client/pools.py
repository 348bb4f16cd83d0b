"""The pools of threads that use cases run in: what holds up one of them leaves the others free."""

import os
from collections.abc import Mapping
from typing import Literal

from attrs import asdict, field, frozen

from espaceclient.adapters.async_client.bulkhead import Bulkhead


def for_hashing(cores: int = os.cpu_count() or 1) -> Bulkhead:
    """Return a bulkhead of use cases that hash passwords.

    A thread a core, because the hasher computes a hash a core. A use case takes 0.3 s, one hash
    by bcrypt at cost 12, or 0.6 s when it renews the stored hash or while another bulkhead of
    this kind hashes. Five wait for a thread: the last of them begins after 5 × 0.6 s = 3 s,
    ``LONGEST_WAIT``, or is asked to come back where all of these bulkheads are full. Two of the
    five may be of one network, four of the widest network that is counted, so that somebody of
    another one always finds room, and waits for a few hashes, not for all.
    """
    return Bulkhead(cores, waiting=5 * cores, waiting_of_one=2 * cores)


def _for_storage(threads: int) -> Bulkhead:
    """Return a bulkhead of use cases that only ask the storage: some milliseconds each.

    A network may be all that a proxy stands for, so that it is given much of the queue; the widest
    one that is counted has twice as much, and leaves a quarter to others.
    """
    return Bulkhead(threads, waiting=8 * threads, waiting_of_one=3 * threads)


PoolName = Literal["hashing", "openings", "renewals", "visits", "writes", "previews", "jobs"]


@frozen
class Pools:
    """Threads by what their use cases wait for; made once, and shared by all who call one client.

    ``hashing`` is for what hashes passwords and asks nobody but the storage. ``openings`` is for
    what asks the register of subscribers, to open an account or to add a contract: a silent
    register holds up these only. ``renewals`` is for what sets a new password, and may ask a list
    of breached ones before it hashes: a silent list holds up other renewals only.

    ``visits`` is for who is signed in; it writes, to note the visit, and gives that up after a
    second. ``writes`` is for what must write and hashes nothing: signing out, asking for a reset
    link. While the database is locked, these wait. ``previews`` is for what only reads: contracts,
    entitlements, the pages behind mailed links, which wait for no writer. ``jobs`` is for what
    an operator has done: it goes over many accounts, or asks the register on nobody's behalf.
    """

    hashing: Bulkhead = field(factory=for_hashing)
    openings: Bulkhead = field(factory=for_hashing)
    renewals: Bulkhead = field(factory=for_hashing)
    visits: Bulkhead = field(factory=lambda: _for_storage(16))
    writes: Bulkhead = field(factory=lambda: _for_storage(16))
    previews: Bulkhead = field(factory=lambda: _for_storage(8))
    jobs: Bulkhead = field(factory=lambda: _for_storage(4))

    @property
    def by_name(self) -> Mapping[str, Bulkhead]:
        """All of them, as ``Metrics.watch_queues`` takes them."""
        return asdict(self, recurse=False)

    def named(self, name: PoolName) -> Bulkhead:
        """Return one of them."""
        pool: Bulkhead = getattr(self, name)
        return pool
