"""A storage with the feed of its events, and what laws do with the two."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import Event, SignedIn, SignInRefused
from espaceclient.domain.event_fields import ordering_key
from espaceclient.ports.event_feed import EventFeed, FeedEntry, LeasedEvent
from espaceclient.ports.storage import Storage
from espaceclient.ports.trail import Everything, Trail
from espaceclient.testing.laws.law import expect
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOTHING_SEEN, NOW

__all__ = ["LATER", "LEASE", "NOW", "StorageAndFeed", "by_address", "happened", "name", "names"]


def happened(account: str, number: int = 1) -> Event:
    """Return the ``number``-th event of an account; the number stands where its network would."""
    return SignedIn(AccountId(account), str(number))


def by_address(subject: str, number: int = 1) -> Event:
    """Return the ``number``-th event of an address that nobody is signed in with."""
    return SignInRefused(subject, str(number))


def name(leased_or_entry: LeasedEvent | FeedEntry) -> str:
    """Return whose event it is, and its number, as in ``anne 1``."""
    recorded = leased_or_entry.event
    if recorded is None:
        return "unreadable"
    return f"{ordering_key(recorded.event)} {getattr(recorded.event, 'network', '')}"


def names(several: Iterable[LeasedEvent | FeedEntry]) -> list[str]:
    return [name(each) for each in several]


@frozen
class StorageAndFeed:
    """A storage, the feed of the events that its commits record, and the trail of the same."""

    storage: Storage
    feed: EventFeed
    trail: Trail

    def record(self, *events: Event, at: datetime = NOW) -> None:
        """Commit events in one decision."""
        self.storage.commit(Decision(None, at, events=events), NOTHING_SEEN)

    def lease(self, now: datetime = NOW) -> list[LeasedEvent]:
        return list(self.feed.lease(now, LEASE, 100))

    def lease_one(self, now: datetime = NOW) -> LeasedEvent:
        leased = self.lease(now)
        expect(len(leased) == 1, f"one event was due and {len(leased)} were leased")
        return leased[0]

    def expect_leased(self, wanted: list[str], when: str, now: datetime = NOW) -> list[LeasedEvent]:
        """Just these are leased, in any order."""
        leased = self.lease(now)
        found = sorted(names(leased))
        expect(found == sorted(wanted), f"{when} {found or 'nothing'} was leased")
        return leased

    def only_entry(self) -> FeedEntry:
        shown = self.feed.entries()
        expect(len(shown) == 1, f"{len(shown)} events were listed instead of one")
        return shown[0]

    def in_trail(self) -> int:
        return len(self.trail.page(Everything()))
