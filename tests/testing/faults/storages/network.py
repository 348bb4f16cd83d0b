"""Storages that are wrong about the network that lies between them and their server."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import (
    MemoryEventFeed,
    MemoryOutbox,
    MemoryStorage,
    MemoryTrail,
)
from espaceclient.domain.decision import Decision, DecisionId
from espaceclient.ports.errors import OutcomeUnknown, StorageUnavailable
from espaceclient.ports.outbox import LeasedMail
from espaceclient.ports.storage import Snapshot
from espaceclient.testing import CrashableStorage
from espaceclient.testing.doubles import intercept
from espaceclient.testing.laws.storage import network
from tests.testing.faults.fault import Fault

TIME_OUT = timedelta(milliseconds=20)
CHANGING = {
    "storage.commit",
    *(f"{queue}.{call}" for queue in ("outbox", "feed") for call in ("lease", "delivered")),
}


class Line:
    """A network in this process, and what an adapter does about it: as it should."""

    def __init__(self) -> None:
        self._passing = Event()
        self._passing.set()
        self._severed = self._loses = False

    def sever(self) -> None:
        self._severed = True

    def silence(self) -> None:
        self._passing.clear()

    def restore(self) -> None:
        self._severed = False
        self._passing.set()

    def lose_answer(self) -> None:
        self._loses = True

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if self._severed:
            raise StorageUnavailable("refused")
        if not self._passing.wait(TIME_OUT.total_seconds()):
            return self.silent(call)
        answer = call()
        if self._loses and name in CHANGING:
            self._loses = False
            return self.lost(call)
        return answer

    def silent(self, _call: Callable[[], Any]) -> Any:
        raise StorageUnavailable("no answer in time")

    def lost(self, _call: Callable[[], Any]) -> Any:
        raise OutcomeUnknown("the connection was lost")


class Server(MemoryStorage):
    """Keeps a receipt of each decision."""

    def __init__(self, outbox: MemoryOutbox, trail: MemoryTrail) -> None:
        super().__init__(outbox, trail)
        self.receipts: set[object] = set()

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            if decision.id in self.receipts:
                return
            super().commit(decision, seen)
            self.receipts |= {decision.id} - {None}

    def crash(self) -> None:
        """Lose nothing."""


def made(
    line: type[Line] = Line,
    server: type[Server] = Server,
    outbox: type[MemoryOutbox] = MemoryOutbox,
) -> Callable[[], CrashableStorage]:
    def make() -> CrashableStorage:
        between, trail = line(), MemoryTrail()
        kept = outbox()
        storage = server(kept, trail)
        return CrashableStorage(
            intercept(storage, "storage", between.around),
            intercept(kept, "outbox", between.around),
            intercept(MemoryEventFeed(trail), "feed", between.around),
            between,
            TIME_OUT,
            storage.crash,
        )

    return make


class WaitsForEver(Line):
    def silent(self, call: Callable[[], Any]) -> Any:
        self._passing.wait()
        return call()


class StaysCut(Line):
    def restore(self) -> None:
        self._passing.set()


class FindsNothingInSilence(Line):
    def silent(self, _call: Callable[[], Any]) -> Any:
        return Snapshot({})


class HearsLateAnswers(Line):
    """Uses a connection again on which the answer to another question is still to come."""

    def __init__(self) -> None:
        super().__init__()
        self._late: list[Any] = []

    def silent(self, call: Callable[[], Any]) -> Any:
        self._late.append(call)
        return super().silent(call)

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        answer = super().around(name, call)
        if name == "storage.read" and self._late:
            (found,) = self._late.pop(0)().found.values()
            self._late.clear()
            return Snapshot(dict.fromkeys(answer.found, found))
        return answer


class CallsLossesOutages(Line):
    def lost(self, _call: Callable[[], Any]) -> Any:
        raise StorageUnavailable("the connection was lost")


class KeepsNoReceipt(Server):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        MemoryStorage.commit(self, decision, seen)


class LooksForReceiptsFirst(Server):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if decision.id not in self.receipts:
            MemoryStorage.commit(self, decision, seen)
            self.receipts |= {decision.id} - {None}


class WritesReceiptsFirst(Server):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            if decision.id in self.receipts:
                return
            self.receipts |= {decision.id} - {None}
            MemoryStorage.commit(self, decision, seen)


class WritesAgain(Server):
    """Takes a decision that it knows for one that nothing can be in the way of."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            if decision.id in self.receipts:
                for record in decision.save:
                    self._write(record)
            super().commit(decision, seen)


class NamesDecisionsByTheirContents(Server):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        told = f"{decision.save} {decision.queue} {decision.events}"
        super().commit(evolve(decision, id=DecisionId(told) if decision.id else None), seen)


class TakesOutWhatItLeases(MemoryOutbox):
    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        leased = super().lease(now, duration, at_most)
        for each in leased:
            super().delivered(each)
        return leased


class SyncsLater(Server):
    """Answers before what it was asked is on the disk."""

    def crash(self) -> None:
        self._records.clear()
        self.receipts.clear()


NETWORK_FAULTS = (
    Fault(
        "waits for ever in silence",
        network.an_outage_of_the_network_ends_every_call_in_time,
        made(WaitsForEver),
    ),
    Fault(
        "stays cut off once it was",
        network.an_outage_of_the_network_ends_every_call_in_time,
        made(StaysCut),
    ),
    Fault(
        "takes silence for nothing there",
        network.an_outage_of_the_network_ends_every_call_in_time,
        made(FindsNothingInSilence),
    ),
    Fault(
        "takes a late answer for that to the next question",
        network.an_outage_of_the_network_ends_every_call_in_time,
        made(HearsLateAnswers),
    ),
    Fault(
        "says that nothing was stored when its answer was lost",
        network.an_unknown_outcome_asked_again_doubles_nothing,
        made(CallsLossesOutages),
    ),
    Fault(
        "keeps no receipt",
        network.an_unknown_outcome_asked_again_doubles_nothing,
        made(server=KeepsNoReceipt),
    ),
    Fault(
        "looks for a receipt before it locks",
        network.a_decision_committed_again_is_stored_once,
        made(server=LooksForReceiptsFirst),
    ),
    Fault(
        "writes again what it has a receipt of",
        network.a_decision_committed_again_is_stored_once,
        made(server=WritesAgain),
    ),
    Fault(
        "names a decision by its contents",
        network.equal_decisions_of_two_ids_are_two,
        made(server=NamesDecisionsByTheirContents),
    ),
    Fault(
        "writes the receipt in a transaction of its own",
        network.a_refused_decision_leaves_its_id_free,
        made(server=WritesReceiptsFirst),
    ),
    Fault(
        "takes a mail out as it leases it",
        network.what_a_lost_answer_leased_comes_back,
        made(outbox=TakesOutWhatItLeases),
    ),
    Fault(
        "answers before it is on the disk",
        network.what_was_answered_outlives_a_crash_of_the_server,
        made(server=SyncsLater),
    ),
)
