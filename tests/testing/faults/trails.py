"""Trails that get one thing wrong, and storages that record wrongly."""

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage, MemoryTrail
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import Event, EventKey, RecordedEvent
from espaceclient.domain.event_fields import account_of
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from espaceclient.ports.trail import AboutAccount, AboutContract, Everything, Question
from espaceclient.testing import StorageAndTrail
from espaceclient.testing.laws.trail import outside, reading
from espaceclient.testing.laws.trail import recording as records
from tests.testing.faults.fault import Fault


class RecordsFirst(MemoryStorage):
    """Writes the event before it knows whether the decision stands."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.trail.record(decision.events, decision.at)
        super().commit(evolve(decision, events=()), seen)


class ErasesTheTraces(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(decision, seen)
        gone = {record.id for record in decision.delete if isinstance(record, Account)}
        self.trail.recorded = [
            each for each in self.trail.recorded if account_of(each.event) not in gone
        ]


class TellsWhatIsForTheHostAlone(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        told = {each.id: each for each in self.recorded}
        return [told[each.id] for each in super().page(asked, after=after, at_most=at_most)]


class BuffersInTheThread(MemoryTrail):
    """Keeps what a thread has recorded with the thread, to be written together some day."""

    def __init__(self) -> None:
        self._buffers = threading.local()
        super().__init__()

    @property
    def recorded(self) -> list[RecordedEvent]:
        return getattr(self._buffers, "events", [])

    @recorded.setter
    def recorded(self, events: list[RecordedEvent]) -> None:
        self._buffers.events = events


class ForgetsTheSecond(MemoryTrail):
    def record(self, events: Iterable[Event], at: datetime) -> None:
        super().record(dict.fromkeys(events), at)


class NamesByWhatHappened(MemoryTrail):
    def record(self, events: Iterable[Event], at: datetime) -> None:
        self.recorded += [RecordedEvent(f"{hash(each)}", at, each) for each in events]


class KeepsSeconds(MemoryTrail):
    def record(self, events: Iterable[Event], at: datetime) -> None:
        super().record(events, at.replace(microsecond=0))


class DrawsIdsAsItReads(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        found = super().page(asked, after=after, at_most=at_most)
        return [evolve(each, id=secrets.token_hex(16)) for each in found]


class GivesInOrderOfCommits(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        found = super().page(asked, after=after, at_most=len(self.recorded))
        return sorted(found, key=self.recorded.index)[:at_most]


class GoesOnByInstantAlone(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        found = super().page(asked, after=after, at_most=len(self.recorded))
        return [each for each in found if after is None or each.at > after.at][:at_most]


class GivesTheLastAgain(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        found = super().page(asked, at_most=len(self.recorded))
        return [each for each in found if after is None or each.key >= after][:at_most]


class FiltersAPage(MemoryTrail):
    """Reads a page of everything, and leaves out what was not asked for."""

    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        wanted = {each.id for each in super().page(asked)}
        page = super().page(Everything(), after=after, at_most=at_most)
        return [each for each in page if each.id in wanted]


class TakesASubjectForAnAccount(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        if not isinstance(asked, AboutAccount):
            return super().page(asked, after=after, at_most=at_most)
        names = ("account", "subject")
        return [
            each
            for each in super().page(Everything(), after=after, at_most=at_most)
            if asked.account in [getattr(each.event, name, None) for name in names]
        ]


class LooksAtTheDigits(MemoryTrail):
    def page(
        self, asked: Question, *, after: EventKey | None = None, at_most: int = 1000
    ) -> Sequence[RecordedEvent]:
        if not isinstance(asked, AboutContract):
            return super().page(asked, after=after, at_most=at_most)
        return [
            each
            for each in super().page(Everything(), after=after, at_most=at_most)
            if (named := getattr(each.event, "contract", None))
            and named.number == asked.contract.number
        ]


class PurgesTheInstantToo(MemoryTrail):
    def purge(self, before: datetime, at_most: int) -> int:
        return super().purge(before + datetime.resolution, at_most)


class PurgesAllAtOnce(MemoryTrail):
    def purge(self, before: datetime, at_most: int) -> int:  # noqa: ARG002 - the port's
        return super().purge(before, len(self.recorded))


class PurgesTheNewestFirst(MemoryTrail):
    def purge(self, before: datetime, at_most: int) -> int:
        old = [each for each in self.recorded if each.at < before]
        gone = sorted(old, key=attrgetter("key"), reverse=True)[:at_most]
        self.recorded = [each for each in self.recorded if each not in gone]
        return len(gone)


class TellsWhatItWasAskedFor(MemoryTrail):
    def purge(self, before: datetime, at_most: int) -> int:
        return at_most if super().purge(before, at_most) else 0


class FindsNothingInSilence(MemoryTrail):
    def purge(self, before: datetime, at_most: int) -> int:  # noqa: ARG002 - the port's
        raise StorageUnavailable("no answer")


def recording(kind: type[MemoryTrail]) -> Callable[[], StorageAndTrail]:
    def make() -> StorageAndTrail:
        faulty = kind()
        return StorageAndTrail(MemoryStorage(trail=faulty), faulty)

    return make


def stored_by(kind: type[MemoryStorage]) -> Callable[[], StorageAndTrail]:
    def make() -> StorageAndTrail:
        storage = kind()
        return StorageAndTrail(storage, storage.trail)

    return make


def kept_in_the_process() -> Callable[[], object]:
    """Keep records on disk, and what happened in memory."""

    @contextmanager
    def opened() -> Iterator[StorageAndTrail]:
        yield recording(MemoryTrail)()

    return opened


_TRAILS: dict[str, tuple[Callable[..., None], type[MemoryTrail]]] = {
    "records whole seconds": (records.what_was_decided_is_recorded, KeepsSeconds),
    "tells what a host asked besides": (
        records.extra_fields_are_never_in_the_trail,
        TellsWhatIsForTheHostAlone,
    ),
    "records what happens twice once": (records.equal_events_are_recorded_each, ForgetsTheSecond),
    "names an event by what happened": (
        records.equal_events_are_recorded_each,
        NamesByWhatHappened,
    ),
    "draws an event's id as it reads": (
        records.nothing_changes_what_was_recorded,
        DrawsIdsAsItReads,
    ),
    "gives events in the order of their commits": (
        reading.pages_give_everything_once_in_order,
        GivesInOrderOfCommits,
    ),
    "goes on after an instant, not after a key": (
        reading.a_page_begins_at_its_instant,
        GoesOnByInstantAlone,
    ),
    "begins a page with the last event of the one before": (
        reading.pages_give_everything_once_in_order,
        GivesTheLastAgain,
    ),
    "leaves out of a page what was not asked for": (reading.a_question_has_pages, FiltersAPage),
    "takes an address for an account": (
        reading.a_question_finds_what_it_asks_for,
        TakesASubjectForAnAccount,
    ),
    "tells the same digits of two operators as one contract": (
        reading.a_question_finds_what_it_asks_for,
        LooksAtTheDigits,
    ),
    "keeps what happened in a buffer of each thread": (
        records.concurrent_commits_are_all_recorded,
        BuffersInTheThread,
    ),
    "purges what is just old enough to be kept": (
        reading.purging_deletes_what_is_older,
        PurgesTheInstantToo,
    ),
    "purges everything in one transaction": (reading.purging_goes_in_batches, PurgesAllAtOnce),
    "purges the newest first": (reading.purging_goes_in_batches, PurgesTheNewestFirst),
    "tells how many it was to purge": (
        reading.purging_deletes_what_is_older,
        TellsWhatItWasAskedFor,
    ),
    "finds nothing when it is out of reach": (
        outside.silence_is_no_empty_trail,
        FindsNothingInSilence,
    ),
}
_STORAGES: dict[str, tuple[Callable[..., None], type[MemoryStorage]]] = {
    "records before it commits": (records.what_was_refused_is_not_recorded, RecordsFirst),
    "erases an account's traces with it": (
        records.an_event_outlives_what_it_is_about,
        ErasesTheTraces,
    ),
}
TRAIL_FAULTS = (
    *(Fault(mistake, law, recording(kind)) for mistake, (law, kind) in _TRAILS.items()),
    *(Fault(mistake, law, stored_by(kind)) for mistake, (law, kind) in _STORAGES.items()),
    Fault(
        "keeps what happened in the process",
        outside.what_was_recorded_outlives_closing,
        kept_in_the_process,
    ),
)
