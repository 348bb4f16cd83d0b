"""Storages that are out of reach and do not say so."""

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AnyLookup, Snapshot
from espaceclient.testing.laws.storage import unreachable
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import made


class OutOfReach(MemoryStorage):
    """Says so, as it should."""

    def read(self, *_: AnyLookup) -> Snapshot:
        raise StorageUnavailable("no answer")

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:  # noqa: ARG002 - the port's
        raise StorageUnavailable("no answer")


class FindsNothingInSilence(OutOfReach):
    def read(self, *lookups: AnyLookup) -> Snapshot:
        return Snapshot(dict.fromkeys(lookups, ()))


class AsksOnce(OutOfReach):
    def __init__(self) -> None:
        super().__init__()
        self._asked: set[AnyLookup] = set()

    def read(self, *lookups: AnyLookup) -> Snapshot:
        if self._asked.issuperset(lookups):
            return Snapshot(dict.fromkeys(lookups, ()))
        self._asked |= set(lookups)
        return super().read(*lookups)


class LetsItsDriverSpeak(OutOfReach):
    def read(self, *_: AnyLookup) -> Snapshot:
        raise ConnectionRefusedError("111")


class LosesWhatItCannotStore(OutOfReach):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        """Logs it, at the best."""


class TakesSilenceForAConflict(OutOfReach):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:  # noqa: ARG002 - the port's
        raise Conflict("no answer")


class DropsMailsInSilence(OutOfReach):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if decision.save or decision.delete:
            super().commit(decision, seen)


UNREACHABLE_FAULTS = (
    Fault(
        "finds nothing when it is out of reach",
        unreachable.silence_is_no_absence,
        made(FindsNothingInSilence),
    ),
    Fault(
        "remembers that it got no answer as nothing",
        unreachable.silence_is_no_absence,
        made(AsksOnce),
    ),
    Fault(
        "lets its driver's error through",
        unreachable.silence_is_no_absence,
        made(LetsItsDriverSpeak),
    ),
    Fault(
        "loses what it cannot store",
        unreachable.silence_is_no_conflict,
        made(LosesWhatItCannotStore),
    ),
    Fault(
        "takes silence for a conflict",
        unreachable.silence_is_no_conflict,
        made(TakesSilenceForAConflict),
    ),
    Fault(
        "drops mails when it is out of reach",
        unreachable.silence_is_no_conflict,
        made(DropsMailsInSilence),
    ),
)
