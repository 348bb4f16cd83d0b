"""Events as calls of a function."""

from collections.abc import Callable

from attrs import frozen

from espaceclient.domain.event import RecordedEvent


@frozen
class Call:
    """The ``EventSink`` port over ``take``, a function of the host.

    An event is taken when it returns. It may raise ``EventRefused`` or ``SinkUnavailable``; any
    other exception counts as a failed attempt of this event, and only its class is kept and logged.

    ``take`` may get an event again, after a crash or a failure: it has to leave alone what it has
    done already, by the event's ``id``. It is called in the thread that calls
    ``EventRelay.deliver_due``, unless that relay has ``senders``.
    """

    take: Callable[[RecordedEvent], object]

    def deliver(self, event: RecordedEvent) -> None:
        self.take(event)
