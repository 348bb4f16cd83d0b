"""Read, decide, commit against what was read, and start again when it has changed meanwhile."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from typing import TypeVar

from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.rates import Rate, Rates
from espaceclient.domain.throttle import (
    FailedAttempts,
    HourlyCounter,
    counter_now,
    failed_attempts_now,
)
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import (
    AnyLookup,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    Lookup,
    Snapshot,
    Storage,
)
from espaceclient.use_cases.backoff import Backoff, wait_briefly
from espaceclient.use_cases.log import log
from espaceclient.use_cases.outage import WatchedStorage

A = TypeVar("A")
R = TypeVar("R", bound=Record)

Observe = Callable[[Decision[object]], None]
"""Is told each decision after its commit; it must not raise."""

_logger = logging.getLogger(__name__)

ATTEMPTS = 20
"""How often a use case reads and decides before it gives up and lets ``Conflict`` through."""


class UnitOfWork:
    """One attempt: one instant, and one snapshot, which grows with each ``read`` and guards the
    commit.
    """

    def __init__(self, storage: Storage, now: datetime) -> None:
        self._storage = storage
        self.now = now
        self.seen = Snapshot({})

    def read(self, *lookups: AnyLookup) -> None:
        """Add to the snapshot; what was read before is read again, so that it stays one moment.

        Raises ``Conflict`` when something has changed between two reads.
        """
        snapshot = self._storage.read(*self.seen.found, *lookups)
        if any(snapshot.found[each] != found for each, found in self.seen.found.items()):
            raise Conflict("something has changed between two reads")
        self.seen = snapshot

    def one(self, lookup: Lookup[R]) -> R | None:
        """Return the record found, or ``None``."""
        return self.seen.one(lookup)

    def all(self, lookup: Lookup[R]) -> tuple[R, ...]:
        """Return all the records found."""
        return self.seen.all(lookup)

    def counter(self, lookup: HourlyCounterByKey) -> HourlyCounter:
        """Return a counter as it stands at this instant."""
        return counter_now(self.one(lookup), lookup.key, self.now)

    def rates(self, counters: Mapping[HourlyCounterByKey, int]) -> Rates:
        """Return limits as they stand at this instant: their counters, and the most of each."""
        return Rates(tuple(Rate(self.counter(each), most) for each, most in counters.items()))

    def failed_attempts(self, lookup: FailedAttemptsByKey) -> FailedAttempts:
        """Return failed attempts as they stand at this instant."""
        return failed_attempts_now(self.one(lookup), lookup.key, self.now)


class Transactions:
    """Runs attempts, each in a unit of work of its own, until one is committed; logs its decision.

    It logs too when the storage begins to fail, and when it works again.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        backoff: Backoff = wait_briefly,
        observe: Observe | None = None,
    ) -> None:
        self._storage = WatchedStorage(storage)
        self._clock = clock
        self._backoff = backoff
        self._observe = observe

    def run(self, attempt: Callable[[UnitOfWork], Decision[A]]) -> A:
        """Return the answer of the first attempt whose decision was committed, after its commit.

        Raises ``Conflict`` when none of ``ATTEMPTS`` was, and whatever else the storage raises.
        """
        decision = self._committed(attempt)
        log(decision)
        if self._observe is not None:
            self._observe(decision)
        return decision.answer

    def _committed(self, attempt: Callable[[UnitOfWork], Decision[A]]) -> Decision[A]:
        for lost in count(1):
            unit = UnitOfWork(self._storage, self._clock.now())
            try:
                decision = attempt(unit)
                if not decision.changes_nothing:
                    self._commit(decision, unit.seen)
            except Conflict:
                if lost == ATTEMPTS:
                    _logger.warning(
                        "a use case was given up: others were faster each time",
                        extra={"repeats": True},
                    )
                    raise
                self._backoff(lost)
            else:
                return decision
        raise AssertionError  # pragma: no cover - the count never ends

    def _commit(self, decision: Decision[object], seen: Snapshot) -> None:
        """Have the decision stored, or give it up if it is best effort."""
        try:
            self._storage.commit(decision, seen)
        except StorageUnavailable:
            if decision.patience is None:
                raise
