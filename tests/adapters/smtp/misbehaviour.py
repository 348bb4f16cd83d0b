"""What mail servers do, what becomes of the mail, and what the operator sees.

``python -m tests.adapters.smtp.misbehaviour`` writes the page that lists it, ``docs/smtp.md``;
``test_misbehaviour.py`` lets each of them happen to a relay.
"""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from attrs import frozen

from espaceclient.adapters.smtp import Tls
from tests.adapters.smtp.moody import Answer, Habit

PAGE = Path(__file__).parents[3] / "docs" / "smtp.md"


class Outcome(Enum):
    """What becomes of the mail, in the page's words, and how the log tells it."""

    DELIVERED = "is delivered", ""
    OUTAGE = "waits", "ERROR"
    DEFERRED = "is tried again", "WARNING"
    REFUSED = "is tried once more", "WARNING"


@frozen
class Misbehaviour:
    """``does``: what the server does. ``answers`` to what, ``tls``, ``password``, ``certificate``,
    ``to``, ``mails`` and ``closes_after`` bring it about; ``error`` is what the operator reads, as
    far as an ellipsis.
    """

    does: str
    outcome: Outcome
    error: str = ""
    answers: Mapping[str, Answer] = {}
    tls: Tls = Tls.PLAIN
    password: str | None = None
    certificate: str | None = None
    to: str = "marius@exemple.fr"
    mails: int = 1
    closes_after: int = 1_000
    is_there: bool = True


DELIVERED, OUTAGE, DEFERRED, REFUSED = Outcome

_NO_CONNECTION = "no connection to the mail server: "
_CLOSED = "Connection unexpectedly closed"
_TIMED_OUT = f"{_CLOSED}: timed out"
_LOST = "the connection was lost before the mail was sent: "
_UNACKNOWLEDGED = "the connection was lost before the mail was acknowledged: "
_TAKES_NONE = "the mail server takes no mail: "
_DEFERRED = "the mail server deferred the mail: "
_REFUSED = "the mail server refused the recipient: "
_ASCII = "the mail server takes only ASCII letters before the @ of an address"


def _no_connection(does: str, error: str, **brought_about: object) -> Misbehaviour:
    return Misbehaviour(does, OUTAGE, _NO_CONNECTION + error, **brought_about)  # type: ignore[arg-type]  # by name


def _answers(
    step: str, answer: str, outcome: Outcome, does: str, *, at: str | None = None
) -> Misbehaviour:
    """Make one of a server that answers a step so."""
    said = {OUTAGE: _TAKES_NONE, DEFERRED: _DEFERRED, REFUSED: _REFUSED}[outcome]
    status = " ".join(word for word in answer.split()[:2] if word[0].isdigit())
    name = {"MAIL": "MAIL FROM", "RCPT": "RCPT TO"}.get(step, step)
    return Misbehaviour(
        f"answers {f'the {name}' if step == 'content' else name} by `{answer}`: {does}",
        outcome,
        f"{said}{status} at {at or name}",
        {step: f"{answer}\r\n".encode()},
    )


_CALLING = (
    _no_connection("refuses connections", "[Errno 111] Connection refused", is_there=False),
    _no_connection("says nothing", _TIMED_OUT, answers={"greeting": Habit.SILENCE}),
    _no_connection("hangs up before its greeting", _CLOSED, answers={"greeting": Habit.HANG_UP}),
    _no_connection("drips its greeting", _TIMED_OUT, answers={"greeting": Habit.DRIP}),
    _no_connection(
        "greets with `554 5.3.2`: no service",
        "554 5.3.2",
        answers={"greeting": b"554 5.3.2 no service\r\n"},
    ),
    _no_connection(
        "greets with `421 4.7.0`: too many connections",
        "421 4.7.0",
        answers={"greeting": b"421 4.7.0 too many connections from you\r\n"},
    ),
    _no_connection(
        "is no mail server",
        "an answer that is not SMTP",
        answers={"greeting": b"HTTP/1.1 400 Bad Request\r\n"},
    ),
    _no_connection(
        "greets with a line of 10,000 characters",
        "Line too long.",
        answers={"greeting": b"220 " + b"x" * 10_000 + b"\r\n"},
    ),
    _no_connection("says nothing to EHLO", _TIMED_OUT, answers={"EHLO": Habit.SILENCE}),
    _no_connection("lists its extensions without end", _TIMED_OUT, answers={"EHLO": Habit.ENDLESS}),
    _no_connection(
        "answers EHLO and HELO by `550 5.7.1`: not for you",
        "550 5.7.1",
        answers={"EHLO": b"550 5.7.1 no\r\n", "HELO": b"550 5.7.1 no\r\n"},
    ),
    Misbehaviour("knows only HELO", DELIVERED, answers={"EHLO": b"502 5.5.1 what?\r\n"}),
)

_OFFERS_TLS = b"250-mail.test\r\n250 STARTTLS\r\n"
_OFFERS_AUTH = b"250-mail.test\r\n250 AUTH PLAIN\r\n"
_SECURING = (
    _no_connection(
        "does not offer STARTTLS",
        "STARTTLS extension not supported by server.",
        tls=Tls.STARTTLS,
    ),
    _no_connection(
        "offers STARTTLS, then answers it by `454 4.7.0`",
        "454 4.7.0",
        tls=Tls.STARTTLS,
        answers={"EHLO": _OFFERS_TLS},
    ),
    _no_connection(
        "hangs up in the middle of the TLS handshake",
        "…",
        tls=Tls.STARTTLS,
        answers={"EHLO": _OFFERS_TLS, "STARTTLS": Habit.HANG_UP},
    ),
    _no_connection(
        "shows a certificate of an authority that is not trusted",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed…",
        tls=Tls.STARTTLS,
        certificate="other authority",
    ),
    _no_connection(
        "shows a certificate for another host",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch…",
        tls=Tls.STARTTLS,
        certificate="other host",
    ),
    _no_connection(
        "answers AUTH by `535 5.7.8`: wrong user name or password",
        "535 5.7.8",
        password="wrong",
        answers={"EHLO": _OFFERS_AUTH, "AUTH": b"535 5.7.8 no\r\n"},
    ),
    _no_connection(
        "answers AUTH by `454 4.7.0`: passwords cannot be checked at present",
        "454 4.7.0",
        password="s3cret",
        answers={"EHLO": _OFFERS_AUTH, "AUTH": b"454 4.7.0 later\r\n"},
    ),
    _no_connection(
        "does not offer AUTH", "SMTP AUTH extension not supported by server.", password="s3cret"
    ),
    _no_connection(
        "says nothing to AUTH",
        _TIMED_OUT,
        password="s3cret",
        answers={"EHLO": _OFFERS_AUTH, "AUTH": Habit.SILENCE},
    ),
)

_SENDER = (
    Misbehaviour("says nothing to MAIL FROM", OUTAGE, _LOST + _TIMED_OUT, {"MAIL": Habit.SILENCE}),
    Misbehaviour("hangs up at MAIL FROM", OUTAGE, _LOST + _CLOSED, {"MAIL": Habit.HANG_UP}),
    _answers("MAIL", "421 4.3.2", OUTAGE, "it closes down"),
    _answers("MAIL", "450 4.7.1", OUTAGE, "too many mails from here"),
    _answers("MAIL", "452 4.3.1", OUTAGE, "its disk is full"),
    _answers("MAIL", "530 5.7.0", OUTAGE, "sign in first"),
    _answers("MAIL", "550 5.7.1", OUTAGE, "this sender may not send"),
    _answers("MAIL", "552 5.3.4", OUTAGE, "the mail is too big"),
    _answers("MAIL", "553 5.1.8", OUTAGE, "the sender's domain does not exist"),
)

_RECIPIENT = (
    Misbehaviour("says nothing to RCPT TO", OUTAGE, _LOST + _TIMED_OUT, {"RCPT": Habit.SILENCE}),
    Misbehaviour("hangs up at RCPT TO", OUTAGE, _LOST + _CLOSED, {"RCPT": Habit.HANG_UP}),
    _answers("RCPT", "421 4.3.2", OUTAGE, "it closes down"),
    _answers("RCPT", "450 4.2.1", DEFERRED, "the mailbox is busy"),
    _answers("RCPT", "450", DEFERRED, "no reason given"),
    _answers("RCPT", "451 4.7.1", DEFERRED, "greylisted"),
    _answers("RCPT", "452 4.2.2", DEFERRED, "the mailbox is full"),
    _answers("RCPT", "452 4.5.3", DEFERRED, "too many recipients"),
    _answers("RCPT", "451 4.3.0", OUTAGE, "the server is ill"),
    _answers("RCPT", "450 4.1.8", OUTAGE, "the sender's domain cannot be found at present"),
    _answers("RCPT", "550 5.1.8", OUTAGE, "the sender's domain does not exist"),
    _answers("RCPT", "550 5.1.1", REFUSED, "no such mailbox"),
    _answers("RCPT", "550 5.1.2", REFUSED, "no such domain"),
    _answers("RCPT", "551 5.1.6", REFUSED, "the mailbox has moved"),
    _answers("RCPT", "553 5.1.3", REFUSED, "no valid address"),
    _answers("RCPT", "550 5.2.1", REFUSED, "the mailbox is closed"),
    _answers("RCPT", "552 5.2.2", DEFERRED, "the mailbox is full"),
    _answers("RCPT", "550", OUTAGE, "no reason given"),
    _answers("RCPT", "554 5.7.1", OUTAGE, "relaying denied"),
    _answers("RCPT", "550 5.4.1", OUTAGE, "access denied"),
    Misbehaviour(
        "answers RCPT TO in several lines, `550-5.1.1` first",
        REFUSED,
        f"{_REFUSED}550 5.1.1 at RCPT TO",
        {"RCPT": b"550-5.1.1 marius@exemple.fr\r\n550-5.1.1 is not\r\n550 5.1.1 here\r\n"},
    ),
    Misbehaviour(
        "answers RCPT TO by a line that is not SMTP",
        OUTAGE,
        f"{_TAKES_NONE}an answer that is not SMTP at RCPT TO",
        {"RCPT": b"what?\r\n"},
    ),
    Misbehaviour(
        "answers RCPT TO by a line of 10,000 characters",
        OUTAGE,
        f"{_LOST}Line too long.",
        {"RCPT": b"550 5.1.1 " + b"x" * 10_000 + b"\r\n"},
    ),
    Misbehaviour(
        "answers RCPT TO by `251`: it will forward the mail",
        DELIVERED,
        answers={"RCPT": b"251 2.1.5 will forward\r\n"},
    ),
)

_CONTENT = (
    Misbehaviour("says nothing to DATA", OUTAGE, _LOST + _TIMED_OUT, {"DATA": Habit.SILENCE}),
    _answers("DATA", "451 4.7.1", DEFERRED, "greylisted"),
    _answers("DATA", "554 5.5.1", OUTAGE, "no valid recipients"),
    _answers("DATA", "250 2.0.0", OUTAGE, "which is no answer to it"),
    Misbehaviour(
        "says nothing after the content",
        DEFERRED,
        _UNACKNOWLEDGED + _TIMED_OUT,
        {"content": Habit.SILENCE},
    ),
    Misbehaviour(
        "hangs up after the content",
        DEFERRED,
        _UNACKNOWLEDGED + _CLOSED,
        {"content": Habit.HANG_UP},
    ),
    _answers("content", "421 4.3.2", OUTAGE, "it closes down"),
    _answers("content", "451 4.7.1", DEFERRED, "greylisted"),
    _answers("content", "452 4.3.1", OUTAGE, "its disk is full"),
    _answers("content", "550 5.1.1", REFUSED, "no such mailbox"),
    _answers("content", "552 5.2.2", DEFERRED, "the mailbox is full"),
    _answers("content", "552 5.3.4", OUTAGE, "the mail is too big"),
    _answers("content", "554 5.7.1", OUTAGE, "a content filter"),
    _answers("content", "554", OUTAGE, "no reason given"),
    Misbehaviour(
        "answers the content in several lines, `550-5.7.26` first: no signature",
        OUTAGE,
        f"{_TAKES_NONE}550 5.7.26 at content",
        {"content": b"550-5.7.26 The sender\r\n550-5.7.26 is\r\n550 5.7.26 unknown\r\n"},
    ),
    *(
        Misbehaviour(
            f"answers the content by `{answer}`: it has the mail",
            DELIVERED,
            answers={"content": f"{answer}\r\n".encode()},
        )
        for answer in ("200", "251 2.0.0", "299")
    ),
    *(
        Misbehaviour(
            f"answers the content by `{answer}`: it may have the mail",
            DEFERRED,
            f"the mail server did not say whether it took the mail: {told} at content",
            {"content": f"{answer}\r\n".encode()},
        )
        for answer, told in (
            ("what?", "an answer that is not SMTP"),
            ("2.0.0 OK", "an answer that is not SMTP"),
            ("354", "354"),
            ("600", "600"),
        )
    ),
)

_HABITS = (
    Misbehaviour("offers no extension", DELIVERED, answers={"EHLO": b"250 mail.test\r\n"}),
    Misbehaviour("closes after each mail, with 421", DELIVERED, mails=3, closes_after=1),
    Misbehaviour("says nothing to QUIT", DELIVERED, answers={"QUIT": Habit.SILENCE}),
    Misbehaviour(
        "answers in several lines",
        DELIVERED,
        answers={"content": b"250-2.0.0 the mail\r\n250-2.0.0 is\r\n250 2.0.0 queued\r\n"},
    ),
    Misbehaviour(
        "does not offer SMTPUTF8, to an address such as `zoë@exemple.fr`",
        REFUSED,
        _ASCII,
        to="zoë@exemple.fr",
    ),
)

CHAPTERS = {
    "When it is called": _CALLING,
    "TLS and sign-in": _SECURING,
    "MAIL FROM": _SENDER,
    "RCPT TO": _RECIPIENT,
    "The mail itself": _CONTENT,
    "Habits": _HABITS,
}
MISBEHAVIOURS = tuple(each for chapter in CHAPTERS.values() for each in chapter)

BEGINNING = """# What mail servers do

What a mail server may do, what becomes of the mail, and what the operator sees. Each line happens
to a relay on real sockets in `tests/adapters/smtp/test_misbehaviour.py`. This page is made from
those tests; write it anew with `python -m tests.adapters.smtp.misbehaviour`.

A mail

- **is delivered**;
- **waits** while nothing can be sent: no attempt is counted, however long it lasts. All mails of
  the outbox wait with it and are tried again every minute. The log has one line at `ERROR` when
  this begins and one at `INFO` when it ends. One mail alone cannot hold the others up: when the
  mail server refuses one in this way and takes another, the first **is tried again** like any that
  fails;
- **is tried again** after 1, 2, 4… minutes, at most 4 hours; a dead letter after 16 attempts, in a
  little under two days. The log has a line at `WARNING` for each attempt, and one at `ERROR` for a
  dead letter;
- **is tried once more** after 15 minutes, because the mail server's answer speaks of the recipient;
  a dead letter when it is refused again.

`espaceclient outbox list` shows the last error beside each mail; the log never shows an address.
Where another mail server stands between, its own refusals come back as bounces to `mail_from`.
"""


def page() -> str:
    text = BEGINNING
    for chapter, rows in CHAPTERS.items():
        text += f"\n## {chapter}\n\n"
        text += "| the mail server | the mail | last error, and level in the log |\n"
        text += "| --- | --- | --- |\n"
        for row in rows:
            becomes, level = row.outcome.value
            seen = f"{level}: {row.error}" if level else ""
            text += f"| {row.does} | {becomes} | {seen} |\n"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
