"""The outbox in a table: mails queued by the storage's commit, leased by relays of any node."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from espaceclient.adapters.codec import (
    MAILS,
    Unreadable,
    to_instant,
    to_microseconds,
    to_nearest_instant,
)
from espaceclient.adapters.postgres.database import PostgresDatabase
from espaceclient.adapters.postgres.leases import Queue
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail, OutboxEntry, OutboxSummary

_logger = logging.getLogger(__name__)

QUEUE = Queue.of(
    "outbox",
    waits="NOT dead",
    columns="outbox.id, kind, payload, queued_at, attempts, refusals",
)
ENTRIES = """
    SELECT id, kind, payload, queued_at, attempts, due_at, last_error, dead
    FROM {schema}.outbox ORDER BY queued_at, position LIMIT %s
"""
DELIVERED = "DELETE FROM {schema}.outbox WHERE id = %s AND lease = %s"
SUMMARY = """
    SELECT count(*) FILTER (WHERE NOT dead), count(*) FILTER (WHERE dead),
        min(due_at) FILTER (WHERE NOT dead AND due_at <= %s),
        min(queued_at) FILTER (WHERE NOT dead)
    FROM {schema}.outbox
"""
DISCARD = "DELETE FROM {schema}.outbox WHERE id = %s AND dead"


class PostgresOutbox:
    """The ``Outbox`` port over a ``PostgresDatabase``: every call is one statement, polled for.

    A mail that this release cannot read becomes a dead letter; its payload stays as it is. A lease
    whose answer was lost on the way is nobody's: its mails are due again when it expires.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        due, until = to_microseconds(now), to_microseconds(now + duration)
        lease = secrets.token_hex(16)
        leased_mails: list[LeasedMail] = []
        while wanted := at_most - len(leased_mails):
            terms = (due, lease, wanted, lease, until)
            rows = sorted(self._database.fetch(QUEUE.lease, *terms))
            read = [self._leased(lease, *row) for _, _, *row in rows]
            leased_mails += [each for each in read if each]
            if all(read):
                break
        return leased_mails

    def renew(self, leased_mails: Sequence[LeasedMail], until: datetime) -> Sequence[LeasedMail]:
        held = ([each.id for each in leased_mails], [each.lease for each in leased_mails])
        rows = self._database.fetch(QUEUE.renew, to_microseconds(until), *held)
        renewed = {mail_id for (mail_id,) in rows}
        return [each for each in leased_mails if each.id in renewed]

    def delivered(self, leased_mail: LeasedMail) -> None:
        self._end_lease(leased_mail, DELIVERED)

    def defer(
        self, leased_mail: LeasedMail, until: datetime, error: str, *, refused: bool = False
    ) -> None:
        self._end_lease(leased_mail, QUEUE.defer, to_microseconds(until), error, int(refused))

    def release(self, leased_mail: LeasedMail, until: datetime, error: str | None = None) -> None:
        self._end_lease(leased_mail, QUEUE.release, to_microseconds(until), error)

    def dead_letter(self, leased_mail: LeasedMail, error: str) -> None:
        self._end_lease(leased_mail, QUEUE.dead_letter, error)

    def entries(self, at_most: int = 1000) -> Sequence[OutboxEntry]:
        return [_entry(*row) for row in self._database.fetch(ENTRIES, at_most)]

    def summary(self, now: datetime) -> OutboxSummary:
        ((waiting, dead, *oldest),) = self._database.fetch(SUMMARY, to_microseconds(now))
        return OutboxSummary(
            waiting, dead, *(None if each is None else to_instant(each) for each in oldest)
        )

    def retry(self, mail_id: str, now: datetime) -> bool:
        return self._database.change(QUEUE.retry, to_microseconds(now), mail_id) == 1

    def discard(self, mail_id: str) -> bool:
        return self._database.change(DISCARD, mail_id) == 1

    def _end_lease(
        self, leased_mail: LeasedMail, statement: str, *changes: int | str | None
    ) -> None:
        self._database.change(statement, *changes, leased_mail.id, leased_mail.lease)

    def _leased(
        self,
        lease: str,
        mail_id: str,
        kind: str,
        payload: Mapping[str, Any],
        queued_at: int,
        attempts: int,
        refusals: int,
    ) -> LeasedMail | None:
        """Return the mail of a row. One that cannot be read is dead-lettered: it delays none."""
        try:
            mail = MAILS.from_fields(kind, payload)
            return LeasedMail(mail_id, mail, to_instant(queued_at), attempts, refusals, lease)
        except (Unreadable, OverflowError):
            error = f'a mail of the kind "{kind}" cannot be read'
            self._database.change(QUEUE.dead_letter, error, mail_id, lease)
            _logger.warning("%s: it is the dead letter %s of the outbox", error, mail_id)
            return None


def read_mail(kind: str, payload: Mapping[str, Any]) -> QueuedMail | None:
    """Return the mail of a row, or ``None`` when it is damaged or of a kind unknown here."""
    try:
        return MAILS.from_fields(kind, payload)
    except Unreadable:
        return None


def _entry(
    mail_id: str,
    kind: str,
    payload: Mapping[str, Any],
    queued_at: int,
    attempts: int,
    due_at: int,
    last_error: str | None,
    dead: bool,  # noqa: FBT001 - a column of a row
) -> OutboxEntry:
    return OutboxEntry(
        mail_id,
        read_mail(kind, payload),
        to_nearest_instant(queued_at),
        attempts,
        to_nearest_instant(due_at),
        last_error,
        dead,
    )
