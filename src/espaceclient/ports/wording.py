"""What people read."""

from datetime import timedelta
from typing import Protocol

from attrs import field, frozen

from espaceclient.domain.mail import Mail
from espaceclient.domain.problem import Problem


@frozen
class MailContent:
    """A mail in words: the same said as plain text and as an HTML document. A link is in both:
    neither is shown.
    """

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


class Wording(Protocol):
    def text(self, key: str) -> str:
        """Return a sentence of the pages by its dotted key; raises ``KeyError`` when there is
        none.
        """
        ...

    def duration(self, time: timedelta) -> str:
        """Tell a time in whole hours, or else in whole minutes, never longer than it is."""
        ...

    def problem(self, problem: Problem) -> str:
        """Say in one sentence what is wrong and how to mend it."""
        ...

    def compose(self, mail: Mail, link: str) -> MailContent:
        """Write a mail; ``link`` is the absolute URL that it offers."""
        ...
