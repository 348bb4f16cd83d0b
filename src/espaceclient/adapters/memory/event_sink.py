"""A sink that keeps what it was given."""

from threading import Lock

from espaceclient.domain.event import RecordedEvent


class MemoryEventSink:
    """Keeps events in memory; one that is delivered again is kept once, as a host does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: dict[str, RecordedEvent] = {}

    @property
    def events(self) -> tuple[RecordedEvent, ...]:
        """The events taken, in the order in which they came first."""
        with self._lock:
            return tuple(self._events.values())

    def deliver(self, event: RecordedEvent) -> None:
        with self._lock:
            self._events.setdefault(event.id, event)
