"""Purge: what has expired counts as gone already; purging deletes it permanently. It changes no
answer.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain.decision import Decision, ExpiringRecord


@frozen
class Purged:
    """How many records were deleted; call again until none was."""

    count: int


@frozen
class Facts:
    now: datetime
    due: tuple[ExpiringRecord, ...]


def decide(facts: Facts) -> Decision[Purged]:
    gone = tuple(record for record in facts.due if record.expires_at <= facts.now)
    return Decision(Purged(len(gone)), facts.now, delete=gone)
