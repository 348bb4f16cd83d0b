"""A sink in the process: a function of the host that takes each event."""

from espaceclient.adapters.event_call.sink import Call

__all__ = ["Call"]
