"""Whether the keys are those that this database was used with."""

from collections.abc import Mapping, Sequence

from espaceclient.adapters.codec import (
    MissingKey,
    UnknownRing,
    WrongSecret,
    check_value,
    suspicions,
)
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.ports.keys import KeyRing, PepperKeys

HASHES_BY_KEY = """
    SELECT password_key, count(*) FROM (
        SELECT password_key FROM accounts UNION ALL SELECT password_key FROM registrations
    ) WHERE password_key IS NOT NULL GROUP BY password_key ORDER BY password_key
"""
RECORDED = "SELECT key_id, value FROM key_checks WHERE ring = ?"
RECORD = """
    INSERT INTO key_checks (ring, key_id, value) VALUES (?, ?, ?)
    ON CONFLICT (ring, key_id) DO NOTHING
"""


class SqliteKeyChecks:
    """Compares rings with the check values in a ``SqliteDatabase``.

    Rings are given by name, always the same name for a ring. Every method raises
    ``StorageUnavailable`` when the database cannot answer.
    """

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def compare(self, rings: Mapping[str, KeyRing]) -> Sequence[WrongSecret | UnknownRing]:
        """Return what is suspicious about the rings; a key that is new to a known ring is not."""
        return [
            suspicion
            for name, ring in rings.items()
            for suspicion in suspicions(name, ring, self._recorded(name))
        ]

    def record(self, rings: Mapping[str, KeyRing]) -> None:
        """Store the check values of keys that are new here; those that are known stay."""
        rows = [
            (name, key.id, check_value(name, key)) for name, ring in rings.items() for key in ring
        ]
        with self._database.writing() as connection:
            connection.executemany(RECORD, rows)

    def missing(self, ring: PepperKeys) -> Sequence[MissingKey]:
        """Return the keys of password hashes that ``ring`` lacks."""
        with self._database.reading() as connection:
            counts = connection.execute(HASHES_BY_KEY).fetchall()
        return [MissingKey(key_id, count) for key_id, count in counts if not ring.get(key_id)]

    def _recorded(self, ring: str) -> dict[str, str]:
        with self._database.reading() as connection:
            return dict(connection.execute(RECORDED, (ring,)))
