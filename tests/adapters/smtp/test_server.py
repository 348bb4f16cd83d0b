import pytest

from espaceclient.adapters.smtp import SmtpServer, Tls


def test_starttls_is_the_default() -> None:
    assert SmtpServer("mail.example.fr", 587).tls is Tls.STARTTLS


def test_a_password_does_not_show_itself() -> None:
    assert "s3cret" not in repr(SmtpServer("mail.example.fr", 587, user="relay", password="s3cret"))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "mail.localhost"])
def test_plain_goes_to_this_machine(host: str) -> None:
    assert SmtpServer(host, 25, Tls.PLAIN, "relay", "s3cret").tls is Tls.PLAIN


@pytest.mark.parametrize("host", ["mail.example.fr", "10.0.0.1", "localhost.example.fr"])
def test_plain_goes_nowhere_else(host: str) -> None:
    with pytest.raises(ValueError, match="would leave this machine without TLS"):
        SmtpServer(host, 25, Tls.PLAIN)


def test_plain_goes_elsewhere_when_it_is_allowed() -> None:
    assert SmtpServer("mail.example.fr", 25, Tls.PLAIN, allow_plain=True).tls is Tls.PLAIN


def test_a_password_goes_nowhere_without_tls_even_when_plain_is_allowed() -> None:
    with pytest.raises(
        ValueError, match=r"^the password would go to mail\.example\.fr without TLS$"
    ):
        SmtpServer("mail.example.fr", 25, Tls.PLAIN, "relay", "s3cret", allow_plain=True)


@pytest.mark.parametrize(("user", "password"), [("relay", None), (None, "s3cret")])
def test_a_user_and_a_password_go_together(user: str | None, password: str | None) -> None:
    with pytest.raises(ValueError, match=r"^a user and a password go together$"):
        SmtpServer("mail.example.fr", 587, user=user, password=password)


def test_a_password_that_the_driver_cannot_send_is_refused_and_not_told() -> None:
    with pytest.raises(ValueError, match=r"^user and password hold ASCII characters only$"):
        SmtpServer("mail.example.fr", 587, user="relay", password="mot-de-passé")


def test_an_international_host_is_known_by_its_a_labels() -> None:
    assert SmtpServer("courrier.forêt.fr", 587).host == "courrier.xn--fort-ipa.fr"


@pytest.mark.parametrize("host", ["", "a" * 64 + ".fr", "mail..fr", "mail example.fr"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="is no host name"):
        SmtpServer(host, 587)


@pytest.mark.parametrize("port", [0, 65536])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match="'port' must be"):
        SmtpServer("mail.example.fr", port)


@pytest.mark.parametrize("timeout", [0, -1, 601, float("nan"), float("inf")])
def test_a_timeout_that_never_or_always_ends_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="'timeout' must be"):
        SmtpServer("mail.example.fr", 587, timeout=timeout)
