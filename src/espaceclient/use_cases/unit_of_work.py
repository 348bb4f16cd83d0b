"""Read, decide, commit against what was read, and start again when it has changed meanwhile: the
first attempt looks and hopes, those that follow keep their rivals off.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar
from uuid import uuid4

from attrs import evolve

from espaceclient.domain.decision import Decision, DecisionId, Record
from espaceclient.domain.rates import Rate, Rates
from espaceclient.domain.throttle import (
    FailedAttempts,
    HourlyCounter,
    counter_now,
    failed_attempts_now,
)
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import Conflict, OutcomeUnknown, StorageUnavailable
from espaceclient.ports.gates import Gates, gates
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
"""How often a use case reads and decides before it gives up and lets ``Conflict`` through. It needs
two of a storage that can lock.
"""

ASKED = 4
"""How often a decision is committed whose storage does not answer whether it was."""

_CUT_SHORT = 3
"""How many attempts may be lost before they came to a decision, until the next keeps others off.

One that came to its decision has computed its hash and asked the register: the next one finds both
done, and holds nobody up for long.
"""


class UnitOfWork:
    """One attempt: one instant, and one snapshot, which grows with each ``read`` and guards the
    commit.
    """

    def __init__(self, storage: Storage, now: datetime) -> None:
        self._storage = storage
        self.now = now
        self.seen = Snapshot({})
        self.asked: tuple[AnyLookup, ...] = ()

    def read(self, *lookups: AnyLookup) -> None:
        """Add to the snapshot; what was read before is read again, so that it stays one moment.

        Raises ``Conflict`` when something has changed between two reads.
        """
        self.asked += lookups
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
        kept_off: Gates | None = None
        for lost in count(1):
            tried = _Attempt(attempt)
            try:
                return self._outcome(tried, kept_off)
            except Conflict:
                if lost == ATTEMPTS:
                    _logger.warning(
                        "a use case was given up: others were faster each time",
                        extra={"repeats": True},
                    )
                    raise
            self._backoff(lost)
            kept_off = tried.gates(lost)
        raise AssertionError  # pragma: no cover - the count never ends

    def _outcome(self, tried: "_Attempt[A]", kept_off: Gates | None) -> Decision[A]:
        try:
            with self._entered(kept_off) as storage:
                return tried.run(storage, self._clock.now())
        except StorageUnavailable as error:
            if tried.decision is None or not tried.decision.id:
                raise
            if tried.decision.patience is None:
                self._ask_again(tried.decision, tried.seen, error)
            return tried.decision

    def _entered(self, kept_off: Gates | None) -> AbstractContextManager[Storage]:
        if kept_off is None:
            return nullcontext(self._storage)
        return self._storage.exclusively(kept_off)

    def _ask_again(
        self, decision: Decision[object], seen: Snapshot, error: StorageUnavailable
    ) -> None:
        """Commit a decision whose outcome is unknown until it is known; raises what it was if it
        stays so.
        """
        if not isinstance(error, OutcomeUnknown):
            raise error
        for asked in range(1, ASKED):
            self._backoff(asked)
            try:
                return self._storage.commit(decision, seen)
            except StorageUnavailable:  # which tells of this call, and nothing of the first
                continue
        raise error


class _Attempt(Generic[A]):
    """One attempt, and how far it came."""

    def __init__(self, attempt: Callable[[UnitOfWork], Decision[A]]) -> None:
        self._attempt = attempt
        self._unit: UnitOfWork | None = None
        self.decision: Decision[A] | None = None

    @property
    def seen(self) -> Snapshot:
        """What its decision was based on."""
        return self._unit.seen if self._unit else Snapshot({})

    def run(self, storage: Storage, now: datetime) -> Decision[A]:
        """Read, decide and commit, under an id of its own, what is not to be stored excepted."""
        self._unit = UnitOfWork(storage, now)
        self.decision = self._attempt(self._unit)
        if not self.decision.changes_nothing:
            self.decision = evolve(self.decision, id=DecisionId(uuid4().hex))
            storage.commit(self.decision, self.seen)
        return self.decision

    def gates(self, lost: int) -> Gates | None:
        """Return what the next attempt has to keep off, ``None`` if it may look and hope again."""
        if self.decision is not None:
            return None if self.decision.patience else gates(self.decision, self.seen)
        if self._unit is None or lost < _CUT_SHORT:
            return None
        asked = {each: self.seen.found.get(each, ()) for each in self._unit.asked}
        return gates(Decision(None, self._unit.now), Snapshot(asked))
