"""An outage is told twice: when it begins, and when it ends."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from espaceclient.ports.errors import PortError

_logger = logging.getLogger(__name__)


class Outage:
    """Watches the calls of one port. Thread-safe.

    ``part`` begins the sentences that are logged, such as ``The storage``.
    """

    def __init__(self, part: str) -> None:
        self._part = part
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
                _logger.error(
                    self._part + " is unavailable: %s", str(error) or type(error).__name__
                )
            raise
        if self._turns(failing=False):
            _logger.warning(self._part + " is available again")

    def _turns(self, *, failing: bool) -> bool:
        """Note how a call went; return whether the one before it went otherwise."""
        with self._lock:
            turned, self._failing = self._failing != failing, failing
        return turned
