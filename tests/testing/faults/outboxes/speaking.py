"""Outboxes that listen to the wrong holder, or take what is said of one mail for all."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex

from attrs import evolve

from espaceclient.adapters.memory import MemoryOutbox
from espaceclient.ports.outbox import Envelope
from espaceclient.testing.laws.outbox import holders
from tests.testing.faults.fault import Fault
from tests.testing.faults.outboxes.made import made


class BelievesALateHolder(MemoryOutbox):
    def delivered(self, envelope: Envelope) -> None:
        self._slots.pop(envelope.id, None)


class KeepsWhatWasDelivered(MemoryOutbox):
    def delivered(self, envelope: Envelope) -> None:
        """Told, and not minded."""


class SharesALease(MemoryOutbox):
    """One lease for all that a call takes. Not wrong yet: wrong is ``UPDATE … WHERE lease = ?``."""

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[Envelope]:
        with self.lock:
            lease = token_hex(16)
            leased = [evolve(envelope, lease=lease) for envelope in super().lease(now, duration, at_most)]
            for envelope in leased:
                self._slots[envelope.id].lease = lease
            return leased

    def batch(self, envelope: Envelope) -> list[Envelope]:
        held = [mail_id for mail_id, slot in self._slots.items() if slot.lease == envelope.lease]
        return [evolve(envelope, id=mail_id) for mail_id in held]


class DeliversTheWholeBatch(SharesALease):
    def delivered(self, envelope: Envelope) -> None:
        for each in self.batch(envelope):
            super().delivered(each)


class PutsOffTheWholeBatch(SharesALease):
    def put_off(self, envelope: Envelope, until: datetime, error: str) -> None:
        for each in self.batch(envelope):
            super().put_off(each, until, error)


class ReleasesTheWholeBatch(SharesALease):
    def release(self, envelope: Envelope, until: datetime) -> None:
        for each in self.batch(envelope):
            super().release(each, until)


class BuriesTheWholeBatch(SharesALease):
    def bury(self, envelope: Envelope, error: str) -> None:
        for each in self.batch(envelope):
            super().bury(each, error)


class ListensTwice(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        slot = self._slots.get(envelope.id)
        if slot:
            slot.dead = True
        super().bury(envelope, error)


class ListensAfterARelease(MemoryOutbox):
    def release(self, envelope: Envelope, until: datetime) -> None:
        super().release(envelope, until)
        if envelope.id in self._slots:
            self._slots[envelope.id].lease = envelope.lease


class ListensAfterABurial(MemoryOutbox):
    def bury(self, envelope: Envelope, error: str) -> None:
        super().bury(envelope, error)
        if envelope.id in self._slots:
            self._slots[envelope.id].lease = envelope.lease


_FAULTS: dict[str, tuple[Callable[..., None], type[MemoryOutbox]]] = {
    "believes a holder whose lease has run out": (holders.a_late_holder_is_ignored, BelievesALateHolder),
    "keeps what was delivered": (holders.a_delivered_mail_is_forgotten, KeepsWhatWasDelivered),
    "forgets all of a lease with one": (holders.what_is_said_of_one_mail_changes_no_other, DeliversTheWholeBatch),
    "puts off all of a lease with one": (holders.what_is_said_of_one_mail_changes_no_other, PutsOffTheWholeBatch),
    "releases all of a lease with one": (holders.what_is_said_of_one_mail_changes_no_other, ReleasesTheWholeBatch),
    "buries all of a lease with one": (holders.what_is_said_of_one_mail_changes_no_other, BuriesTheWholeBatch),
    "listens to a holder that has put off": (holders.a_holder_speaks_once, ListensTwice),
    "listens to a holder that has given back": (holders.a_holder_speaks_once, ListensAfterARelease),
    "listens to a holder that has buried": (holders.a_holder_speaks_once, ListensAfterABurial),
}
SPEAKING_FAULTS = tuple(Fault(mistake, law, made(kind)) for mistake, (law, kind) in _FAULTS.items())
