"""The mails of a history: those that were queued, and whether each has arrived."""

from collections import Counter

from attrs import define, field

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.mail import ActivationMail, Mail, ResetMail
from espaceclient.domain.token import Purpose
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.actions import PLENTY
from espaceclient.testing.laws.law import expect

Described = tuple[str, str, str]
"""The kind of a mail, whom it is to, and the id behind its link, if it has one of its own."""

_PURPOSES = {"ActivationMail": Purpose.ACTIVATION, "ResetMail": Purpose.RESET}


@define
class QueuedMails:
    """Every mail that was ever queued, by what it should be when it arrives."""

    queued: Counter[Described] = field(factory=Counter)
    _known: set[str] = field(factory=set)

    def new(self, outbox: Outbox) -> list[Mail]:
        """Return the mails queued since this was last asked."""
        new = [entry for entry in outbox.entries(PLENTY) if entry.id not in self._known]
        self._known |= {entry.id for entry in new}
        mails = [entry.mail for entry in new if entry.mail]
        self.queued.update((type(mail).__name__, mail.to.text, subject(mail)) for mail in mails)
        return mails

    def expect_arrived(self, mailbox: MemoryMailer, tokens: Tokens) -> None:
        arrived = Counter(_describe(message, tokens) for message in mailbox.messages)
        lost, surplus = _told(self.queued - arrived), _told(arrived - self.queued)
        expect(not lost, f"mails were accepted and never delivered: {lost}")
        wrongly = "mails were delivered twice, to the wrong person or with another link"
        expect(not surplus, f"{wrongly}: {surplus}")


def subject(mail: Mail) -> str:
    """Return the id behind a mail's link, if it has one of its own."""
    match mail:
        case ActivationMail(registration=subject) | ResetMail(reset=subject):
            return subject
        case _:
            return ""


def _describe(message: Message, tokens: Tokens) -> Described:
    """Read a message; ``PlainWording`` says a mail's kind in its subject, and its link in its
    text.
    """
    purpose, token = _PURPOSES.get(message.subject), message.text.rpartition("/")[2]
    behind = tokens.verify(purpose, token) if purpose else ""
    return message.subject, message.to.text, behind or ""


def _told(mails: Counter[Described]) -> str:
    return ", ".join(sorted(f"{kind} to {to}" for kind, to, _ in mails.elements()))
