"""Mails in a table: queued by the storage's commit, leased by relays of any process."""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from espaceclient.adapters.sqlite.database import SqliteDatabase
from espaceclient.adapters.sqlite.records import CONVERTER, to_instant, to_microseconds
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.ports.outbox import Envelope, Parked

_KINDS: dict[str, type[Mail]] = {
    "account_confirmed": AccountConfirmedMail,
    "activation": ActivationMail,
    "address_in_use": AddressInUseMail,
    "contract_claimed": ContractClaimedMail,
    "contract_in_use": ContractInUseMail,
    "password_updated": PasswordUpdatedMail,
    "reset": ResetMail,
}
_KIND_OF = {mail: kind for kind, mail in _KINDS.items()}

LEASE_NEXT = """
    UPDATE outbox SET lease = ?, due_at = ? WHERE position = (
        SELECT position FROM outbox WHERE dead = 0 AND due_at <= ? AND lease IS NOT ?
        ORDER BY due_at, position LIMIT 1
    )
    RETURNING id, kind, CAST(payload AS BLOB), queued_at, tries
"""
PARKED = """
    SELECT id, kind, CAST(payload AS BLOB), queued_at, tries, due_at, last_error, dead
    FROM outbox ORDER BY queued_at, position LIMIT ?
"""
DELIVERED = "DELETE FROM outbox WHERE id = ? AND lease = ?"
PUT_OFF = """
    UPDATE outbox SET tries = tries + 1, due_at = ?, last_error = ?, lease = NULL WHERE id = ? AND lease = ?
"""
RELEASE = "UPDATE outbox SET due_at = ?, lease = NULL WHERE id = ? AND lease = ?"
BURY = "UPDATE outbox SET tries = tries + 1, last_error = ?, dead = 1, lease = NULL WHERE id = ? AND lease = ?"
REVIVE = "UPDATE outbox SET dead = 0, tries = 0, due_at = ? WHERE id = ? AND dead = 1"


def queue(connection: sqlite3.Connection, mails: Iterable[Mail], at: datetime) -> None:
    """Take mails in, within the caller's transaction; they are due at once."""
    now = to_microseconds(at)
    connection.executemany(
        "INSERT INTO outbox (id, kind, payload, queued_at, due_at) VALUES (?, ?, ?, ?, ?)",
        [(secrets.token_hex(16), _KIND_OF[type(mail)], _dump(mail), now, now) for mail in mails],
    )


class SqliteOutbox:
    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        lease = secrets.token_hex(16)
        terms = (lease, to_microseconds(now + duration), to_microseconds(now), lease)
        envelopes: list[Envelope] = []
        with self._database.writing() as connection:
            while len(envelopes) < at_most and (row := connection.execute(LEASE_NEXT, terms).fetchone()):
                mail_id, kind, payload, queued_at, tries = row
                if mail := _mail(kind, payload):
                    envelopes.append(Envelope(mail_id, mail, to_instant(queued_at), tries, lease))
                else:
                    connection.execute(BURY, (f'a mail of the kind "{kind}" cannot be read', mail_id, lease))
        return envelopes

    def delivered(self, envelope: Envelope) -> None:
        self._settle(envelope, DELIVERED)

    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        self._settle(envelope, PUT_OFF, to_microseconds(until), error)

    def release(self, envelope: Envelope, until: datetime) -> None:
        self._settle(envelope, RELEASE, to_microseconds(until))

    def bury(self, envelope: Envelope, error: str) -> None:
        self._settle(envelope, BURY, error)

    def parked(self, at_most: int = 1000) -> Sequence[Parked]:
        with self._database.reading() as connection:
            return [_parked(*row) for row in connection.execute(PARKED, (at_most,))]

    def revive(self, mail_id: str, now: datetime) -> bool:
        with self._database.writing() as connection:
            return connection.execute(REVIVE, (to_microseconds(now), mail_id)).rowcount == 1

    def _settle(self, envelope: Envelope, statement: str, *changes: int | str) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, (*changes, envelope.id, envelope.lease))


def _dump(mail: Mail) -> str:
    return json.dumps(CONVERTER.unstructure(mail), ensure_ascii=False)


def _mail(kind: str, payload: bytes) -> Mail | None:
    """Read a mail, unless a newer release has written it or it is damaged."""
    try:
        return CONVERTER.structure(json.loads(payload), _KINDS[kind])
    except Exception:  # noqa: BLE001 - cattrs raises whatever the damage leads to, and one such mail stalls no other
        return None


def _parked(
    mail_id: str,
    kind: str,
    payload: bytes,
    queued_at: int,
    tries: int,
    due_at: int,
    last_error: str | None,
    dead: int,
) -> Parked:
    mail = _mail(kind, payload)
    return Parked(mail_id, mail, to_instant(queued_at), tries, to_instant(due_at), last_error, bool(dead))
