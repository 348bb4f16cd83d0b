from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.smtp import SmtpServer, Tls, smtp_from_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.fr", SmtpServer("mail.example.fr", 587, Tls.STARTTLS)),
        ("SMTP://Mail.Example.fr/", SmtpServer("mail.example.fr", 587, Tls.STARTTLS)),
        ("smtps://mail.example.fr", SmtpServer("mail.example.fr", 465, Tls.IMPLICIT)),
        (
            "smtps://mail.example.fr:2465?tls=implicit",
            SmtpServer("mail.example.fr", 2465, Tls.IMPLICIT),
        ),
        ("smtp://mail.example.fr?tls=implicit", SmtpServer("mail.example.fr", 465, Tls.IMPLICIT)),
        ("smtp://mail.example.fr:25?tls=starttls", SmtpServer("mail.example.fr", 25, Tls.STARTTLS)),
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025, Tls.PLAIN)),
        ("smtp://localhost", SmtpServer("localhost", 25, Tls.PLAIN)),
        ("smtp://[::1]:1025?tls=plain", SmtpServer("::1", 1025, Tls.PLAIN)),
        ("smtp://localhost:1025?tls=starttls", SmtpServer("localhost", 1025, Tls.STARTTLS)),
        (
            "smtp://mailpit:1025?tls=plain&allow_plain=yes",
            SmtpServer("mailpit", 1025, Tls.PLAIN, allow_plain=True),
        ),
        (
            "smtp://relay%40example.fr:p%40ss%3Aw%2Frd%25@mail.example.fr?timeout=2.5&ca_file=/etc/ca.pem",
            SmtpServer(
                "mail.example.fr",
                587,
                Tls.STARTTLS,
                "relay@example.fr",
                "p@ss:w/rd%",
                Path("/etc/ca.pem"),
                2.5,
            ),
        ),
    ],
)
def test_a_url_names_a_server(url: str, server: SmtpServer) -> None:
    assert smtp_from_url(url) == server


@pytest.mark.parametrize(
    ("url", "mistake"),
    [
        ("", "an SMTP URL begins with smtp:// or smtps://"),
        ("http://mail.example.fr", "an SMTP URL begins with smtp:// or smtps://"),
        ("smtp://", "the SMTP URL names no host"),
        ("smtp://relay:s3cret@", "the SMTP URL names no host"),
        ("smtp://mail.example.fr:0", "the SMTP URL's port is 1 to 65535"),
        ("smtp://mail.example.fr:port", "the SMTP URL is malformed"),
        ("smtp://mail.example.fr:65536", "the SMTP URL is malformed"),
        ("smtp://[::1", "the SMTP URL is malformed"),
        ("smtp://mail.example.fr/inbox", "the SMTP URL is malformed"),
        ("smtp://mail.example.fr#a", "the SMTP URL is malformed"),
        ("smtp://relay:s3cret/more@mail.example.fr", "the SMTP URL is malformed"),
        ("smtp://relay:s3cret%ff@mail.example.fr", "user and password are UTF-8, percent-encoded"),
        (
            "smtp://mail.example.fr?tsl=plain",
            "options are tls, ca_file, timeout, allow_plain; another one is given",
        ),
        ("smtp://mail.example.fr?tls=plain&tls=starttls", "an option of the SMTP URL stands twice"),
        ("smtp://mail.example.fr?tls=none", "tls is starttls, implicit or plain"),
        ("smtp://mail.example.fr?tls=", "tls is starttls, implicit or plain"),
        ("smtps://mail.example.fr?tls=starttls", "smtps:// means tls=implicit"),
        ("smtp://mail.example.fr?tls=plain", "would leave this machine without TLS"),
        ("smtp://mail.example.fr?timeout=long", "timeout is a number of seconds"),
        ("smtp://mail.example.fr?allow_plain=1", "allow_plain is yes or no"),
        ("smtp://relay@mail.example.fr", "a user and a password go together"),
    ],
)
def test_a_mistake_is_named(url: str, mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake.replace("?", r"\?")):
        smtp_from_url(url)


@given(st.text("/?#:@%[]é&=;, ", max_size=6), st.text("/?#:@%[]é&=;, ", max_size=6))
def test_no_mistake_repeats_the_password(before: str, after: str) -> None:
    try:
        smtp_from_url(f"smtp://relay:{before}s3cret{after}@mail.example.fr:587?tls=none")
    except ValueError as mistake:
        shown = f"{mistake} {mistake.__cause__ or ''}"
    assert "s3cret" not in shown
