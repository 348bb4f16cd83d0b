"""Relays that lose a mail, or send one that looks like another."""

from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from espaceclient.domain.mail import ActivationMail
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.relay import Relay
from tests.testing.faults.cores.fixture import relaying, the_machine_with_relays
from tests.testing.faults.fault import Fault


@frozen
class _Relayed:
    outbox: Outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)


class ForgetsBeforeSending(_Relayed):
    """At most once: a crash in between loses the mail."""

    def lease(self, *args: Any) -> Any:
        leased = self.outbox.lease(*args)
        for leased_mail in leased:
            self.outbox.delivered(leased_mail)
        return leased


class DropsWhatFails(_Relayed):
    def defer(
        self, leased_mail: LeasedMail, _until: datetime, _error: str, **_refused: bool
    ) -> None:
        self.outbox.delivered(leased_mail)


class SharesALink(_Relayed):
    """All the mails of a round carry the link of the first."""

    def lease(self, *args: Any) -> Any:
        leased = self.outbox.lease(*args)
        links = [
            leased_mail.mail.registration
            for leased_mail in leased
            if isinstance(leased_mail.mail, ActivationMail)
        ]
        return [
            evolve(leased_mail, mail=evolve(leased_mail.mail, registration=links[0]))
            if isinstance(leased_mail.mail, ActivationMail)
            else leased_mail
            for leased_mail in leased
        ]


class NewNameEachTime(Relay):
    count = 0

    def _message(self, leased_mail: LeasedMail) -> Any:
        type(self).count += 1
        return evolve(super()._message(leased_mail), message_id=f"{self.count}@exemple.fr")


RELAY_FAULTS = (
    Fault(
        "forgets a mail before it is sent", the_machine_with_relays, relaying(ForgetsBeforeSending)
    ),
    Fault("drops a mail at its first failure", the_machine_with_relays, relaying(DropsWhatFails)),
    Fault("gives a mail another Message-ID each time", the_machine_with_relays, NewNameEachTime),
    Fault("sends two people the same link", the_machine_with_relays, relaying(SharesALink)),
)
