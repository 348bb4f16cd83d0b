"""What a relay should make of each queued mail, and what it has made of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from attrs import define, field

from espaceclient.domain.mail import (
    ActivationMail,
    AddressChangeMail,
    QueuedMail,
    ResetMail,
    ResetQuestion,
)
from espaceclient.domain.token import Purpose
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.known_tokens import PLENTY
from espaceclient.testing.laws.law import expect
from espaceclient.testing.stateful.model import Model
from espaceclient.testing.stateful.model_records import Account, Reset
from espaceclient.testing.stateful.state import key

DescribedMail = tuple[str, str, str]
"""The kind of a mail, whom it is to, and the id behind its link, if it has one of its own."""

_PURPOSES = {
    "ActivationMail": Purpose.ACTIVATION,
    "AddressChangeMail": Purpose.ADDRESS,
    "ResetMail": Purpose.RESET,
}


def mail_sent_for(
    model: Model, queued: QueuedMail, queued_at: datetime, now: datetime
) -> DescribedMail | None:
    """Tell what goes out for a queued mail; ``None`` is nothing, and the mail is dropped."""
    match queued:
        case ResetQuestion():
            return _answer(model, queued, queued_at, now)
        case ActivationMail() | AddressChangeMail() | ResetMail() if (
            now - queued_at >= queued.valid_for
        ):
            return None
        case mail:
            return type(mail).__name__, mail.to.text, subject(mail)


def _answer(
    model: Model, question: ResetQuestion, asked_at: datetime, now: datetime
) -> DescribedMail | None:
    owner = model.owner(question.to.text)
    if owner is not None:
        reset = reset_for(model, question, owner, asked_at)
        return ("ResetMail", owner.email, question.reset) if reset and reset.alive(now) else None
    waiting = [
        (registration.end, link, registration)
        for link, registration in model.registrations.items()
        if key(registration.email) == key(question.to.text) and registration.alive(now)
    ]
    if not waiting:
        return None
    _, link, newest = max(waiting, key=itemgetter(0, 1))
    if model.holder(newest.line.contract):
        return "ContractInUseMail", newest.email, ""
    return "ActivationMail", newest.email, link


def reset_for(
    model: Model, question: ResetQuestion, owner: Account, asked_at: datetime
) -> Reset | None:
    """Return the reset of a question, a new one if it has not been answered before and no password
    has been set since.
    """
    new = Reset(owner, owner.password_version, asked_at)
    return model.resets.get(question.reset, new if asked_at >= owner.password_set_at else None)


def subject(mail: QueuedMail) -> str:
    """Return the id behind a mail's link, if it has one of its own."""
    match mail:
        case (
            ActivationMail(registration=subject)
            | AddressChangeMail(change=subject)
            | ResetMail(reset=subject)
        ):
            return subject
        case _:
            return ""


@define
class QueuedMails:
    """Knows the mails that were queued before."""

    _known: set[str] = field(factory=set)

    def new(self, outbox: Outbox) -> list[QueuedMail]:
        """Return the mails queued since this was last asked."""
        new = [entry for entry in outbox.entries(PLENTY) if entry.id not in self._known]
        self._known |= {entry.id for entry in new}
        return [entry.mail for entry in new if entry.mail]


@define
class SentMails:
    """A mailer that keeps each message, also one that is sent again."""

    messages: list[Message] = field(factory=list)

    def send(self, message: Message) -> None:
        self.messages.append(message)

    def close(self) -> None:
        """Do nothing: no resource is shared between mails."""

    def take(self, tokens: Tokens) -> list[tuple[str, DescribedMail]]:
        """Return what was sent since this was last asked, each with the id of its queued mail."""
        taken, self.messages = self.messages, []
        return [(each.message_id.partition("@")[0], _describe_mail(each, tokens)) for each in taken]


ShouldBe = Mapping[str, DescribedMail | None]
"""What goes out for each mail that waits, by the id of that mail."""


def expect_sent(sent: Sequence[tuple[str, DescribedMail]], gone: set[str], due: ShouldBe) -> None:
    """Whatever was sent is what should be, and whatever left the outbox was sent, unless nobody
    should get it.
    """
    wrongly = [mail for mail_id, mail in sent if due.get(mail_id) != mail]
    wrong = "mails were delivered twice, too late, to the wrong person or with another link"
    expect(not wrongly, f"{wrong}: {_told(wrongly)}")
    unsent = gone - {mail_id for mail_id, _ in sent}
    lost = [mail for mail_id in unsent if (mail := due[mail_id])]
    expect(not lost, f"mails were accepted and never delivered: {_told(lost)}")


def _describe_mail(message: Message, tokens: Tokens) -> DescribedMail:
    """Read a message; ``PlainWording`` says a mail's kind in its subject, and its link in its
    text.
    """
    purpose, token = _PURPOSES.get(message.subject), message.text.rpartition("/")[2]
    behind = tokens.verify(purpose, token) if purpose else ""
    return message.subject, message.to.text, behind or ""


def _told(mails: Iterable[DescribedMail]) -> str:
    return ", ".join(sorted(f"{kind} to {to}" for kind, to, _ in mails))
