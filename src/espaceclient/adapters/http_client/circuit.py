"""A circuit breaker: a service that has not answered for a while is left alone for a while."""

from collections.abc import Callable
from threading import Lock


class Circuit:
    """Closed at first. After so many ``failures`` in a row it is open for ``pause`` seconds; then
    it lets one call through every ``pause`` seconds, until one of them succeeds.

    Thread-safe. ``clock`` tells monotonic seconds.
    """

    def __init__(self, failures: int, pause: float, clock: Callable[[], float]) -> None:
        self._most = failures
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._next_try = 0.0
        self._lock = Lock()

    def lets_through(self) -> bool:
        """Return whether to call; whoever calls then tells how it went."""
        with self._lock:
            if self._failures < self._most:
                return True
            if self._clock() < self._next_try:
                return False
            self._next_try = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._next_try = self._clock() + self._pause
