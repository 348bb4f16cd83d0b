"""The pools of threads that the pages work in: what holds up one of them leaves the others free."""

import os

from attrs import field, frozen

from espaceclient.adapters.web.bulkhead import Bulkhead


def for_hashing(cores: int = os.cpu_count() or 1) -> Bulkhead:
    """Return a bulkhead of use cases that hash passwords.

    A thread a core, because the hasher computes a hash a core. A use case takes 0.3 s, one hash
    by bcrypt at cost 12, or 0.6 s when it renews the stored hash or while both bulkheads of this
    kind hash. Five wait for a thread: the last of them begins after 5 × 0.6 s = 3 s,
    ``LONGEST_WAIT``. Two of the five may be of one network, four of the widest network that is
    counted, so that somebody of another one always finds room, and waits for a few hashes, not for
    all.
    """
    return Bulkhead(cores, waiting=5 * cores, waiting_of_one=2 * cores)


def _for_storage(threads: int) -> Bulkhead:
    """Return a bulkhead of use cases that only ask the storage: some milliseconds each.

    A network may be all that a proxy stands for, so that it is given much of the queue; the widest
    one that is counted has twice as much, and leaves a quarter to others.
    """
    return Bulkhead(threads, waiting=8 * threads, waiting_of_one=3 * threads)


@frozen
class Pools:
    """Threads by what their use cases wait for; made once for a site.

    ``hashing`` is for what hashes passwords and asks nobody but the storage. ``openings`` is for
    what asks the register of subscribers before it hashes: a silent register holds up other
    openings only. ``visits`` is for what may write and hashes nothing: who is signed in (which
    notes the visit), signing out, asking for a reset link. While the database is locked, these
    wait. ``previews`` is for what only reads, the pages behind mailed links, which wait for no
    writer.
    """

    hashing: Bulkhead = field(factory=for_hashing)
    openings: Bulkhead = field(factory=for_hashing)
    visits: Bulkhead = field(factory=lambda: _for_storage(16))
    previews: Bulkhead = field(factory=lambda: _for_storage(8))
