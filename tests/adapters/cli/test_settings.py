"""Settings: every mistake named with its key, and nothing secret told."""

from datetime import timedelta
from pathlib import Path

import pytest

from espaceclient import EmailAddress
from espaceclient.adapters.cli.settings import (
    CheckSettings,
    DataSettings,
    DemoSettings,
    RelaySettings,
    ServeSettings,
    SettingsError,
    load,
)

SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
SESSION = "c2Vzc2lvbnNlc3Npb25zZXNzaW9uc2Vzc2lvbnNlc3M="
FINGERPRINT = "ZmluZ2VycHJpbnRmaW5nZXJwcmludGZpbmdlcnByaW4="
PEPPER = "cGVwcGVycGVwcGVycGVwcGVycGVwcGVycGVwcGVycGU="
SERVE = {
    "ESPACECLIENT_BASE_URL": "https://client.exemple.fr",
    "ESPACECLIENT_LINK_KEYS": f"2026:{SECRET}",
    "ESPACECLIENT_SESSION_KEYS": f"2026:{SESSION}",
    "ESPACECLIENT_FINGERPRINT_KEYS": f"2026:{FINGERPRINT}",
    "ESPACECLIENT_PASSWORD_KEYS": f"2026:{PEPPER}",
    "ESPACECLIENT_DATA": "donnees",
    "ESPACECLIENT_COMMUNES": "communes.csv",
}
RELAY = {
    **{
        name: SERVE[name]
        for name in ("ESPACECLIENT_BASE_URL", "ESPACECLIENT_LINK_KEYS", "ESPACECLIENT_DATA")
    },
    "ESPACECLIENT_SMTP_URL": "smtps://relais:motdepasse@mail.exemple.fr",
    "ESPACECLIENT_MAIL_FROM": "ne-pas-repondre@exemple.fr",
}


def mistakes(group: type, environ: dict[str, str], config: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(group, environ, config)
    return caught.value.mistakes


def test_the_environment_is_structured() -> None:
    settings = load(ServeSettings, SERVE)
    assert (settings.data, settings.port, settings.link_keys.newest.id) == (
        Path("donnees"),
        8000,
        "2026",
    )
    assert settings.link_keys.newest.secret == b"0123456789abcdef0123456789abcdef"


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text('data = "fichier"\nport = 9000\n', "utf-8")
    settings = load(ServeSettings, {**SERVE, "ESPACECLIENT_DATA": "environnement"}, config)
    assert (settings.data, settings.port) == (Path("environnement"), 9000)


def test_the_file_is_found_by_the_environment(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text('data = "fichier"', "utf-8")
    assert load(DataSettings, {"ESPACECLIENT_CONFIG": str(config)}) == DataSettings(Path("fichier"))


def test_a_command_asks_only_for_what_it_needs() -> None:
    assert load(CheckSettings, {}) == CheckSettings()
    assert mistakes(DataSettings, {}) == ["ESPACECLIENT_DATA: missing"]


def test_every_mistake_is_told_at_once_with_its_key() -> None:
    environ = {
        **SERVE,
        "ESPACECLIENT_BASE_URL": "http://client.exemple.fr",
        "ESPACECLIENT_PORT": "99999",
        "ESPACECLIENT_ACTIVATION_HOURS": "49",
        "ESPACECLIENT_PASSWORD_LENGTH": "7",
        "ESPACECLIENT_BCRYPT_COST": "douze",
        "ESPACECLIENT_COMUNES": "x",
        "ESPACECLIENT_DATA": "",
    }
    keys = [mistake.partition(":")[0] for mistake in mistakes(ServeSettings, environ)]
    assert keys == [
        "ESPACECLIENT_ACTIVATION_HOURS",
        "ESPACECLIENT_BASE_URL",
        "ESPACECLIENT_BCRYPT_COST",
        "ESPACECLIENT_COMUNES",
        "ESPACECLIENT_DATA",
        "ESPACECLIENT_PASSWORD_LENGTH",
        "ESPACECLIENT_PORT",
    ]


def test_a_mistake_in_the_file_is_named_with_the_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text("prot = 1", "utf-8")
    assert mistakes(CheckSettings, {}, config) == ["prot in espaceclient.toml: no such setting"]


@pytest.mark.parametrize("content", [None, "port = "], ids=["no file", "no TOML"])
def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, content: str | None) -> None:
    config = tmp_path / "espaceclient.toml"
    if content is not None:
        config.write_text(content, "utf-8")
    assert "cannot be read as TOML" in mistakes(CheckSettings, {}, config)[0]


@pytest.mark.parametrize(
    "url",
    [
        "client.exemple.fr",
        "ftp://client.exemple.fr",
        "https://",
        "https://x.fr/?a=1",
        "http://192.0.2.1/",
    ],
)
def test_a_base_url_is_https(url: str) -> None:
    (mistake,) = mistakes(ServeSettings, {**SERVE, "ESPACECLIENT_BASE_URL": url})
    assert mistake.startswith("ESPACECLIENT_BASE_URL: must")


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1/espace/", "http://[::1]:8000"]
)
def test_a_base_url_on_this_machine_needs_no_https(url: str) -> None:
    assert load(ServeSettings, {**SERVE, "ESPACECLIENT_BASE_URL": url}).base_url == url


@pytest.mark.parametrize(
    "keys", ["secret", "id:", "id:pas du base64!", f"a b:{SECRET}", "id:c2VjcmV0", ""]
)
def test_a_key_that_is_none_is_told_without_being_quoted(keys: str) -> None:
    (mistake,) = mistakes(ServeSettings, {**SERVE, "ESPACECLIENT_LINK_KEYS": keys or " "})
    assert mistake.startswith("ESPACECLIENT_LINK_KEYS: ")
    assert "c2VjcmV0" not in mistake


def test_keys_are_listed_newest_first() -> None:
    keys = load(ServeSettings, {**SERVE, "ESPACECLIENT_LINK_KEYS": f"2026:{SECRET}, 2025:{SECRET}"})
    assert [key.id for key in keys.link_keys] == ["2026", "2025"]


def test_each_ring_serves_its_own_purpose() -> None:
    keys = load(ServeSettings, SERVE).keys
    rings = (keys.links, keys.sessions, keys.fingerprints, keys.peppers)
    assert [ring.newest.secret[:6] for ring in rings] == [
        b"012345",
        b"sessio",
        b"finger",
        b"pepper",
    ]


@pytest.mark.parametrize(
    ("setting", "other"),
    [
        ("SESSION_KEYS", "link_keys"),
        ("FINGERPRINT_KEYS", "link_keys"),
        ("PASSWORD_KEYS", "link_keys"),
    ],
)
def test_one_secret_in_two_settings_is_a_mistake(setting: str, other: str) -> None:
    environ = {**SERVE, f"ESPACECLIENT_{setting}": f"new:{PEPPER[:-3]}eA=, old:{SECRET}"}
    assert mistakes(ServeSettings, environ) == [
        f"ESPACECLIENT_{setting}: holds a secret of {other}; each needs keys of its own"
    ]


def test_one_secret_in_two_lines_of_a_file_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text(f'password_keys = "2026:{SESSION}"', "utf-8")
    environ = {name: said for name, said in SERVE.items() if name != "ESPACECLIENT_PASSWORD_KEYS"}
    (mistake,) = mistakes(ServeSettings, environ, config)
    assert mistake.startswith("password_keys in espaceclient.toml: holds a secret of session_keys;")


def test_lifetimes_are_shortened_by_settings() -> None:
    rules = load(ServeSettings, {**SERVE, "ESPACECLIENT_ACTIVATION_HOURS": "24.5"}).policy
    assert rules.lifetimes.activation == timedelta(hours=24, minutes=30)


def test_the_password_may_be_asked_longer() -> None:
    assert (
        load(
            ServeSettings, {**SERVE, "ESPACECLIENT_PASSWORD_LENGTH": "12"}
        ).policy.password.shortest
        == 12
    )


def test_the_relay_needs_no_password_key() -> None:
    assert load(RelaySettings, RELAY).mail_from == EmailAddress("ne-pas-repondre@exemple.fr")


def test_an_address_that_is_none_is_a_mistake() -> None:
    environ = {**RELAY, "ESPACECLIENT_MAIL_FROM": "personne"}
    assert mistakes(RelaySettings, environ) == ["ESPACECLIENT_MAIL_FROM: must be an e-mail address"]


def test_settings_show_no_secret() -> None:
    assert "motdepasse" not in repr(load(RelaySettings, RELAY))
    assert "0123456789abcdef" not in repr(load(ServeSettings, SERVE))


def test_the_demonstration_needs_no_setting() -> None:
    assert load(DemoSettings, {}).port == 8000
