"""A letter: what a mail says, before it is laid out."""

from attrs import field, frozen

from espaceclient.adapters.wording.contact import Contact
from espaceclient.domain.language import Language


@frozen
class Link:
    """A paragraph that is a link: its label and its absolute URL."""

    label: str
    url: str = field(repr=False)


@frozen
class Facts:
    """A paragraph that is a list: labels and what they label, and both in one line."""

    rows: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


Paragraph = str | Link | Facts


@frozen
class Letter:
    """All that is read: ``preheader`` beside the subject in a list of mails, ``address`` above a
    link's URL in clear, ``signature`` the lines of ``contact``, ``automatic`` at the very end.
    """

    language: Language
    subject: str
    preheader: str
    paragraphs: tuple[Paragraph, ...]
    address: str
    signature: tuple[str, ...]
    contact: Contact
    automatic: str
