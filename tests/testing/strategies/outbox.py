"""The way of a mail: messages, leased_mails, and what an operator sees of them. Mails themselves
are in ``records``.
"""

from datetime import datetime
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import LeasedMail, OutboxEntry
from espaceclient.ports.wording import MailContent
from espaceclient.relay import MOST_ATTEMPTS
from espaceclient.testing.strategies.records import queued_mails
from espaceclient.testing.strategies.values import email_addresses, ids, instants

_ASTRAL = "\U0001f4a7"
_LINES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=80)
_SUBJECTS = _LINES | st.sampled_from(
    ("Bienvenue dans votre espace client", f"Votre eau {_ASTRAL}", "é" * 200)
)
_TEXTS = st.lists(_LINES, max_size=5).map("\n".join) | st.sampled_from(
    ("", f".\n..\nFrom {_ASTRAL}\n", "x" * 2000)
)
_ERRORS = (
    st.none() | _LINES | st.sampled_from(("452 4.2.2 Box full", f"5.7.1 {_ASTRAL}\nrefused " * 300))
)
_TRIES = st.integers(0, MOST_ATTEMPTS - 1) | st.sampled_from((0, MOST_ATTEMPTS - 1))


@cache
def letters() -> SearchStrategy[MailContent]:
    return st.builds(
        MailContent, _SUBJECTS, _TEXTS, _TEXTS.map(lambda text: f"<!doctype html><p>{text}</p>")
    )


@cache
def messages() -> SearchStrategy[Message]:
    """Messages: a subject of one line, a text of many, which may have lines of a dot or of 2,000
    characters.
    """

    def written(
        mail_id: str, to: EmailAddress, letter: MailContent, queued_at: datetime
    ) -> Message:
        return Message(
            f"{mail_id}@exemple.fr", to, letter.subject, letter.text, letter.html, queued_at
        )

    return st.builds(written, ids(), email_addresses(), letters(), instants())


@cache
def leased_mails() -> SearchStrategy[LeasedMail]:
    return st.builds(LeasedMail, ids(), queued_mails(), instants(), _TRIES, _TRIES, ids())


@cache
def entries() -> SearchStrategy[OutboxEntry]:
    """Mails that wait or are dead; some of them cannot be read by this release."""
    return st.builds(
        OutboxEntry,
        ids(),
        st.none() | queued_mails(),
        instants(),
        _TRIES,
        instants(),
        _ERRORS,
        st.booleans(),
    )
