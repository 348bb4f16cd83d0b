"""Key check values: whether the keys are those that this database was used with."""

from collections.abc import Mapping, Sequence

from espaceclient.adapters.codec import (
    MissingKey,
    UnknownRing,
    WrongSecret,
    check_value,
    suspicions,
)
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.ports.keys import KeyRing, PepperKeys

HASHES_BY_KEY = """
    SELECT password_key, count(*) FROM (
        SELECT record ->> 'password_key' AS password_key FROM {schema}.accounts
        UNION ALL SELECT record ->> 'password_key' FROM {schema}.registrations
    ) AS hashes
    WHERE password_key IS NOT NULL GROUP BY password_key ORDER BY password_key
"""
RECORDED = "SELECT key_id, value FROM {schema}.key_checks WHERE ring = %s"
RECORD = """
    INSERT INTO {schema}.key_checks (ring, key_id, value)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
    ON CONFLICT (ring, key_id) DO NOTHING
"""


class PostgresKeyChecks:
    """Compares rings with the check values in a ``PostgresDatabase``.

    Rings are given by name, always the same name for a ring. Every method raises
    ``StorageUnavailable`` when the database cannot answer.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def compare(self, rings: Mapping[str, KeyRing]) -> Sequence[WrongSecret | UnknownRing]:
        """Return what is suspicious about the rings; a key that is new to a known ring is not."""
        return [
            suspicion
            for name, ring in rings.items()
            for suspicion in suspicions(name, ring, dict(self._database.fetch(RECORDED, name)))
        ]

    def record(self, rings: Mapping[str, KeyRing]) -> None:
        """Store the check values of keys that are new here; those that are known stay."""
        named = [(name, key) for name, ring in rings.items() for key in ring]
        self._database.change(
            RECORD,
            [name for name, _ in named],
            [key.id for _, key in named],
            [check_value(name, key) for name, key in named],
        )

    def missing(self, ring: PepperKeys) -> Sequence[MissingKey]:
        """Return the keys of password hashes that ``ring`` lacks."""
        counts = self._database.fetch(HASHES_BY_KEY)
        return [MissingKey(key_id, count) for key_id, count in counts if not ring.get(key_id)]
