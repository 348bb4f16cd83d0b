"""What the summary of an outbox counts, and what it takes for its oldest mails."""

from datetime import datetime

from espaceclient.ports.outbox import OutboxSummary
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import HOUR, TICK, mail_to


@law_of_one
def a_summary_counts_what_is_there(made: StorageAndOutbox) -> None:
    """The summary counts all the mails that wait or are leased, however many they are, and all the
    dead letters.
    """
    _expect_summary(made, NOW, OutboxSummary(0, 0, None, None), "when it is empty")
    made.queue(*(mail_to(f"m{number}") for number in range(1100)))
    for dead in made.outbox.lease(NOW, LEASE, 2):
        made.outbox.dead_letter(dead, "no such box")
    made.outbox.lease(NOW, LEASE, 3)
    counted = made.outbox.summary(NOW)
    shown = (counted.waiting, counted.dead)
    expect(shown == (1098, 2), f"1098 that wait and 2 that are dead were counted as {shown}")


@law_of_one
def a_summary_tells_the_oldest(made: StorageAndOutbox) -> None:
    """The summary tells since when the mail that has been due longest is due, and when the oldest
    one that is not dead was queued.
    """
    made.queue(mail_to("dead"), at=NOW - 2 * HOUR)
    made.outbox.dead_letter(made.lease_one(), "no such box")
    made.queue(mail_to("deferred"), at=NOW - HOUR)
    made.outbox.defer(made.lease_one(), NOW + HOUR, "busy")
    made.queue(mail_to("next"), at=NOW)
    queued = NOW - HOUR
    _expect_summary(made, NOW - TICK, OutboxSummary(2, 1, None, queued), "before any was due")
    _expect_summary(made, NOW, OutboxSummary(2, 1, NOW, queued), "when one was due")
    made.outbox.lease(NOW, LEASE, 10)
    _expect_summary(made, NOW, OutboxSummary(2, 1, None, queued), "when it was leased")
    expired = NOW + LEASE
    _expect_summary(made, LATER, OutboxSummary(2, 1, expired, queued), "when the lease had expired")


def _expect_summary(
    made: StorageAndOutbox, now: datetime, wanted: OutboxSummary, when: str
) -> None:
    summed_up = made.outbox.summary(now)
    expect(summed_up == wanted, f"{when} it was {summed_up} instead of {wanted}")
