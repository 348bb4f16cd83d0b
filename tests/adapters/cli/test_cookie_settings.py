"""The contract of the cookies, as settings."""

import pytest

from espaceclient.adapters.authentication import CookieSettings
from espaceclient.adapters.cli.cookie_settings import SharingSettings
from espaceclient.adapters.cli.loading import SettingsError, load


def settings(**given: str) -> SharingSettings:
    return load(
        SharingSettings, {f"ESPACECLIENT_{name.upper()}": text for name, text in given.items()}
    )


def test_a_sign_in_is_shared_with_nobody_by_default() -> None:
    assert settings().cookies(secure=True) == CookieSettings()


def test_they_are_those_of_the_pages() -> None:
    named = settings(cookie_name="nord", cookie_domain="exemple.fr", cookie_path="/espace")
    assert named.cookies(secure=True) == CookieSettings(
        name="nord", domain="exemple.fr", path="/espace"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("cookie_name", "a b"), ("cookie_domain", ".exemple.fr"), ("cookie_path", "espace")],
)
def test_a_mistake_is_told_with_its_key(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name.upper()}: the \w+ of the cookies must be"):
        settings(**{name: value})
