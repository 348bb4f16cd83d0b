"""A storage with its trail, and what tests do with the two."""

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import Event, RecordedEvent, SignedOut
from espaceclient.ports.storage import Storage
from espaceclient.ports.trail import Everything, Question, Trail
from espaceclient.testing.laws.law import Fixture, expect
from espaceclient.testing.laws.storage.fixture import NOTHING_SEEN, NOW

ANNE, BOB = AccountId("anne"), AccountId("bob")
EVERYTHING = Everything()


OpenTrail = Callable[[], Fixture["StorageAndTrail"]]


def signed_out(number: int) -> Event:
    return SignedOut(AccountId(f"{number}"))


@frozen
class StorageAndTrail:
    """A storage, and the trail that its commits record events in."""

    storage: Storage
    trail: Trail

    def record(self, *events: Event, at: datetime = NOW) -> None:
        self.storage.commit(Decision(None, at, events=events), NOTHING_SEEN)

    def events(self, asked: Question = EVERYTHING) -> list[Event]:
        return [each.event for each in self.trail.page(asked)]

    def all(self) -> list[RecordedEvent]:
        return list(self.trail.page(EVERYTHING))

    def expect_events(self, asked: Question, *wanted: Event) -> None:
        """``asked`` finds these events, in any order, and no other."""
        found = self.events(asked)
        told = f"{asked} found {len(found)} events instead of {len(wanted)}"
        expect(len(found) == len(wanted), told)
        for each in wanted:
            expect(each in found, f"{asked} did not find {type(each).__name__}")
