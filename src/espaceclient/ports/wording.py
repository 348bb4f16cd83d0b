"""The wording: the texts that people read, on pages and in mails."""

from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.language import Language
from espaceclient.domain.mail import Mail
from espaceclient.domain.problem import Problem


@frozen
class MailContent:
    """The composed content of a mail: one subject, and the same body as plain text and as HTML.

    ``reply_to`` is who reads what is answered to it, ``None`` for who sent it. Both bodies hold the
    mail's link, which may be a secret; neither is shown in a ``repr``.
    """

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    reply_to: EmailAddress | None = None


class Wording(Protocol):
    """Turns keys, problems and mails into texts of one language."""

    @property
    def language(self) -> Language:
        """The language of all its texts."""
        ...

    def text(self, key: str) -> str:
        """Return a text of the pages by its dotted key; raises ``KeyError`` when there is none."""
        ...

    def duration(self, time: timedelta) -> str:
        """Return a duration in whole hours from two hours on, else in whole minutes; one hour is
        an hour.

        It is rounded down, so that a lifetime is never announced as longer than it is.
        """
        ...

    def day(self, instant: datetime) -> str:
        """Return the calendar day of an instant, where the readers live."""
        ...

    def moment(self, instant: datetime) -> str:
        """Return the day and the time of an instant, to the minute before it, where the readers
        live.
        """
        ...

    def last_day(self, until: datetime) -> str:
        """Return the last calendar day that is over by ``until``.

        So that a period is never announced as longer than it is.
        """
        ...

    def problem(self, problem: Problem) -> str:
        """Return one sentence that says what is wrong with a field and how to correct it."""
        ...

    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        """Compose a mail; ``link`` is the absolute URL that the mail offers to the reader.

        ``queued_at`` is when the mail was decided on: since then its link is valid.
        """
        ...
