"""A storage that is watched gets what it would get unwatched."""

from datetime import timedelta

import pytest

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.answers import SignedOut
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.use_cases.outage import WatchedStorage
from tests.domain.world import NOON, SECOND, counter


@pytest.mark.parametrize("patience", [None, SECOND], ids=["patient", "best effort"])
def test_a_decision_is_committed_against_what_was_seen(patience: timedelta | None) -> None:
    storage = MemoryStorage()
    watched = WatchedStorage(storage)
    seen = watched.read(HourlyCounterByKey("key"))
    decision = Decision(SignedOut(), NOON, save=(counter("key", 1),), patience=patience)
    watched.commit(decision, seen)
    with pytest.raises(Conflict):
        watched.commit(decision, seen)
