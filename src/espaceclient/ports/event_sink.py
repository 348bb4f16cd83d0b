"""The sink of events: hands what happened over to the host."""

from typing import Protocol

from espaceclient.domain.event import RecordedEvent


class EventSink(Protocol):
    """Delivers events, each once it has been committed."""

    def deliver(self, event: RecordedEvent) -> None:
        """Hand one event over completely; returning means that the host has taken it, for good.

        A caller that did not receive the answer delivers the event again, under the same ``id``:
        that is no error, and changes nothing at a host that has taken it already. Two ids are two
        events, even when they say the same.

        Any number of threads may deliver at the same time; the events of one thread are handed over
        in the order of its calls.

        Raises ``EventRefused`` for a refusal that speaks of this event alone, and
        ``SinkUnavailable`` whenever else the host has not clearly taken it.
        """
        ...
