from pathlib import Path

import pytest

from espaceclient.adapters.smtp import SmtpServer, Tls


def test_starttls_is_the_default() -> None:
    server = SmtpServer("mail.example.fr")
    assert (server.tls, server.port) == (Tls.STARTTLS, 587)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "mail.localhost"])
def test_plain_is_the_default_towards_this_machine(host: str) -> None:
    server = SmtpServer(host, user="relay", password="s3cret")
    assert (server.tls, server.port) == (Tls.PLAIN, 25)


@pytest.mark.parametrize(("tls", "port"), [(Tls.IMPLICIT, 465), (Tls.STARTTLS, 587)])
def test_each_kind_of_tls_has_its_port(tls: Tls, port: int) -> None:
    assert SmtpServer("localhost", tls=tls).port == port


def test_every_field_may_be_given() -> None:
    server = SmtpServer(
        "mail.example.fr",
        tls=Tls.IMPLICIT,
        port=2465,
        user="relay@example.fr",
        password="p@ss:w/rd%",
        ca_file=Path("/etc/ca.pem"),
        timeout=2.5,
    )
    assert (server.port, server.user, server.password) == (2465, "relay@example.fr", "p@ss:w/rd%")


def test_a_password_does_not_show_itself() -> None:
    assert "s3cret" not in repr(SmtpServer("mail.example.fr", user="relay", password="s3cret"))


@pytest.mark.parametrize("host", ["mail.example.fr", "10.0.0.1", "localhost.example.fr"])
def test_plain_goes_nowhere_else(host: str) -> None:
    with pytest.raises(
        ValueError, match=rf"^tls: plain would send mail to {host} in clear; allow_plain permits it"
    ):
        SmtpServer(host, tls=Tls.PLAIN)


def test_plain_goes_elsewhere_when_it_is_allowed() -> None:
    assert SmtpServer("mail.example.fr", tls=Tls.PLAIN, allow_plain=True).port == 25


def test_a_password_goes_nowhere_without_tls_even_when_plain_is_allowed() -> None:
    with pytest.raises(
        ValueError, match=r"^tls: plain would send the password to mail\.example\.fr in clear$"
    ):
        SmtpServer(
            "mail.example.fr", tls=Tls.PLAIN, user="relay", password="s3cret", allow_plain=True
        )


def test_a_user_needs_a_password() -> None:
    with pytest.raises(ValueError, match=r"^password: missing, since a user is given$"):
        SmtpServer("mail.example.fr", user="relay")


def test_a_password_needs_a_user() -> None:
    with pytest.raises(ValueError, match=r"^user: missing, since a password is given$"):
        SmtpServer("mail.example.fr", password="s3cret")


def test_a_password_that_the_driver_cannot_send_is_refused_and_not_told() -> None:
    with pytest.raises(ValueError, match=r"^password: must hold ASCII characters only$"):
        SmtpServer("mail.example.fr", user="relay", password="mot-de-passé")


def test_an_international_host_is_known_by_its_a_labels() -> None:
    assert SmtpServer("courrier.forêt.fr").host == "courrier.xn--fort-ipa.fr"


@pytest.mark.parametrize("host", ["", "a" * 64 + ".fr", "mail..fr", "mail example.fr"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=rf"^host: '{host}' is no host name$"):
        SmtpServer(host)


@pytest.mark.parametrize("port", [0, 65536])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match=r"^port: must be from 1 to 65535$"):
        SmtpServer("mail.example.fr", port=port)


@pytest.mark.parametrize("timeout", [0, -1, 601, float("nan"), float("inf")])
def test_a_timeout_that_never_or_always_ends_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match=r"^timeout: must be more than 0 and at most 600 seconds$"):
        SmtpServer("mail.example.fr", timeout=timeout)
