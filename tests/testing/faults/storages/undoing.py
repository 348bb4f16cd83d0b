"""Storages that leave traces of a commit that they refused."""

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.laws.storage import conflicts, reading
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import made


class QueuesBeforeItCommits(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.outbox.queue(decision.queue, decision.at)
        super().commit(evolve(decision, queue=()), seen)


class QueuesAllButTheFirstBeforeItCommits(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.outbox.queue(decision.queue[1:], decision.at)
        super().commit(evolve(decision, queue=decision.queue[:1]), seen)


class LeavesTraces(MemoryStorage):
    """Refuses a claim on what is taken, and does a part of that commit nevertheless."""

    def leave(self, decision: Decision[object], seen: Snapshot, /) -> None:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            stale = self.read(*seen.found) != seen
            try:
                super().commit(decision, seen)
            except Conflict:
                if not stale:
                    self.leave(decision, seen)
                raise


class RollsBackAllButTallies(LeavesTraces):
    def leave(self, decision: Decision[object], _: Snapshot, /) -> None:
        for record in decision.save:
            if isinstance(record, HourlyCounter):
                self._write(record)


class UndoesOnlyInserts(LeavesTraces):
    def leave(self, decision: Decision[object], seen: Snapshot, /) -> None:
        for record in decision.save:
            if seen.holds(record):
                self._write(record)


class DeletesLinksOnItsOwn(LeavesTraces):
    def leave(self, decision: Decision[object], _: Snapshot, /) -> None:
        for record in decision.delete:
            if isinstance(record, Registration | Reset):
                self._forget((type(record), record.id))


class DeletesBeforeItChecks(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            for record in decision.delete:
                if isinstance(record, Session) and self.read(*seen.found) == seen:
                    self._forget((Session, record.id))
            super().commit(decision, self.read(*seen.found))


class WritesWhatIsStale(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            stale = self.read(*seen.found) != seen
            for record in decision.save if stale else ():
                if isinstance(record, Session | Reset):
                    self._write(record)
            super().commit(decision, seen)


class KeepsTheOrphansItRefuses(MemoryStorage):
    def _will_be_held(self, account: AccountId, decision: Decision[object]) -> bool:
        for record in decision.save:
            if isinstance(record, Session | Reset) and not super()._will_be_held(account, decision):
                self._write(record)
        return super()._will_be_held(account, decision)


UNDOING_FAULTS = (
    Fault(
        "queues the mail before the commit",
        conflicts.a_conflict_leaves_no_trace,
        made(QueuesBeforeItCommits),
    ),
    Fault(
        "queues all mails but the first before the commit",
        conflicts.a_conflict_leaves_no_trace,
        made(QueuesAllButTheFirstBeforeItCommits),
    ),
    Fault(
        "rolls back every table but one",
        conflicts.a_conflict_leaves_no_trace,
        made(RollsBackAllButTallies),
    ),
    Fault(
        "deletes before it has checked",
        conflicts.a_conflict_leaves_no_trace,
        made(DeletesBeforeItChecks),
    ),
    Fault(
        "undoes what it inserted and not what it changed",
        conflicts.a_conflict_leaves_no_trace,
        made(UndoesOnlyInserts),
    ),
    Fault(
        "deletes links outside the transaction",
        conflicts.a_conflict_leaves_no_trace,
        made(DeletesLinksOnItsOwn),
    ),
    Fault(
        "refuses what is stale and keeps it",
        conflicts.what_moved_since_is_refused,
        made(WritesWhatIsStale),
    ),
    Fault(
        "refuses what belongs to nobody and keeps it",
        reading.nothing_belongs_to_nobody,
        made(KeepsTheOrphansItRefuses),
    ),
)
