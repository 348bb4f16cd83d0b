"""What a mail server's reply means for a mail, and for all others.

Only what speaks of the recipient concerns this mail alone, and only its status code (RFC 3463)
says so: a 550 may be an unknown mailbox, but also a relay that is closed to us or a content filter,
which would meet every other mail as well.
"""

import re
import smtplib
from enum import StrEnum

from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError

Reply = tuple[int, bytes]

_ENHANCED_STATUS = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")

_OF_THE_SENDER = (".1.7", ".1.8")
"""Their class, 4 or 5, stands before."""
_NEEDS_SMTPUTF8 = "5.6.7"
_MAILBOX_FULL = "5.2.2"


class Step(StrEnum):
    """What a reply is an answer to."""

    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    DATA = "DATA"
    CONTENT = "content"


def judge(step: Step, code: int, reply: bytes) -> PortError:
    """Judge a reply that does not accept a mail."""
    status = _enhanced_status(reply)
    told = f"{describe_reply(code, reply)} at {step}"
    if step is Step.CONTENT and not 400 <= code <= 599:
        return MailDeferred(f"the mail server did not say whether it took the mail: {told}")
    if step is not Step.SENDER:
        if _speaks_of_the_recipient(code, status):
            return MailRefused(f"the mail server refused the recipient: {told}")
        if _may_change_for_this_mail(code, status):
            return MailDeferred(f"the mail server deferred the mail: {told}")
    return MailerUnavailable(f"the mail server takes no mail: {told}")


def _speaks_of_the_recipient(code: int, status: str) -> bool:
    if not 500 <= code <= 599 or status.endswith(_OF_THE_SENDER) or status == _MAILBOX_FULL:
        return False
    return status.startswith(("5.1.", "5.2.")) or status == _NEEDS_SMTPUTF8


def _may_change_for_this_mail(code: int, status: str) -> bool:
    """Such as a greylist or a full mailbox; not a server that closes (421), is ill (4.3.…) or finds
    fault with the sender.
    """
    if status == _MAILBOX_FULL:
        return True
    of_all = status.startswith("4.3.") or status.endswith(_OF_THE_SENDER)
    return 400 <= code <= 499 and code != 421 and not of_all


def describe(error: Exception) -> str:
    """Describe an error without the server's own words, which may quote an address or a link."""
    if isinstance(error, smtplib.SMTPResponseException):
        if isinstance(error.smtp_error, str):  # the library's own words
            return error.smtp_error
        return describe_reply(error.smtp_code, error.smtp_error)
    return str(error)


def describe_reply(code: int, reply: bytes) -> str:
    """Give a reply by its numbers alone (RFC 5321, RFC 3463), such as ``550 5.1.1``."""
    if code < 0:
        return "an answer that is not SMTP"
    return f"{code} {_enhanced_status(reply)}".rstrip()


def _enhanced_status(reply: bytes) -> str:
    found = _ENHANCED_STATUS.match(reply)
    return found[0].decode() if found else ""
