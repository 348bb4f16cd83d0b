"""Storages that take what is alike for the same, or keep less than there is room for."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Record
from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.registration import Registration
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.values import Operator
from espaceclient.ports.storage import AccountAtAddress, AnyLookup, FailedAttemptsByKey, identity
from espaceclient.testing.laws.storage import reading, uniqueness
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import Alters, Found, made
from tests.testing.faults.storages.uniqueness import Collates


class CutsKeysAt32(Alters):
    def alter(self, record: Record) -> Record:
        return evolve(record, key=record.key[:32]) if isinstance(record, FailedAttempts) else record


class CutsOperatorsAt64(Alters):
    def alter(self, record: Record) -> Record:
        if not isinstance(record, Registration):
            return record
        commune = record.subscription.commune
        cut = evolve(commune, operator=Operator(commune.operator.name[:64]))
        return evolve(record, subscription=evolve(record.subscription, commune=cut))


class KeepsWhatClocksShow(Alters):
    """In the night of a change of clocks they show one hour twice."""

    def alter(self, record: Record) -> Record:
        if not isinstance(record, Session) or record.seen_at.year > 2100:
            return record
        shown = record.seen_at.astimezone(ZoneInfo(FRENCH_TIME)).replace(fold=0)
        return evolve(record, seen_at=shown.astimezone(record.seen_at.tzinfo))


class PadsKeys(Collates):
    """As a column of a fixed width does."""

    claimants = FailedAttempts

    def claim(self, record: FailedAttempts) -> object:
        return record.key.rstrip(" ")


class ComposesAddresses(Collates):
    claimants = Account

    def claim(self, record: Account) -> object:
        return unicodedata.normalize("NFC", record.email.key)


class TakesAnAddressForAPattern(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        if not isinstance(lookup, AccountAtAddress):
            return super()._find(lookup)
        like = _like(lookup.key)
        return tuple(one for one in self._all(Account) if like.fullmatch(one.record.email.key))[:1]


class TakesAKeyForAPattern(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        if not isinstance(lookup, FailedAttemptsByKey):
            return super()._find(lookup)
        like = _like(lookup.key)
        return tuple(
            one for one in self._all(FailedAttempts) if like.fullmatch(identity(one.record))
        )


def _like(pattern: str) -> re.Pattern[str]:
    """Read a pattern as SQL's LIKE does."""
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(each, re.escape(each)) for each in pattern))


EQUALITY_FAULTS = (
    Fault(
        "cuts keys at 32 characters", reading.what_was_saved_is_read_back_whole, made(CutsKeysAt32)
    ),
    Fault(
        "cuts operators at 64 characters",
        reading.extreme_values_are_read_back_whole,
        made(CutsOperatorsAt64),
    ),
    Fault(
        "keeps what a clock on the wall shows",
        reading.extreme_values_are_read_back_whole,
        made(KeepsWhatClocksShow),
    ),
    Fault("drops spaces at the end of keys", uniqueness.like_ids_are_several, made(PadsKeys)),
    Fault("takes a key for a pattern", uniqueness.like_ids_are_several, made(TakesAKeyForAPattern)),
    Fault(
        "takes an address for a pattern",
        uniqueness.like_addresses_are_several,
        made(TakesAnAddressForAPattern),
    ),
    Fault(
        "composes letters and accents",
        uniqueness.like_addresses_are_several,
        made(ComposesAddresses),
    ),
)
