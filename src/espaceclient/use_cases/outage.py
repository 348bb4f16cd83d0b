"""An outage is told twice: when it begins, and when it ends."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import cast

from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import PortError, StorageUnavailable
from espaceclient.ports.exclusive_storage import ExclusiveStorage
from espaceclient.ports.gates import Gates
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage

_logger = logging.getLogger(__name__)


class Outage:
    """Watches calls that fail together. Thread-safe.

    ``begins`` and ``ends`` are the sentences that are logged.
    """

    def __init__(self, begins: str, ends: str) -> None:
        self._begins = begins
        self._ends = ends
        self._lock = Lock()
        self._failing = False

    @contextmanager
    def watching(self, failure: type[PortError]) -> Iterator[None]:
        """Watch one call: log ``failure`` as an error unless the call before it failed too.

        Whatever is raised goes on to the caller. The first call that succeeds again is logged as a
        warning, for whoever read the error and nothing else.
        """
        try:
            yield
        except failure as error:
            if self._turns(failing=True):
                _logger.error(self._begins + ": %s", str(error) or type(error).__name__)
            raise
        if self._turns(failing=False):
            _logger.warning(self._ends)

    def _turns(self, *, failing: bool) -> bool:
        """Note how a call went; return whether the one before it went otherwise."""
        with self._lock:
            turned, self._failing = self._failing != failing, failing
        return turned


class WatchedStorage:
    """A storage whose outages are told; reading may go on while nothing can be written.

    Where it cannot keep others off, those of this process take turns: fewer are overtaken.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._reads = Outage("The storage cannot be read", "The storage can be read again")
        self._commits = Outage("The storage cannot be written", "The storage can be written again")
        self._turns = RLock()

    def read(self, *lookups: AnyLookup) -> Snapshot:
        with self._reads.watching(StorageUnavailable):
            return self._storage.read(*lookups)

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if decision.patience is not None:
            self._storage.commit(decision, seen)  # best effort: that it is given up is no outage
            return
        with self._commits.watching(StorageUnavailable):
            self._storage.commit(decision, seen)

    @contextmanager
    def exclusively(self, gates: Gates) -> Iterator[Storage]:
        if not hasattr(self._storage, "exclusively"):
            with self._turns:
                yield self
            return
        locking = cast(ExclusiveStorage, self._storage)
        with self._commits.watching(StorageUnavailable), locking.exclusively(gates) as held:
            yield held
