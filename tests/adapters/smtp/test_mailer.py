"""The mailer against real servers on loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer, Tls
from espaceclient.adapters.smtp.connection import Connection
from espaceclient.adapters.smtp.session import Session
from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.mailer import Message
from tests.adapters.smtp.conftest import Certificates
from tests.adapters.smtp.server import (
    HOST,
    MailServer,
    dripping_server,
    scripted_server,
    silent_server,
)

PASSWORD = "s3cret"
GREETING = (b"220 mail.test\r\n", b"250 mail.test\r\n")
SENDER = Sender(EmailAddress("clients@eau.test"), "Service clients")


def mail(number: int = 1, to: str = "marius@example.fr") -> Message:
    return Message(
        f"{number}@clients.eau.test",
        EmailAddress(to),
        "Bonjour",
        "Texte",
        "<p>Texte</p>",
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    )


@contextmanager
def mailer_to(
    port: int,
    tls: Tls = Tls.PLAIN,
    *,
    password: str | None = None,
    ca_file: Path | None = None,
    timeout: float = 10,
) -> Iterator[SmtpMailer]:
    server = SmtpServer(
        HOST,
        tls=tls,
        port=port,
        user=None if password is None else "relay",
        password=password,
        ca_file=ca_file,
        timeout=timeout,
    )
    mailer = SmtpMailer(server, SENDER)
    yield mailer
    mailer.close()


def failure_of(port: int, *, timeout: float = 10, password: str | None = None) -> PortError:
    with (
        mailer_to(port, timeout=timeout, password=password) as mailer,
        pytest.raises(PortError) as caught,
    ):
        mailer.send(mail())
    return caught.value


# TLS and AUTH


def test_starttls_secures_the_connection(certificates: Certificates) -> None:
    with (
        MailServer(starttls=certificates.server) as server,
        mailer_to(server.port, Tls.STARTTLS, ca_file=certificates.ca_file) as mailer,
    ):
        mailer.send(mail())
    assert server.postbox.over_tls == [True]


def test_implicit_tls_secures_the_connection(certificates: Certificates) -> None:
    with (
        MailServer(implicit=certificates.server) as server,
        mailer_to(server.port, Tls.IMPLICIT, ca_file=certificates.ca_file) as mailer,
    ):
        mailer.send(mail())
    assert server.postbox.over_tls == [True]


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_an_authority_that_is_not_trusted_gets_no_mail(
    certificates: Certificates, tls: Tls
) -> None:
    context = certificates.server
    options = {"implicit": context} if tls is Tls.IMPLICIT else {"starttls": context}
    with (
        MailServer(**options) as server,
        mailer_to(server.port, tls, ca_file=certificates.other_ca_file) as mailer,
        pytest.raises(MailerUnavailable, match="certificate verify failed"),
    ):
        mailer.send(mail())


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_the_machines_authorities_are_the_default(certificates: Certificates, tls: Tls) -> None:
    context = certificates.server
    options = {"implicit": context} if tls is Tls.IMPLICIT else {"starttls": context}
    with (
        MailServer(**options) as server,
        mailer_to(server.port, tls) as mailer,
        pytest.raises(MailerUnavailable, match="certificate verify failed"),
    ):
        mailer.send(mail())


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_certificate_for_another_host_gets_no_mail(certificates: Certificates, tls: Tls) -> None:
    context = certificates.elsewhere
    options = {"implicit": context} if tls is Tls.IMPLICIT else {"starttls": context}
    with (
        MailServer(**options) as server,
        mailer_to(server.port, tls, ca_file=certificates.ca_file) as mailer,
        pytest.raises(MailerUnavailable, match="Hostname mismatch"),
    ):
        mailer.send(mail())


def test_a_server_without_starttls_gets_neither_password_nor_mail(
    certificates: Certificates,
) -> None:
    with (
        MailServer(auth_require_tls=False) as server,
        mailer_to(
            server.port, Tls.STARTTLS, password=PASSWORD, ca_file=certificates.ca_file
        ) as mailer,
        pytest.raises(MailerUnavailable, match="STARTTLS extension not supported"),
    ):
        mailer.send(mail())
    assert (server.postbox.logins, server.postbox.received) == ([], [])


def test_starttls_that_is_offered_and_then_refused_is_not_gone_without(
    certificates: Certificates,
) -> None:
    greeting = (
        b"220 mail.test\r\n",
        b"250-mail.test\r\n250 STARTTLS\r\n",
        b"454 4.7.0 not now\r\n",
    )
    with (
        scripted_server(*greeting) as (port, heard),
        mailer_to(port, Tls.STARTTLS, ca_file=certificates.ca_file) as mailer,
        pytest.raises(MailerUnavailable, match=r"^no connection to the mail server: 454 4\.7\.0$"),
    ):
        mailer.send(mail())
    assert heard == [b"ehlo eau.test\r\n", b"STARTTLS\r\n"]


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_the_mailer_signs_in_over_tls(certificates: Certificates, tls: Tls) -> None:
    context = certificates.server
    # aiosmtpd knows only the TLS that it began itself.
    server = (
        MailServer(implicit=context, auth_require_tls=False)
        if tls is Tls.IMPLICIT
        else MailServer(starttls=context)
    )
    with (
        server,
        mailer_to(server.port, tls, password=PASSWORD, ca_file=certificates.ca_file) as mailer,
    ):
        mailer.send(mail())
    assert (server.postbox.logins, len(server.postbox.received)) == ([("relay", "s3cret")], 1)


def test_the_mailer_signs_in_on_loopback() -> None:
    with (
        MailServer(auth_require_tls=False) as server,
        mailer_to(server.port, password=PASSWORD) as mailer,
    ):
        mailer.send(mail())
    assert server.postbox.logins == [("relay", "s3cret")]


def test_a_wrong_password_stops_all_mail_and_is_not_told() -> None:
    with MailServer(auth_require_tls=False) as server:
        failure = failure_of(server.port, password="wrong-one")
    assert (type(failure), str(failure)) == (
        MailerUnavailable,
        "no connection to the mail server: 535 5.7.8",
    )


def test_a_server_without_auth_stops_all_mail() -> None:
    with MailServer(auth_require_tls=True) as server:
        failure = failure_of(server.port, password=PASSWORD)
    assert isinstance(failure, MailerUnavailable)


def test_a_challenge_that_is_no_base64_stops_all_mail() -> None:
    answers = (b"220 mail.test\r\n", b"250-mail.test\r\n250 AUTH CRAM-MD5\r\n", b"334 A\r\n")
    with scripted_server(*answers) as (port, _):
        failure = failure_of(port, password=PASSWORD)
    assert isinstance(failure, MailerUnavailable)


# What the server answers


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        ("450 4.2.1 mailbox busy", MailDeferred, "deferred the mail: 450 4.2.1 at RCPT TO"),
        ("450 4.3.2 not now", MailerUnavailable, "takes no mail: 450 4.3.2 at RCPT TO"),
        ("550 5.1.1 no user marius", MailRefused, "refused the recipient: 550 5.1.1 at RCPT TO"),
        ("550 5.2.1 box is closed", MailRefused, "refused the recipient: 550 5.2.1 at RCPT TO"),
        ("552 5.2.2 box is full", MailDeferred, "deferred the mail: 552 5.2.2 at RCPT TO"),
        ("553 5.6.7 ASCII only", MailRefused, "refused the recipient: 553 5.6.7 at RCPT TO"),
        ("550 5.1.8 bad sender", MailerUnavailable, "takes no mail: 550 5.1.8 at RCPT TO"),
        ("550 no", MailerUnavailable, "takes no mail: 550 at RCPT TO"),
        ("554 5.7.1 relaying denied", MailerUnavailable, "takes no mail: 554 5.7.1 at RCPT TO"),
        ("421 4.3.2 closing", MailerUnavailable, "takes no mail: 421 4.3.2 at RCPT TO"),
        ("530 5.7.0 sign in first", MailerUnavailable, "takes no mail: 530 5.7.0 at RCPT TO"),
    ],
)
def test_an_answer_to_the_recipient_decides(answer: str, kind: type[PortError], text: str) -> None:
    with MailServer() as server:
        server.postbox.answers_to_recipient = [answer]
        failure = failure_of(server.port)
    assert (type(failure), str(failure)) == (kind, f"the mail server {text}")


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        ("451 4.7.1 greylisted", MailDeferred, "deferred the mail: 451 4.7.1 at content"),
        ("550 5.1.1 no user", MailRefused, "refused the recipient: 550 5.1.1 at content"),
        (
            "554 5.7.1 blocked: https://x.fr/t0ken",
            MailerUnavailable,
            "takes no mail: 554 5.7.1 at content",
        ),
        ("421 4.3.2 closing", MailerUnavailable, "takes no mail: 421 4.3.2 at content"),
    ],
)
def test_an_answer_to_the_content_decides(answer: str, kind: type[PortError], text: str) -> None:
    with MailServer() as server:
        server.postbox.answers_to_content = [answer]
        failure = failure_of(server.port)
    assert (type(failure), str(failure)) == (kind, f"the mail server {text}")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("452 4.3.1 disk full", "452 4.3.1"),
        ("450 4.7.1 too many mails", "450 4.7.1"),
        ("550 5.7.1 not you", "550 5.7.1"),
        ("550 5.1.1 no such user", "550 5.1.1"),
        ("421 4.3.2 closing", "421 4.3.2"),
    ],
)
def test_what_is_said_of_the_sender_stops_all_mail(answer: str, status: str) -> None:
    with MailServer() as server:
        server.postbox.answers_to_mail = [answer]
        failure = failure_of(server.port)
    assert (type(failure), str(failure)) == (
        MailerUnavailable,
        f"the mail server takes no mail: {status} at MAIL FROM",
    )


def test_a_failure_keeps_what_the_driver_said_as_its_cause() -> None:
    with MailServer() as server:
        server.postbox.answers_to_recipient = ["550 5.1.1 no such user"]
        failure = failure_of(server.port)
    assert "no such user" in str(failure.__cause__)


def test_a_mail_that_cannot_be_written_is_refused() -> None:
    with (
        MailServer() as server,
        mailer_to(server.port) as mailer,
        pytest.raises(MailRefused, match="cannot be encoded"),
    ):
        mailer.send(Message("1@x.fr", mail().to, "a\r\nBcc: b@x.fr", "", "", mail().queued_at))
    assert server.postbox.connections == 0


# Connections


def test_two_mails_leave_over_one_connection() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(1))
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (2, 1)


@pytest.mark.parametrize("answer", ["450 4.2.1 mailbox busy", "550 5.1.1 no such user"])
def test_a_mail_after_one_that_failed_leaves_over_the_same_connection(answer: str) -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        server.postbox.answers_to_recipient = [answer]
        with pytest.raises(PortError):
            mailer.send(mail(1))
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (1, 1)


def test_a_server_that_hung_up_between_two_mails_is_called_again() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(1))
        server.hang_up()
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (2, 2)


def test_a_server_that_said_421_is_called_again() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        server.postbox.answers_to_content = ["421 4.3.2 closing"]
        with pytest.raises(MailerUnavailable):
            mailer.send(mail(1))
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (1, 2)


def test_a_mail_can_be_sent_after_close() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(1))
        mailer.close()
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (2, 2)


def test_closing_after_the_server_hung_up_is_no_failure() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail())
        server.hang_up()
        mailer.close()
    assert len(server.postbox.received) == 1


def test_a_new_connection_lost_before_the_mail_was_sent_stops_all_mail_for_now() -> None:
    lost = r"^the connection was lost before the mail was sent: Connection unexpectedly closed$"
    with MailServer() as server, mailer_to(server.port) as mailer:
        server.postbox.answers_to_recipient = ["drop"]
        with pytest.raises(MailerUnavailable, match=lost):
            mailer.send(mail(1))
        mailer.send(mail(2))
    assert len(server.postbox.received) == 1


def test_a_used_connection_lost_before_the_mail_was_sent_is_replaced() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(1))
        server.postbox.answers_to_recipient = ["drop"]
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (2, 2)


def test_a_used_connection_on_which_the_server_closes_down_is_replaced() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(1))
        server.postbox.answers_to_mail = ["421 4.7.0 enough mails on this connection"]
        mailer.send(mail(2))
    assert (len(server.postbox.received), server.postbox.connections) == (2, 2)


def test_a_mail_that_may_have_arrived_is_put_off_by_itself() -> None:
    with (
        scripted_server(*GREETING, *[b"250 OK\r\n"] * 2, b"354 go on\r\n") as (port, _),
        mailer_to(port, timeout=0.5) as mailer,
        pytest.raises(MailDeferred, match=r"before the mail was acknowledged: .*timed out"),
    ):
        mailer.send(mail())


def test_mails_of_many_threads_leave_over_a_connection_each_at_most() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer, ThreadPoolExecutor(4) as threads:
        for sent in [threads.submit(mailer.send, mail(number)) for number in range(40)]:
            sent.result()
    assert len(server.postbox.received) == 40
    assert 1 <= server.postbox.connections <= 4


def test_a_server_that_lets_one_connection_in_gets_all_mails_over_it() -> None:
    with (
        MailServer(at_most=1) as server,
        mailer_to(server.port) as mailer,
        ThreadPoolExecutor(4) as threads,
    ):
        mailer.send(mail(0))
        for sent in [threads.submit(mailer.send, mail(number)) for number in range(1, 20)]:
            sent.result()
    assert len(server.postbox.received) == 20


def test_a_mail_is_announced_in_one_piece_where_the_server_offers_pipelining() -> None:
    answers = (b"220 mail.test\r\n", b"250-mail.test\r\n250 PIPELINING\r\n")
    # All three are answered to the first line: the other two are already there.
    replies = b"250 OK\r\n250 OK\r\n354 go on\r\n"
    with (
        scripted_server(*answers, replies) as (port, heard),
        mailer_to(port, timeout=0.5) as mailer,
        pytest.raises(MailDeferred),
    ):
        mailer.send(mail())
    assert heard == [b"ehlo eau.test\r\n", b"MAIL FROM:<clients@eau.test>\r\n"]


def test_a_mail_refused_while_its_content_is_awaited_leaves_a_closed_connection() -> None:
    answers = (b"220 mail.test\r\n", b"250-mail.test\r\n250 PIPELINING\r\n")
    replies = b"250 OK\r\n550 5.1.1 no such user\r\n354 go on\r\n"
    with scripted_server(*answers, replies) as (port, _), mailer_to(port, timeout=0.5) as mailer:
        with pytest.raises(MailRefused, match=r"550 5\.1\.1 at RCPT TO"):
            mailer.send(mail())
        with pytest.raises(MailerUnavailable):  # over another connection, which nobody answers
            mailer.send(mail())


def test_a_line_that_begins_with_a_dot_arrives_as_it_is() -> None:
    dotted = evolve(mail(), text=".\n..\n.fin\n")
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(dotted)
    assert b"\r\n.\r\n..\r\n.fin\r\n" in (server.postbox.received[0].original_content or b"")


def test_a_server_that_is_not_there_stops_all_mail() -> None:
    with MailServer() as server:
        pass
    assert isinstance(failure_of(server.port), MailerUnavailable)


def test_a_server_that_turns_callers_away_stops_all_mail() -> None:
    with scripted_server(b"554 5.3.2 no service\r\n") as (port, _):
        failure = failure_of(port)
    assert (type(failure), str(failure)) == (
        MailerUnavailable,
        "no connection to the mail server: 554 5.3.2",
    )


@pytest.mark.parametrize("tls", Tls)
def test_a_server_that_never_greets_stops_all_mail_in_time(tls: Tls) -> None:
    with (
        silent_server() as port,
        mailer_to(port, tls, timeout=0.1) as mailer,
        pytest.raises(MailerUnavailable),
    ):
        mailer.send(mail())


def test_a_server_that_falls_silent_in_the_middle_stops_all_mail_in_time() -> None:
    with scripted_server(*GREETING, b"250 OK\r\n") as (port, _):
        failure = failure_of(port, timeout=0.5)
    assert isinstance(failure, MailerUnavailable)


def test_a_reply_that_drips_has_no_more_time_than_another() -> None:
    with dripping_server() as port:
        failure = failure_of(port, timeout=0.5)
    assert (type(failure), str(failure)) == (
        MailerUnavailable,
        "no connection to the mail server: Connection unexpectedly closed: timed out",
    )


def test_a_connection_that_is_gone_is_closed_without_a_word() -> None:
    with MailServer() as server:
        session = Session(HOST, server.port, "eau.test", timeout=10)
        session.close()
        connection = Connection(session)
        connection.say_goodbye()
        connection.close(deadline=0.0)
    assert not connection.is_open


# SMTPUTF8


def test_an_accented_address_goes_to_a_server_that_offers_smtputf8() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail(to="mireille.forêt@example.fr"))
    assert server.postbox.received[0].rcpt_tos == ["mireille.forêt@example.fr"]


def test_an_accented_address_is_refused_without_smtputf8() -> None:
    with (
        MailServer(enable_SMTPUTF8=False) as server,
        mailer_to(server.port) as mailer,
        pytest.raises(MailRefused, match="only ASCII letters before the @"),
    ):
        mailer.send(mail(to="mireille.forêt@example.fr"))


def test_smtputf8_is_not_asked_for_without_need() -> None:
    with MailServer() as server, mailer_to(server.port) as mailer:
        mailer.send(mail())
    assert "SMTPUTF8" not in (server.postbox.received[0].mail_options or [])
