"""Mailers that get one thing wrong."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from attrs import evolve

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused
from espaceclient.ports.mailer import Message
from espaceclient.testing import MailerAndMailbox
from espaceclient.testing.laws import mailer
from tests.adapters.makers import mailbox_of
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


class CutsMails(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, text=message.text[:10_000], html=message.html[:10_000]))


class CutsSubjects(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, subject=message.subject[:78]))


class ForgetsWhomToAnswer(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, reply_to=None))


class AnswersTheOneBefore(MemoryMailer):
    def send(self, message: Message) -> None:
        before = [other.reply_to for other in self.messages]
        super().send(evolve(message, reply_to=message.reply_to or (before or [None])[-1]))


class TakesOneForAnother(MemoryMailer):
    """A mail with the reader and the words of one before is none, whatever its Message-ID."""

    def send(self, message: Message) -> None:
        if all(evolve(message, message_id=other.message_id) != other for other in self.messages):
            super().send(message)


class RefusesToRepeat(MemoryMailer):
    def send(self, message: Message) -> None:
        if any(other.message_id == message.message_id for other in self.messages):
            raise MailRefused("this Message-ID was there before")
        super().send(message)


class DropsAccentsOfAddresses(MemoryMailer):
    def send(self, message: Message) -> None:
        local, _, domain = message.to.text.rpartition("@")
        ascii_only = local.encode("ascii", "ignore").decode() or "x"
        super().send(evolve(message, to=EmailAddress(f"{ascii_only}@{domain}")))


class DefersWhatIsRefused(MemoryMailer):
    def send(self, message: Message) -> None:
        if message.to.text.startswith("problem"):
            raise MailDeferred("550 no such box")
        super().send(message)


class RefusesWhatIsBlocked(MemoryMailer):
    def send(self, message: Message) -> None:
        if message.to.text.startswith("problem"):
            raise MailRefused("554 5.7.1 relaying denied")
        super().send(message)


class MixesThreadsUp(MemoryMailer):
    """Composes each mail in the same place."""

    _composed: Message

    def __init__(self) -> None:
        super().__init__()
        self._both = Barrier(2)

    def send(self, message: Message) -> None:
        self._composed = message
        with suppress(BrokenBarrierError):  # until another thread has composed its mail
            self._both.wait(2)
        super().send(self._composed)


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
    """Return a ``make``; the laws of refused and deferred mail give it the address that shall
    be.
    """
    return lambda *_: mailbox_of(kind())


MAILER_FAULTS = (
    Fault(
        "loses the second mail",
        mailer.many_mails_arrive_in_order,
        mailing(LosesTheSecond),
    ),
    Fault("writes subjects in ASCII", mailer.what_was_sent_arrives_whole, mailing(WritesAscii)),
    Fault(
        "sends an empty text part", mailer.what_was_sent_arrives_whole, mailing(SendsNothingToRead)
    ),
    Fault(
        "cuts mails at 10,000 characters", mailer.what_was_sent_arrives_whole, mailing(CutsMails)
    ),
    Fault(
        "cuts subjects at 78 characters", mailer.what_was_sent_arrives_whole, mailing(CutsSubjects)
    ),
    Fault(
        "forgets where answers go",
        mailer.an_answer_goes_where_the_mail_says,
        mailing(ForgetsWhomToAnswer),
    ),
    Fault(
        "sends answers where those to the mail before went",
        mailer.an_answer_goes_where_the_mail_says,
        mailing(AnswersTheOneBefore),
    ),
    Fault(
        "takes two mails that say the same for one",
        mailer.many_mails_arrive_in_order,
        mailing(TakesOneForAnother),
    ),
    Fault(
        "refuses a mail that is sent again",
        mailer.a_mail_may_be_sent_again,
        mailing(RefusesToRepeat),
    ),
    Fault(
        "drops the accents of an address",
        mailer.an_international_address_gets_its_mail,
        mailing(DropsAccentsOfAddresses),
    ),
    Fault(
        "takes a refusal for a deferral",
        mailer.a_refusal_concerns_one_mail,
        mailing(DefersWhatIsRefused),
    ),
    Fault(
        "takes a content filter for a refusal of the recipient",
        mailer.a_refusal_that_may_meet_every_mail_is_an_outage,
        mailing(RefusesWhatIsBlocked),
    ),
    Fault(
        "mixes up the mails of two threads",
        mailer.threads_may_send_at_once,
        mailing(MixesThreadsUp),
    ),
    Fault(
        "cannot send after closing", mailer.a_mailer_goes_on_after_closing, mailing(ClosesForGood)
    ),
    Fault(
        "gives up after one refusal",
        mailer.a_refusal_concerns_one_mail,
        mailing(GivesUpAfterARefusal),
    ),
    Fault("swallows a deferral", mailer.a_deferral_concerns_one_mail, mailing(MemoryMailer)),
    Fault(
        "takes mail that cannot leave",
        mailer.an_unreachable_mailer_says_so,
        mailing(MemoryMailer),
    ),
)
