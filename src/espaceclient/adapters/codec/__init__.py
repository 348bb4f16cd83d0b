"""Plain data for everything that a storage keeps, and back: what an adapter need not write itself.

======================  ============================================  ===========================
codec                   whose values                                  an instant is
======================  ============================================  ===========================
``RECORDS``             ``ports.Record``: accounts, sessions…         microseconds since 1970
``MAILS``               ``ports.QueuedMail``: what an outbox keeps    microseconds since 1970
``EVENTS``              ``ports.Event``: what a trail keeps           ISO 8601 in UTC
``ANSWERS``             ``espaceclient.answers``: what a host caches  ISO 8601 in UTC
======================  ============================================  ===========================

Each is a ``Codec``: ``kind_of`` names a value's class, ``as_fields`` writes it as plain data that
JSON takes, ``from_fields`` reads it back; ``as_json`` and ``from_json`` do so by way of a text, and
``as_tagged`` and ``from_tagged`` have the kind among the fields. ``answers_converter`` is a cattrs
converter of answers, for classes of a host that hold some.

The names of kinds and fields are stable: what one release writes, the later ones read. What cannot
be read raises ``Unreadable``, and nothing else; ADR 10 says what an adapter may do then.

The fields of a record are flat: a column each, for a database that has columns. ``LAYOUTS`` has
their names and order for each class.

``check_value`` and ``suspicions`` are for databases that remember which keys they were used with.
"""

from espaceclient.adapters.codec.answers import ANSWERS, answers_converter
from espaceclient.adapters.codec.codec import Codec, Plain, Unreadable
from espaceclient.adapters.codec.events import EVENTS
from espaceclient.adapters.codec.instants import to_instant, to_microseconds, to_nearest_instant
from espaceclient.adapters.codec.key_checks import (
    MissingKey,
    UnknownRing,
    WrongSecret,
    check_value,
    suspicions,
)
from espaceclient.adapters.codec.mails import MAILS
from espaceclient.adapters.codec.records import LAYOUTS, RECORDS, Layout, Scalar

__all__ = [
    "ANSWERS",
    "EVENTS",
    "LAYOUTS",
    "MAILS",
    "RECORDS",
    "Codec",
    "Layout",
    "MissingKey",
    "Plain",
    "Scalar",
    "UnknownRing",
    "Unreadable",
    "WrongSecret",
    "answers_converter",
    "check_value",
    "suspicions",
    "to_instant",
    "to_microseconds",
    "to_nearest_instant",
]
