"""The way of a mail in a history: what was queued, a mailer of changing mood, and a box to read
links from.
"""

from collections import Counter

from attrs import define, field

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.mail import ActivationMail, Mail, ResetMail
from espaceclient.domain.token import LinkToken, Purpose
from espaceclient.ports.errors import PortError
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.laws.law import expect

MailContent = tuple[str, str, str]
"""The kind of a mail, whom it is to, and the id behind its link, if it has one of its own."""

PLENTY = 100_000
PURPOSES = {"ActivationMail": Purpose.ACTIVATION, "ResetMail": Purpose.RESET}


@define
class FailingMailer:
    """Raises its next mood if it has one, else delivers into ``box``."""

    box: MemoryMailer = field(factory=lambda: MemoryMailer(keep=PLENTY))
    moods: list[PortError] = field(factory=list)

    def send(self, message: Message) -> None:
        if self.moods:
            raise self.moods.pop(0)
        self.box.send(message)

    def close(self) -> None:
        self.box.close()

    def links(self, kind: type) -> list[LinkToken]:
        """Return the tokens mailed, oldest first."""
        return [_token(mail) for mail in self.box.messages if mail.subject == kind.__name__]


@define
class Queued:
    """Every mail that was ever queued, by what it should be when it arrives."""

    letters: Counter[MailContent] = field(factory=Counter)
    _known: set[str] = field(factory=set)

    def new(self, outbox: Outbox) -> list[Mail]:
        """Return the mails queued since this was last asked."""
        new = [one for one in outbox.entries(PLENTY) if one.id not in self._known]
        self._known |= {one.id for one in new}
        mails = [one.mail for one in new if one.mail]
        self.letters.update((type(mail).__name__, mail.to.text, subject(mail)) for mail in mails)
        return mails

    def expect_arrived(self, mailer: FailingMailer, tokens: Tokens) -> None:
        arrived = Counter(_letter(message, tokens) for message in mailer.box.messages)
        lost, surplus = self.letters - arrived, arrived - self.letters
        expect(not lost, f"mails were accepted and never delivered: {_told(lost)}")
        expect(
            not surplus,
            "mails were delivered twice, to the wrong person or with another link: "
            f"{_told(surplus)}",
        )


def subject(mail: Mail) -> str:
    """Return the id behind a mail's link, if it has one of its own."""
    match mail:
        case ActivationMail(registration=subject) | ResetMail(reset=subject):
            return subject
        case _:
            return ""


def _token(message: Message) -> LinkToken:
    return LinkToken(message.text.rpartition("/")[2])


def _letter(message: Message, tokens: Tokens) -> MailContent:
    """Read a message; ``PlainWording`` says a mail's kind in its subject, and its link in its
    text.
    """
    purpose = PURPOSES.get(message.subject)
    behind = tokens.verify(purpose, _token(message)) if purpose else ""
    return message.subject, message.to.text, behind or ""


def _told(letters: Counter[MailContent]) -> str:
    return ", ".join(sorted(f"{kind} to {to}" for kind, to, _ in letters.elements()))
