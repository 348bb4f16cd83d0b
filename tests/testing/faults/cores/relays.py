"""Relays that lose a mail, or send one that looks like another."""

from datetime import datetime
from typing import Any, ClassVar

from attrs import evolve, frozen

from espaceclient.domain.mail import ActivationMail, Mail, ResetQuestion
from espaceclient.domain.reset import ResetId
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.relay import Relay
from tests.testing.faults.cores.fixture import (
    relaying,
    the_machine_with_relays,
    the_machine_with_relays_at_length,
)
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


class RenamesAtRedelivery(_Relayed):
    """What is leased again asks for a reset of another id than the first time."""

    leased: ClassVar[set[str]] = set()

    def lease(self, *args: Any) -> Any:
        return [
            evolve(each, mail=evolve(each.mail, reset=ResetId(each.lease[:22])))
            if isinstance(each.mail, ResetQuestion) and self._again(each.id)
            else each
            for each in self.outbox.lease(*args)
        ]

    def _again(self, mail_id: str) -> bool:
        again = mail_id in self.leased
        self.leased.add(mail_id)
        return again


class KeepsWhatItDrops(_Relayed):
    """Removes only what it has sent: a question without an answer waits for ever."""

    def delivered(self, leased_mail: LeasedMail) -> None:
        if not isinstance(leased_mail.mail, ResetQuestion):
            self.outbox.delivered(leased_mail)


class MailsExpiredLinks(Relay):
    def _resolve(self, leased_mail: LeasedMail) -> Mail | None:
        if isinstance(leased_mail.mail, ResetQuestion):
            return super()._resolve(leased_mail)
        return leased_mail.mail


class BeginsValidityWhenSent(Relay):
    """Takes the question for asked when it is answered: the link lives longer than an hour."""

    def _resolve(self, leased_mail: LeasedMail) -> Mail | None:
        return super()._resolve(evolve(leased_mail, queued_at=self._clock.now()))


class MailsToWhatWasTyped(Relay):
    """Sends the link to the address as typed, which is like the account's but may be somebody
    else's mailbox.
    """

    def _resolve(self, leased_mail: LeasedMail) -> Mail | None:
        mail = super()._resolve(leased_mail)
        return mail and evolve(mail, to=leased_mail.mail.to)


class NewNameEachTime(Relay):
    count = 0

    def _message(self, leased_mail: LeasedMail, mail: Mail) -> Any:
        type(self).count += 1
        return evolve(super()._message(leased_mail, mail), message_id=f"{self.count}@exemple.fr")


RELAY_FAULTS = (
    Fault(
        "forgets a mail before it is sent", the_machine_with_relays, relaying(ForgetsBeforeSending)
    ),
    Fault("drops a mail at its first failure", the_machine_with_relays, relaying(DropsWhatFails)),
    Fault("gives a mail another Message-ID each time", the_machine_with_relays, NewNameEachTime),
    Fault(
        "sends a reset link to the address as typed",
        the_machine_with_relays_at_length,
        MailsToWhatWasTyped,
    ),
    Fault("mails a link that has expired", the_machine_with_relays, MailsExpiredLinks),
    Fault(
        "lets a reset link live from when it is sent",
        the_machine_with_relays,
        BeginsValidityWhenSent,
    ),
    Fault(
        "makes a second reset when a question is answered again",
        the_machine_with_relays,
        relaying(RenamesAtRedelivery),
    ),
    Fault(
        "keeps a question that nobody gets a mail for",
        the_machine_with_relays,
        relaying(KeepsWhatItDrops),
    ),
    Fault("sends two people the same link", the_machine_with_relays, relaying(SharesALink)),
)
