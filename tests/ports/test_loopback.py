"""Which addresses links may be made of."""

import pytest

from espaceclient.ports.loopback import is_loopback, require_web_address


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "pages.localhost", "127.0.0.1", "127.8.9.10", "::1"]
)
def test_this_machine_is_known_by_its_names_and_addresses(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "exemple.fr", "192.0.2.1", "localhost.exemple.fr", "::2"])
def test_no_other_host_is_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "url", ["https://exemple.fr", "https://exemple.fr:8443/espace/", "http://[::1]:8000/"]
)
def test_https_is_taken_and_http_on_this_machine(url: str) -> None:
    require_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr",
        "ftp://exemple.fr",
        "https://",
        "https://x.fr:99999/",
        "https://x.fr/a b",
        "https://[x/",
        "https://user:secret@x.fr/",
        "https://x.fr/?",
        "https://x.fr/#",
        "https://x.fr/\n",
    ],
)
def test_no_other_address_is_taken(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        require_web_address(url)
