"""Mailers that get one thing wrong."""

from collections.abc import Callable

from attrs import evolve

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.ports.errors import MailerUnavailable, MailRefused
from espaceclient.ports.mailer import Message
from espaceclient.testing.laws import (
    Arrived,
    MailerAndMailbox,
    mailer,
)
from tests.testing.faults.fault import Fault


class LosesTheSecond(MemoryMailer):
    def send(self, message: Message) -> None:
        if not self.messages or len(self.messages) > 1:
            super().send(message)


class WritesAscii(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, subject=message.subject.encode("ascii", "replace").decode()))


class SendsNothingToRead(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, text=""))


class ClosesForGood(MemoryMailer):
    closed = False

    def send(self, message: Message) -> None:
        if self.closed:
            raise MailerUnavailable("closed")
        super().send(message)

    def close(self) -> None:
        self.closed = True


class GivesUpAfterARefusal(MemoryMailer):
    refused = False

    def send(self, message: Message) -> None:
        if self.refused:
            raise MailerUnavailable("still broken")
        self.refused = message.to.text.startswith("problem")
        if self.refused:
            raise MailRefused("no such box")
        super().send(message)


def mailing(kind: type[MemoryMailer]) -> Callable[..., MailerAndMailbox]:
    """Return a ``make``; the laws of refused and deferred mail give it the address that shall be."""
    return lambda *_: with_mailbox(kind())


def with_mailbox(faulty: MemoryMailer) -> MailerAndMailbox:

    def arrived() -> list[Arrived]:
        return [Arrived(it.message_id, it.to.text, it.subject, it.text, it.html) for it in faulty.messages]

    return MailerAndMailbox(faulty, arrived)


MAILER_FAULTS = (
    Fault(
        "loses the second mail",
        mailer.many_mails_arrive_in_order,
        mailing(LosesTheSecond),
    ),
    Fault("writes subjects in ASCII", mailer.what_was_sent_arrives_whole, mailing(WritesAscii)),
    Fault("sends an empty text part", mailer.what_was_sent_arrives_whole, mailing(SendsNothingToRead)),
    Fault("cannot send after closing", mailer.a_mailer_goes_on_after_closing, mailing(ClosesForGood)),
    Fault("gives up after one refusal", mailer.a_refusal_concerns_one_mail, mailing(GivesUpAfterARefusal)),
    Fault("swallows a mail put off", mailer.a_deferral_concerns_one_mail, mailing(MemoryMailer)),
    Fault(
        "takes mail that cannot leave",
        mailer.a_mailer_out_of_reach_says_so,
        mailing(MemoryMailer),
    ),
)
