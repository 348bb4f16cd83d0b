"""Storages that forget too early, too late or too much."""

from datetime import timedelta

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.ports.storage import (
    Due,
)
from espaceclient.testing.laws.storage import due
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.made import Found, made


class IsDueAMomentLate(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(evolve(lookup, now=lookup.now - timedelta(microseconds=1)))


class IsDueAMomentEarly(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(evolve(lookup, now=lookup.now + timedelta(microseconds=1)))


class ForgetsThatStreaksRunOut(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return tuple(one for one in super()._due(lookup) if not hasattr(one.record, "in_a_row"))


class BoundsAllKindsTogether(MemoryStorage):
    def _due(self, lookup: Due) -> Found:
        return super()._due(lookup)[: lookup.at_most]


PURGING_FAULTS = (
    Fault("purges a moment too late", due.due_finds_exactly_what_is_due, made(IsDueAMomentLate)),
    Fault("purges a moment too early", due.due_finds_exactly_what_is_due, made(IsDueAMomentEarly)),
    Fault("never purges one table", due.purging_removes_exactly_what_is_due, made(ForgetsThatStreaksRunOut)),
    Fault("bounds all kinds together", due.due_is_bounded_for_each_kind, made(BoundsAllKindsTogether)),
)
