"""The statements that mails and events have in common: both are rows of a queue that is leased.

``{table}`` is the queue, ``{waits}`` the condition on what is still to be delivered and ``{turn}``
that on what may be leased now.
"""

from attrs import frozen

LEASE = """
    WITH next AS MATERIALIZED (
        SELECT position, due_at FROM {table}
        WHERE {waits} AND due_at <= %s AND lease IS DISTINCT FROM %s AND {turn}
        ORDER BY due_at, position LIMIT %s FOR UPDATE SKIP LOCKED
    )
    UPDATE {table} SET lease = %s, due_at = %s FROM next WHERE {table}.position = next.position
    RETURNING next.due_at, next.position, {columns}
"""
"""Concurrent relays pass over what another one is leasing, and wait for nobody."""

RENEW = """
    UPDATE {table} SET due_at = %s FROM unnest(%s::text[], %s::text[]) AS held (id, lease)
    WHERE {table}.id = held.id AND {table}.lease = held.lease RETURNING {table}.id
"""
DEFER = """
    UPDATE {table} SET attempts = attempts + 1, due_at = %s, last_error = %s,
        refusals = refusals + %s, lease = NULL
    WHERE id = %s AND lease = %s
"""
RELEASE = """
    UPDATE {table} SET due_at = %s, last_error = coalesce(%s, last_error), lease = NULL
    WHERE id = %s AND lease = %s
"""
DEAD_LETTER = """
    UPDATE {table} SET attempts = attempts + 1, last_error = %s, dead = true, lease = NULL
    WHERE id = %s AND lease = %s
"""
RETRY = """
    UPDATE {table} SET dead = false, attempts = 0, refusals = 0, due_at = %s
    WHERE id = %s AND dead
"""


@frozen
class Queue:
    """The statements of one queue."""

    lease: str
    renew: str
    defer: str
    release: str
    dead_letter: str
    retry: str

    @classmethod
    def of(cls, table: str, waits: str, columns: str, turn: str = "TRUE") -> "Queue":
        def filled(statement: str) -> str:
            for name, value in (("turn", turn), ("waits", waits), ("columns", columns)):
                statement = statement.replace(f"{{{name}}}", value)
            return statement.replace("{table}", f"{{schema}}.{table}")

        return cls(*map(filled, (LEASE, RENEW, DEFER, RELEASE, DEAD_LETTER, RETRY)))
