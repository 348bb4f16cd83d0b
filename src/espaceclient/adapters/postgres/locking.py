"""The gates of a commit as advisory locks of its transaction."""

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


def locks(schema: str, gates: Gates) -> tuple[list[int], list[bool]]:
    """Return the keys of gates in the one order in which all nodes take them, and which are taken
    alone.

    Two gates of one key hold each other up, and do no other harm.
    """
    taken = {Gate(EVERY, exclusive=len(gates) > MOST), *(gates if len(gates) <= MOST else ())}
    alone: dict[int, bool] = {}
    for gate in taken:
        key = _key(schema, gate.name)
        alone[key] = alone.get(key, False) or gate.exclusive
    keys = sorted(alone)
    return keys, [alone[key] for key in keys]


def _key(schema: str, name: str) -> int:
    """Return what an advisory lock is known by: 64 bits, for the whole database."""
    digest = blake2b(f"{schema}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
