import smtplib
from collections.abc import Sequence

import pytest
from attrs import evolve
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from espaceclient import EmailAddress
from espaceclient.adapters.django import DjangoMailer
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.mailer import Message
from espaceclient.testing.samples import BEGINNING
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django

MESSAGE = Message(
    "1@exemple.fr",
    EmailAddress("jeanne@exemple.fr"),
    "Votre espace client",
    "Bonjour\n",
    "<p>Bonjour</p>\n",
    BEGINNING,
)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Failing(BaseEmailBackend):
    """Opens, and then fails as it is told; or does not say that it took anything."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error

    def send_messages(self, _messages: Sequence[EmailMessage]) -> int:
        if self.error:
            raise self.error
        return 0


def test_a_mail_goes_through_the_backend_that_the_host_has_configured() -> None:
    mail.outbox = []
    with override_settings(EMAIL_BACKEND=LOCMEM):
        DjangoMailer().send(MESSAGE)
    (sent,) = mail.outbox
    headers = sent.message()
    assert sent.from_email == "Eaux de l’Exemple <eaux@exemple.fr>"
    assert headers["Message-ID"] == "<1@exemple.fr>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Date"] == "Fri, 04 Oct 2024 00:00:00 +0000"


def test_an_address_that_django_would_garble_is_refused() -> None:
    garbled = evolve(MESSAGE, to=EmailAddress("jérôme@exemple.fr"))
    with pytest.raises(MailRefused, match="SMTPUTF8"):
        DjangoMailer().send(garbled)


def test_a_subject_of_two_lines_is_refused() -> None:
    with pytest.raises(MailRefused, match="encoded"):
        DjangoMailer().send(evolve(MESSAGE, subject="a\nBcc: b@exemple.fr"))


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (None, MailDeferred),
        (smtplib.SMTPServerDisconnected("jeanne"), MailDeferred),
        (TimeoutError(), MailDeferred),
        (KeyError("a defect of the backend"), MailDeferred),
        (ConnectionRefusedError(), MailerUnavailable),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 no", "a@exemple.fr"), MailerUnavailable),
        (smtplib.SMTPDataError(554, b"5.7.1 spam jeanne@exemple.fr"), MailerUnavailable),
        (smtplib.SMTPDataError(452, b"4.2.2 full"), MailDeferred),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), MailerUnavailable),
    ],
)
def test_what_a_backend_raises_is_judged(error: Exception | None, raised: type[PortError]) -> None:
    with pytest.raises(raised) as told:
        DjangoMailer(connect=lambda: Failing(error)).send(MESSAGE)
    assert "jeanne" not in str(told.value)


def test_closing_a_mailer_leaves_it_as_it_is() -> None:
    mailer = DjangoMailer(connect=lambda: get_connection(LOCMEM))
    mailer.close()
    mailer.send(MESSAGE)


class Parting(Failing):
    """Takes a mail, and then fails to say goodbye."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        return len(messages)

    def close(self) -> None:
        raise smtplib.SMTPResponseException(500, b"Line too long.")


def test_a_mail_that_was_taken_is_not_sent_again_because_its_connection_ends_badly() -> None:
    DjangoMailer(connect=lambda: Parting(None)).send(MESSAGE)
