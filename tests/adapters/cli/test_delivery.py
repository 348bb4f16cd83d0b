"""A relay that goes on whatever breaks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from espaceclient import Links, Relay
from espaceclient.adapters.cli.delivery import Delivery, deliver_until
from espaceclient.adapters.memory import ManualClock, MemoryMailer, MemoryOutbox, MemoryStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.outbox import LeasedMail
from tests.adapters.cli.impatient import Impatient
from tests.client_fixture import KEYS, NOON


class BrokenOnce(MemoryOutbox):
    broken = True

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[LeasedMail]:
        if self.broken:
            self.broken = False
            raise StorageUnavailable("the disk is gone")
        return super().lease(now, duration, at_most)


def test_a_storage_that_fails_once_does_not_end_the_relay() -> None:
    outbox, mailer, stop = BrokenOnce(), MemoryMailer(), Impatient(waits=2)
    jeanne = EmailAddress("jeanne@exemple.fr")
    outbox.queue([AccountConfirmedMail(jeanne)], NOON)
    relay = Relay(
        outbox=outbox,
        storage=MemoryStorage(outbox),
        mailer=mailer,
        wording=TomlWording.french(),
        tokens=SystemTokens(links=KEYS.links),
        clock=ManualClock(NOON),
        links=Links("https://exemple.fr"),
    )
    deliver_until(stop, Delivery(relay, "no mail is sent for now"), wait=0.25)
    assert len(mailer.messages) == 1
    assert stop.waited == [15.0, 0.25]
