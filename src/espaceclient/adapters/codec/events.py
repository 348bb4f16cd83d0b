"""Events as plain data, for the trails that keep them: the names are those that hosts are told."""

from collections.abc import Mapping
from typing import Any

from espaceclient.adapters.codec.codec import Codec, Plain
from espaceclient.domain.event import Event
from espaceclient.domain.event_fields import KINDS, as_fields, from_fields

_KIND_OF = {event: kind for kind, event in KINDS.items()}


def _as_fields(event: Event) -> Plain:
    return dict(as_fields(event))


def _from_fields(fields: Mapping[str, Any], event: type[Event]) -> Event:
    return from_fields(_KIND_OF[event], fields)


EVENTS: Codec[Event] = Codec(KINDS, _as_fields, _from_fields)
"""Every event that a trail keeps; an instant is ISO 8601 in UTC."""
