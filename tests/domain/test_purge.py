"""Purging forgets what is due, and nothing else."""

from datetime import timedelta

from attrs import evolve

from espaceclient.answers import Purged
from espaceclient.domain.purge import Facts, decide
from tests.domain.world import NOON, REGISTRATION, RESET, SESSION


def test_what_is_due_is_forgotten() -> None:
    decision = decide(Facts(NOON + timedelta(hours=48), (REGISTRATION, RESET, SESSION)))
    assert decision.answer == Purged(3)
    assert decision.delete == (REGISTRATION, RESET, SESSION)


def test_what_is_not_due_stays_whatever_the_storage_says() -> None:
    late = evolve(SESSION, expires_at=NOON + timedelta(microseconds=1))
    assert decide(Facts(NOON, (late,))).answer == Purged(0)
