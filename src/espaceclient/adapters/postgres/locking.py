"""The gates of a commit as advisory locks of its transaction."""

from collections.abc import Iterable
from hashlib import blake2b

from espaceclient.ports.gates import Gate, Gates

LOCK = """
    SELECT CASE
        WHEN alone THEN pg_advisory_xact_lock(key) ELSE pg_advisory_xact_lock_shared(key)
    END
    FROM unnest(%s::bigint[], %s::boolean[]) AS gate (key, alone)
"""
"""Row after row, in the order of the arrays."""


MOST = 256
"""Locks of one commit. The server has room for some thousands in all, by default 64 for each
connection that it may have.
"""

EVERY = "every commit"
"""The gate that all share; a commit that would take too many others takes this one alone."""


def locks(schema: str, gates: Gates, turns: Gates = frozenset()) -> tuple[list[int], list[bool]]:
    """Return the keys of gates in the one order in which all nodes take them, and which are taken
    alone.

    Those of ``turns`` come last: an attempt that holds its gates while it decides learns only then
    which events it has, and nobody who holds a turn may wait for its gates.

    Two gates of one key hold each other up, and do no other harm.
    """
    if len(gates) + len(turns) > MOST:
        return _in_order(schema, {Gate(EVERY, exclusive=True)})
    keys, alone = _in_order(schema, {Gate(EVERY, exclusive=False), *gates})
    last_keys, last_alone = _in_order(schema, turns)
    return keys + last_keys, alone + last_alone


def _in_order(schema: str, gates: Iterable[Gate]) -> tuple[list[int], list[bool]]:
    alone: dict[int, bool] = {}
    for gate in gates:
        key = _key(schema, gate.name)
        alone[key] = alone.get(key, False) or gate.exclusive
    keys = sorted(alone)
    return keys, [alone[key] for key in keys]


def _key(schema: str, name: str) -> int:
    """Return what an advisory lock is known by: 64 bits, for the whole database."""
    digest = blake2b(f"{schema}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
