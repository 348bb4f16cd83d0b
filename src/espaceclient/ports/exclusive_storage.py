"""An optional ability of a storage: an attempt that keeps its rivals off while it reads and
decides, not only while it commits.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import Storage


class ExclusiveStorage(Storage, Protocol):
    """A storage that can lock first, then look. A use case attempts it once without, and each time
    that it has lost a race in this way: so it loses one at most, however many want the same.

    A storage without this ability is as right; its use cases may lose several times.
    """

    def exclusively(self, gates: Gates) -> AbstractContextManager[Storage]:
        """Keep every commit that meets ``gates`` waiting until the context is left; it gives the
        storage by which to read and to commit meanwhile.

        That storage keeps the promises of ``Storage``, for the thread that entered and for one
        commit at most, the last thing done within. What was committed is stored for certain once
        the context has been left; nothing is when it is left before, be it by an exception.

        ``gates`` are those of the attempt before, and a forecast: a read or a decision that needs
        others is right all the same, and may meet a ``Conflict``. It may begin with the first read,
        and may keep off more than was asked for, such as every other writer.

        Raises ``StorageUnavailable`` when others hold it up for too long, and ``Conflict`` when it
        had to be given up for the sake of another.
        """
        ...
