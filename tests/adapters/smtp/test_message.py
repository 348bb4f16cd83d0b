"""What a mail server really receives, parsed again."""

import email.policy
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer
from espaceclient.adapters.smtp.message import compose
from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.mailer import Message
from tests.adapters.smtp.server import MailServer

SENDER = Sender(EmailAddress("clients@eau-pagnol.fr"), "Eau, « Métropole »")
MESSAGE = Message(
    message_id="7f3a@clients.eau-pagnol.fr",
    to=EmailAddress("Marius.Olivier@forêt.fr"),
    subject=(
        "Votre Espace Client\u00a0: il ne reste qu'une étape "
        "avant de découvrir tous nos services en ligne"
    ),
    text="Bonjour,\n\nDéjà prêt\u202f?\n.\n.point\nhttps://clients.eau-pagnol.fr/activation/"
    + "t" * 2000
    + "\n",
    html='<!DOCTYPE html>\n<html lang="fr"><p>Déjà prêt\u202f?</p></html>\n',
    queued_at=datetime(2026, 11, 22, 9, 30, 15, 999999, tzinfo=UTC),
    reply_to=EmailAddress("Service.Clients@forêt.fr"),
)


def parse(content: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content)


@pytest.fixture(scope="module")
def wire() -> bytes:
    with MailServer() as server:
        mailer = SmtpMailer(SmtpServer("localhost", port=server.port), SENDER)
        mailer.send(MESSAGE)
        mailer.close()
        content = server.postbox.received[0].content
        assert isinstance(content, bytes)
        return content


@pytest.fixture(scope="module")
def received(wire: bytes) -> EmailMessage:
    return parse(wire)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("From", '"Eau, « Métropole »" <clients@eau-pagnol.fr>'),
        ("To", "Marius.Olivier@xn--fort-ipa.fr"),
        ("Subject", MESSAGE.subject),
        ("Reply-To", "Service.Clients@xn--fort-ipa.fr"),
        ("Date", "Sun, 22 Nov 2026 09:30:15 +0000"),
        ("Message-ID", "<7f3a@clients.eau-pagnol.fr>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ],
)
def test_a_header_arrives(received: EmailMessage, name: str, value: str) -> None:
    assert received.get_all(name) == [value]


def test_the_text_arrives(received: EmailMessage) -> None:
    part = received.get_body(("plain",))
    assert part is not None
    assert part.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_the_html_arrives(received: EmailMessage) -> None:
    part = received.get_body(("html",))
    assert part is not None
    assert part.get_content().replace("\r\n", "\n") == MESSAGE.html


def test_the_parts_are_alternatives_in_utf_8_text_first(received: EmailMessage) -> None:
    kinds = [
        (part.get_content_type(), part.get_content_charset()) for part in received.iter_parts()
    ]
    assert (received.get_content_type(), kinds) == (
        "multipart/alternative",
        [("text/plain", "utf-8"), ("text/html", "utf-8")],
    )


def test_lines_end_in_crlf_and_only_there(wire: bytes) -> None:
    assert not wire.replace(b"\r\n", b"").translate(None, bytes(set(range(256)) - {10, 13}))


def test_lines_are_short(wire: bytes) -> None:
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78


def test_every_byte_is_ascii(wire: bytes) -> None:
    assert wire.isascii()


def test_the_same_message_is_the_same_mail() -> None:
    first, again = (parse(compose(MESSAGE, SENDER).content)["Message-ID"] for _ in range(2))
    assert first == again


def test_the_envelope_holds_the_local_part_as_stored_and_the_domain_as_a_labels() -> None:
    composed = compose(MESSAGE, SENDER)
    assert (composed.sender, composed.recipient) == (
        "clients@eau-pagnol.fr",
        "Marius.Olivier@xn--fort-ipa.fr",
    )


def test_an_accented_local_part_stands_in_the_headers_as_it_is() -> None:
    to = EmailAddress("forêt@example.fr")
    composed = compose(evolve(MESSAGE, to=to), SENDER)
    assert (composed.international, "To: forêt@example.fr\r\n".encode() in composed.content) == (
        True,
        True,
    )


def test_an_international_base_url_gives_an_ascii_message_id() -> None:
    content = compose(evolve(MESSAGE, message_id="7f3a@forêt.fr"), SENDER).content
    assert b"Message-ID: <7f3a@xn--fort-ipa.fr>\r\n" in content


def test_a_long_message_id_stays_whole() -> None:
    host = ".".join(["a" * 60] * 4)
    content = compose(evolve(MESSAGE, message_id=f"{'7' * 32}@{host}"), SENDER).content
    assert f"<{'7' * 32}@{host}>".encode() in content


@pytest.mark.parametrize(
    "character", ["\r", "\n", "\0", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ud800"]
)
def test_a_subject_of_two_lines_cannot_be_written(character: str) -> None:
    with pytest.raises(ValueError, match="one line of text"):
        compose(evolve(MESSAGE, subject=f"a{character}Bcc: b@x.fr"), SENDER)


def test_a_message_id_of_two_lines_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="one line of text"):
        compose(evolve(MESSAGE, message_id="1\r\nBcc: b@x.fr"), SENDER)


def test_a_header_that_ends_with_a_line_break_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="one line of text"):
        compose(evolve(MESSAGE, subject="Bonjour\r\n"), SENDER)


def test_a_senders_name_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="one line of text"):
        Sender(SENDER.address, "Eau\r\nBcc: b@x.fr")


def test_a_text_that_utf_8_cannot_hold_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        compose(evolve(MESSAGE, text="\ud800"), SENDER)


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


@settings(max_examples=50)
@given(subject=LINES, name=LINES)
def test_no_header_makes_another(subject: str, name: str) -> None:
    headers = parse(
        compose(evolve(MESSAGE, subject=subject), Sender(SENDER.address, name)).content
    ).keys()
    assert headers == [
        "From",
        "Subject",
        "To",
        "Reply-To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ]


@settings(max_examples=50)
@given(LINES)
def test_any_senders_name_leaves_one_sender(name: str) -> None:
    header = parse(compose(MESSAGE, Sender(SENDER.address, name)).content)["From"]
    assert [address.addr_spec for address in header.addresses] == ["clients@eau-pagnol.fr"]


@settings(max_examples=50)
@given(LINES)
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    content = compose(evolve(MESSAGE, subject=subject), SENDER).content
    folded = message_from_bytes(content)["Subject"]
    assert str(make_header(decode_header(folded))) == subject


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_any_text_makes_short_ascii_lines(text: str) -> None:
    content = compose(evolve(MESSAGE, text=text), SENDER).content
    assert (max(map(len, content.split(b"\r\n"))) <= 998, content.isascii()) == (True, True)


@pytest.mark.parametrize("reply_to", [None, "élodie@exemple.fr"])
def test_no_answer_is_asked_for_where_it_would_need_smtputf8(reply_to: str | None) -> None:
    answered = None if reply_to is None else EmailAddress(reply_to)
    composed = compose(evolve(MESSAGE, reply_to=answered), SENDER)
    assert (parse(composed.content)["Reply-To"], composed.international) == (None, False)


def test_an_answer_goes_to_an_international_address_where_the_mail_is_international() -> None:
    answered = evolve(
        MESSAGE, to=EmailAddress("élodie@exemple.fr"), reply_to=EmailAddress("zoé@exemple.fr")
    )
    assert "Reply-To: zoé@exemple.fr".encode() in compose(answered, SENDER).content
