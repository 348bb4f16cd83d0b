"""A storage that is reached over a network, and what laws do with it: disturb the network, ask, and
ask again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from time import monotonic
from typing import Protocol, TypeVar

from attrs import frozen

from espaceclient.domain.decision import Decision
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict, OutcomeUnknown, StorageUnavailable
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.testing.laws.concurrent import in_time
from espaceclient.testing.laws.law import LawBroken, expect
from espaceclient.testing.laws.storage.fixture import (
    LEASE,
    NOTHING_SEEN,
    StorageAndOutbox,
    deleting,
)
from espaceclient.testing.samples import EPOCH

T = TypeVar("T")

_ASKED = 5
"""How often a decision is committed at most, until its outcome is known."""
_SLACK = 2.0
"""Seconds that a busy machine may add to a time-out."""
_NOTHING_GONE = deleting(HourlyCounter("never there", 1, EPOCH))


class Network(Protocol):
    """What lies between an adapter and its server; ``espaceclient.testing.proxy`` can do it."""

    def sever(self) -> None:
        """Cut every connection, and let no other be made until ``restore``."""
        ...

    def silence(self) -> None:
        """Pass nothing on until ``restore``: neither an answer nor a refusal comes."""
        ...

    def restore(self) -> None:
        """Let everything pass again."""
        ...

    def lose_answer(self) -> None:
        """Have the server do what it is asked to change next, and cut the connection before it has
        answered; once.
        """
        ...


@frozen
class NetworkedStorage(StorageAndOutbox):
    """A storage, its outbox and its feed, reached over a network; no call waits longer than
    ``time_out`` for its server. Give it a short one: the laws wait it out a dozen times.
    """

    feed: EventFeed
    network: Network
    time_out: timedelta

    @property
    def calls(self) -> dict[str, Callable[[], object]]:
        """What is asked of each of the three, and changes nothing that a law looks at."""
        return {
            "a read": partial(self.storage.read, HourlyCounterByKey("counter")),
            "a commit": partial(self.storage.commit, _NOTHING_GONE, NOTHING_SEEN),
            "the outbox": partial(self.outbox.lease, EPOCH, LEASE, 1),
            "the feed": partial(self.feed.lease, EPOCH, LEASE, 1),
        }

    def asked(self, call: Callable[[], T]) -> T:
        return in_time(call, self.time_out.total_seconds() + _SLACK)

    def asked_until_answered(self, call: Callable[[], T]) -> T:
        """Ask again and again until the storage is there again, in a bounded time."""
        end = monotonic() + self.time_out.total_seconds() + _SLACK
        while True:
            try:
                return self.asked(call)
            except StorageUnavailable as error:
                expect(monotonic() < end, f"it was still out of reach afterwards: {error}")
                Event().wait(0.02)

    def committed(self, decision: Decision[object]) -> bool:
        """Commit a decision, as a use case does: again while its outcome is unknown; tell whether
        it was stored, as far as the storage says.
        """
        commit = partial(self.storage.commit, decision, NOTHING_SEEN)
        for _ in range(_ASKED):
            try:
                self.asked(commit)
            except OutcomeUnknown:
                continue
            except (Conflict, StorageUnavailable):
                return False
            return True
        raise LawBroken(f"after {_ASKED} times its outcome was still unknown")


@frozen
class CrashableStorage(NetworkedStorage):
    """A ``NetworkedStorage`` whose server can be crashed: ``crash_server`` ends it without a word,
    as ``kill -9`` does, and starts it again.
    """

    crash_server: Callable[[], object]
