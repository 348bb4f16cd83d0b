"""The outbox in a table: mails queued by the storage's commit, leased by relays of any process."""

import logging
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from espaceclient.adapters.codec import (
    MAILS,
    Unreadable,
    to_instant,
    to_microseconds,
    to_nearest_instant,
)
from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail, OutboxEntry, OutboxSummary

_logger = logging.getLogger(__name__)

LEASE_NEXT = """
    UPDATE outbox SET lease = ?, due_at = ? WHERE position = (
        SELECT position FROM outbox WHERE dead = 0 AND due_at <= ? AND lease IS NOT ?
        ORDER BY due_at, position LIMIT 1
    )
    RETURNING id, CAST(kind AS BLOB), CAST(payload AS BLOB), queued_at, attempts, refusals
"""
ENTRIES = """
    SELECT
        id, CAST(kind AS BLOB), CAST(payload AS BLOB), queued_at, attempts, due_at,
        CAST(last_error AS BLOB), dead
    FROM outbox ORDER BY queued_at, position LIMIT ?
"""
DELIVERED = "DELETE FROM outbox WHERE id = ? AND lease = ?"
RENEW = "UPDATE outbox SET due_at = ? WHERE id = ? AND lease = ?"
DEFER = """
    UPDATE outbox SET attempts = attempts + 1, due_at = ?, last_error = ?,
        refusals = refusals + ?, lease = NULL
    WHERE id = ? AND lease = ?
"""
RELEASE = """
    UPDATE outbox SET due_at = ?, last_error = coalesce(?, last_error), lease = NULL
    WHERE id = ? AND lease = ?
"""
DEAD_LETTER = """
    UPDATE outbox SET attempts = attempts + 1, last_error = ?, dead = 1, lease = NULL
    WHERE id = ? AND lease = ?
"""
SUMMARY = """
    SELECT count(*) FILTER (WHERE dead = 0), count(*) FILTER (WHERE dead = 1),
        min(due_at) FILTER (WHERE dead = 0 AND due_at <= ?),
        min(queued_at) FILTER (WHERE dead = 0)
    FROM outbox
"""
RETRY = """
    UPDATE outbox SET dead = 0, attempts = 0, refusals = 0, due_at = ? WHERE id = ? AND dead = 1
"""
DISCARD = "DELETE FROM outbox WHERE id = ? AND dead = 1"


def queue(connection: sqlite3.Connection, mails: Iterable[QueuedMail], at: datetime) -> None:
    """Queue mails within the caller's transaction; they are due from ``at``."""
    now = to_microseconds(at)
    connection.executemany(
        "INSERT INTO outbox (id, kind, payload, queued_at, due_at) VALUES (?, ?, ?, ?, ?)",
        [
            (secrets.token_hex(16), MAILS.kind_of(mail), MAILS.as_json(mail), now, now)
            for mail in mails
        ],
    )


class SqliteOutbox:
    """The ``Outbox`` port over a ``SqliteDatabase``: every call is one transaction.

    A mail that this release cannot read becomes a dead letter; its payload stays as it is.
    """

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        lease = secrets.token_hex(16)
        terms = (lease, to_microseconds(now + duration), to_microseconds(now), lease)
        leased_mails: list[LeasedMail] = []
        with self._database.writing() as connection:
            while len(leased_mails) < at_most and (
                row := connection.execute(LEASE_NEXT, terms).fetchone()
            ):
                if leased_mail := _leased(lease, *row):
                    leased_mails.append(leased_mail)
                else:
                    _set_aside(connection, lease, *row)
        return leased_mails

    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        due_at = to_microseconds(until)
        with self._database.writing() as connection:
            return [
                each
                for each in leased_mails
                if connection.execute(RENEW, (due_at, each.id, each.lease)).rowcount == 1
            ]

    def delivered(self, leased_mail: LeasedMail) -> None:
        self._end_lease(leased_mail, DELIVERED)

    def defer(
        self, leased_mail: LeasedMail, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        self._end_lease(leased_mail, DEFER, to_microseconds(until), error, refused)

    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        self._end_lease(leased_mail, RELEASE, to_microseconds(until), error)

    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        self._end_lease(leased_mail, DEAD_LETTER, error)

    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        with self._database.reading() as connection:
            return [_entry(*row) for row in connection.execute(ENTRIES, (at_most,))]

    def summary(self, now: datetime) -> OutboxSummary:
        with self._database.reading() as connection:
            row = connection.execute(SUMMARY, (to_microseconds(now),)).fetchone()
        waiting, dead, *oldest = row
        return OutboxSummary(
            waiting, dead, *(None if each is None else to_instant(each) for each in oldest)
        )

    def retry(self, mail_id: str, now: datetime) -> bool:
        with self._database.writing() as connection:
            return connection.execute(RETRY, (to_microseconds(now), mail_id)).rowcount == 1

    def discard(self, mail_id: str) -> bool:
        with self._database.writing() as connection:
            return connection.execute(DISCARD, (mail_id,)).rowcount == 1

    def _end_lease(
        self, leased_mail: LeasedMail, statement: str, *changes: int | str | None
    ) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, (*changes, leased_mail.id, leased_mail.lease))


def read_mail(kind: bytes, payload: bytes) -> QueuedMail | None:
    """Return the mail of a row, or ``None`` when it is damaged or of a kind unknown here."""
    try:
        return MAILS.from_json(kind.decode(errors="replace"), payload)
    except Unreadable:
        return None


def _leased(
    lease: str,
    mail_id: str,
    kind: bytes,
    payload: bytes,
    queued_at: int,
    attempts: int,
    refusals: int,
) -> LeasedMail | None:
    """Return the mail of a row, or ``None`` when anything of it cannot be read."""
    mail = read_mail(kind, payload)
    try:
        queued = to_instant(queued_at)
    except OverflowError:
        return None
    return LeasedMail(mail_id, mail, queued, attempts, refusals, lease) if mail else None


def _set_aside(
    connection: sqlite3.Connection, lease: str, mail_id: str, kind: bytes, *_: object
) -> None:
    """Make a mail a dead letter that cannot be read, so that it delays no other."""
    error = f'a mail of the kind "{kind.decode(errors="replace")}" cannot be read'
    connection.execute(DEAD_LETTER, (error, mail_id, lease))
    _logger.warning("%s: it is the dead letter %s of the outbox", error, mail_id)


def _entry(
    mail_id: str,
    kind: bytes,
    payload: bytes,
    queued_at: int,
    attempts: int,
    due_at: int,
    last_error: bytes | None,
    dead: int,
) -> OutboxEntry:
    return OutboxEntry(
        mail_id,
        read_mail(kind, payload),
        to_nearest_instant(queued_at),
        attempts,
        to_nearest_instant(due_at),
        None if last_error is None else last_error.decode(errors="replace"),
        bool(dead),
    )
