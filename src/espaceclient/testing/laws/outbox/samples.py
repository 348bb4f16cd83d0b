"""What the outbox's laws do again and again: queue a mail, hold it, and look what is there."""

from datetime import datetime, timedelta

from espaceclient.domain.mail import AccountConfirmedMail, Mail
from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry
from espaceclient.testing.laws.law import expect
from espaceclient.testing.laws.storage.records import NOTHING_SEEN, StorageAndOutbox, saving
from espaceclient.testing.strategies.values import email_address

NOW = datetime.fromisoformat("2026-03-01T08:00:00.000001+00:00")
LEASE = timedelta(minutes=10)
LATER = NOW + LEASE
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def mail_to(name: str) -> Mail:
    return AccountConfirmedMail(email_address(f"{name}@exemple.fr"))


def to(seen: LeasedMail | OutboxEntry) -> str:
    """Tell by its name, as ``mail_to`` has it, to whom a mail goes."""
    return seen.mail.to.text.partition("@")[0] if seen.mail else "unreadable"


def queue(made: StorageAndOutbox, *queued: Mail, at: datetime = NOW) -> None:
    made.storage.commit(saving(queue=queued, at=at), NOTHING_SEEN)


def lease_one(outbox: Outbox, now: datetime = NOW) -> LeasedMail:
    leased = outbox.lease(now, LEASE, 10)
    expect(len(leased) == 1, f"one mail was due and {len(leased)} were leased")
    return leased[0]


def only(outbox: Outbox) -> OutboxEntry:
    entries = outbox.entries()
    expect(len(entries) == 1, f"one mail was there and {len(entries)} were shown")
    return entries[0]
