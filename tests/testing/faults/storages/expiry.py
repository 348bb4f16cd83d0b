"""Storages that forget too early, too late or too much."""

from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Record
from espaceclient.domain.instant import FOREVER
from espaceclient.ports.storage import AnyLookup, Expired, identity
from espaceclient.testing.laws.storage import expiry
from espaceclient.testing.samples import EPOCH
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import Found, Overlooks, made


class IsDueAMomentLate(MemoryStorage):
    def _due(self, lookup: Expired) -> Found:
        return super()._due(evolve(lookup, now=lookup.now - timedelta(microseconds=1)))


class IsDueAMomentEarly(MemoryStorage):
    def _due(self, lookup: Expired) -> Found:
        return super()._due(evolve(lookup, now=lookup.now + timedelta(microseconds=1)))


class ForgetsThatFailedAttemptsExpire(MemoryStorage):
    def _due(self, lookup: Expired) -> Found:
        return tuple(one for one in super()._due(lookup) if not hasattr(one.record, "in_a_row"))


class BoundsAllKindsTogether(MemoryStorage):
    def _due(self, lookup: Expired) -> Found:
        return super()._due(lookup)[: lookup.at_most]


class TakesZeroForNever(MemoryStorage):
    def _due(self, lookup: Expired) -> Found:
        return tuple(one for one in super()._due(lookup) if one.record.expires_at != EPOCH)


class IndexesTheFirstExpiry(MemoryStorage):
    def __init__(self, outbox: MemoryOutbox | None = None) -> None:
        super().__init__(outbox)
        self._index: dict[object, datetime] = {}

    def _write(self, record: Record) -> None:
        super()._write(record)
        if not isinstance(record, Account):
            self._index.setdefault((type(record), identity(record)), record.expires_at)

    def _due(self, lookup: Expired) -> Found:
        everything = super()._due(Expired(FOREVER, 1000))
        return tuple(
            one
            for one in everything
            if self._index[type(one.record), identity(one.record)] <= lookup.now
        )


class NeverLooksAgainAtWhatIsDue(Overlooks):
    def overlooks(self, lookup: AnyLookup, found: Found, /) -> bool:
        return isinstance(lookup, Expired) and bool(found)


EXPIRY_FAULTS = (
    Fault(
        "purges a moment too late",
        expiry.expired_finds_exactly_what_has_expired,
        made(IsDueAMomentLate),
    ),
    Fault(
        "purges a moment too early",
        expiry.expired_finds_exactly_what_has_expired,
        made(IsDueAMomentEarly),
    ),
    Fault(
        "never purges one table",
        expiry.purging_removes_exactly_what_has_expired,
        made(ForgetsThatFailedAttemptsExpire),
    ),
    Fault(
        "bounds all kinds together",
        expiry.expired_is_bounded_for_each_kind,
        made(BoundsAllKindsTogether),
    ),
    Fault(
        "takes zero for never",
        expiry.what_expires_at_an_extreme_has_expired_then,
        made(TakesZeroForNever),
    ),
    Fault(
        "indexes when a record ran out at first",
        expiry.a_record_saved_again_expires_at_its_new_time,
        made(IndexesTheFirstExpiry),
    ),
    Fault(
        "deletes what was due when it looked",
        expiry.what_was_given_more_time_is_not_deleted,
        made(NeverLooksAgainAtWhatIsDue),
    ),
)
