"""Secret keys: a ring of its own type for each purpose, so that none serves two.

==================== ======================================= ===================================
ring                 signs or peppers                        an old key may be dropped after
==================== ======================================= ===================================
``LinkKeys``         activation and reset links              48 hours
``SessionKeys``      sessions, and the browsers of forms     48 hours
``FingerprintKeys``  the names of counters, forms' tokens    at once; limits start again
``PepperKeys``       passwords                               the last hash under it was renewed
==================== ======================================= ===================================
"""

from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    Keys,
    LinkKeys,
    MissingKeys,
    PepperKeys,
    SessionKeys,
)

__all__ = [
    "FingerprintKeys",
    "Key",
    "KeyRing",
    "Keys",
    "LinkKeys",
    "MissingKeys",
    "PepperKeys",
    "SessionKeys",
]
