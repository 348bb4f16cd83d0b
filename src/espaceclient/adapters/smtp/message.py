"""A message as it goes over the wire: RFC 5322, both parts in 7 bits, lines far under 998 bytes."""

import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

import idna
from attrs import field, frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.mailer import Message

_NOT_IN_A_HEADER = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def one_line(_instance: object, _attribute: object, text: str) -> None:
    """Validate an attrs field as the text of a mail's header."""
    if _NOT_IN_A_HEADER.search(text):
        raise ValueError("must be one line of text, without control characters")


@frozen
class Sender:
    """Who mails come from; raises ``ValueError`` for a name that is not one line of text."""

    address: EmailAddress
    name: str = field(default="", validator=one_line)


@frozen
class Composed:
    """``international``: an address needs SMTPUTF8 (RFC 6531) to travel."""

    sender: str
    recipient: str
    content: bytes = field(repr=False)
    international: bool


def compose(message: Message, sender: Sender) -> Composed:
    """Write a message down; raises ``ValueError`` for one that cannot be written."""
    from_, to = _address(sender.address), _address(message.to)
    international = not (from_.username + to.username).isascii()
    reply_to = _address(message.reply_to) if message.reply_to else None
    mail = EmailMessage(policy=SMTPUTF8 if international else SMTP)
    mail["To"] = to
    # An address that would need SMTPUTF8 for itself is left out: not every server takes that.
    if reply_to and (international or reply_to.username.isascii()):
        mail["Reply-To"] = reply_to
    mail["Date"] = message.queued_at
    mail["Message-ID"] = _message_id(message.message_id)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office comes back
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # EmailMessage drops spaces where it folds accented words (Python 3.11, 3.12): free text is
    # folded by Header.
    free_text = (
        f"From: {_encoded(sender.name, 'From')} <{from_.addr_spec}>\r\n"
        f"Subject: {_encoded(_line(message.subject), 'Subject')}\r\n"
    )
    return Composed(
        from_.addr_spec, to.addr_spec, free_text.encode() + mail.as_bytes(), international
    )


def ascii_domain(address: EmailAddress) -> str:
    """Return the domain as A-labels, which every mail server understands (RFC 5890)."""
    return address.key.rpartition("@")[2]


def _address(address: EmailAddress) -> Address:
    """Keep the local part as it is written, the domain as A-labels."""
    return Address("", address.text.rpartition("@")[0], ascii_domain(address))


def _encoded(text: str, header: str) -> str:
    """Write free text as encoded words (RFC 2047), whatever stands in it."""
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _line(text: str) -> str:
    one_line(None, None, text)
    return text


def _message_id(text: str) -> str:
    left, _, host = _line(text).rpartition("@")
    return f"<{left}@{host if host.isascii() else idna.encode(host, uts46=True).decode('ascii')}>"
