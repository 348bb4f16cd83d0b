"""Settings: every mistake named with its key, and nothing secret told."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import EmailAddress, Limits
from espaceclient.adapters.cli.known_settings import MEANINGS
from espaceclient.adapters.cli.loading import SettingsError, load
from espaceclient.adapters.cli.settings import (
    GROUPS,
    CheckSettings,
    DataSettings,
    DemoSettings,
    RelaySettings,
    ServeSettings,
)
from espaceclient.adapters.smtp import SmtpServer, Tls

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
    "ESPACECLIENT_SMTP_HOST": "mail.exemple.fr",
    "ESPACECLIENT_SMTP_TLS": "implicit",
    "ESPACECLIENT_SMTP_USER": "relais",
    "ESPACECLIENT_SMTP_PASSWORD": "motdepasse",
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
    (mistake,) = mistakes(CheckSettings, {}, config)
    assert mistake == "prot in espaceclient.toml: there is no such setting"


def test_a_file_that_is_no_toml_is_a_mistake(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text("port = ", "utf-8")
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
    assert [ring.newest.secret[:6] for ring in rings if ring] == [
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


def test_the_mail_server_is_described_setting_by_setting() -> None:
    environ = {
        **RELAY,
        "ESPACECLIENT_SMTP_PORT": "2465",
        "ESPACECLIENT_SMTP_USER": "relais@exemple.fr",
        "ESPACECLIENT_SMTP_PASSWORD": "p@ss:w/rd%?#",
        "ESPACECLIENT_SMTP_CA_FILE": "/etc/ca.pem",
        "ESPACECLIENT_SMTP_TIMEOUT": "2.5",
    }
    assert load(RelaySettings, environ).smtp_server == SmtpServer(
        "mail.exemple.fr",
        tls=Tls.IMPLICIT,
        port=2465,
        user="relais@exemple.fr",
        password="p@ss:w/rd%?#",
        ca_file=Path("/etc/ca.pem"),
        timeout=2.5,
    )


def test_the_mail_server_is_described_in_a_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text(
        'smtp_host = "mailpit"\nsmtp_port = 1025\nsmtp_tls = "plain"\nsmtp_allow_plain = true\n',
        "utf-8",
    )
    assert load(DemoSettings, {}, config).smtp_server == SmtpServer(
        "mailpit", tls=Tls.PLAIN, port=1025, allow_plain=True
    )


@pytest.mark.parametrize(
    ("setting", "said", "mistake"),
    [
        ("HOST", "mail exemple", "HOST: 'mail exemple' is no host name"),
        ("PORT", "smtp", "PORT: must be a whole number"),
        ("PORT", "0", "PORT: must be from 1 to 65535"),
        ("TLS", "none", "TLS: must be one of starttls, implicit, plain"),
        (
            "TLS",
            "plain",
            "TLS: plain would send mail to mail.exemple.fr in clear; smtp_allow_plain permits it",
        ),
        ("TIMEOUT", "long", "TIMEOUT: must be a number"),
        ("TIMEOUT", "601", "TIMEOUT: must be more than 0 and at most 600 seconds"),
        ("ALLOW_PLAIN", "perhaps", "ALLOW_PLAIN: must be yes or no"),
        ("PASSWORD", "", "PASSWORD: missing, since a user is given"),
        ("PASSWORD", "mot-de-passé", "PASSWORD: must hold ASCII characters only"),
        ("USER", "", "USER: missing, since a password is given"),
        ("HOST", "", "HOST: missing"),
    ],
)
def test_a_mistake_about_the_mail_server_names_its_setting(
    setting: str, said: str, mistake: str
) -> None:
    environ = {**RELAY, f"ESPACECLIENT_SMTP_{setting}": said}
    assert mistakes(RelaySettings, environ) == [f"ESPACECLIENT_SMTP_{mistake}"]


def test_a_mistake_across_settings_of_a_file_names_the_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text('smtp_host = "mail.exemple.fr"\nsmtp_tls = "plain"\n', "utf-8")
    (mistake,) = mistakes(DemoSettings, {}, config)
    assert mistake.startswith("smtp_tls in espaceclient.toml: plain would send mail")


def test_a_demonstration_whose_mail_server_has_no_host_is_a_mistake() -> None:
    assert mistakes(DemoSettings, {"ESPACECLIENT_SMTP_PORT": "1025"}) == [
        "ESPACECLIENT_SMTP_HOST: missing, since other smtp_… settings are given"
    ]


@given(st.text("/?#:@%[]&=;, ", max_size=6), st.text("/?#:@%[]é&=;, ", max_size=6))
def test_no_mistake_repeats_the_password(before: str, after: str) -> None:
    password = f"{before}s3cret{after}"
    environ = {**RELAY, "ESPACECLIENT_SMTP_PASSWORD": password, "ESPACECLIENT_SMTP_TLS": "plain"}
    assert "s3cret" not in "".join(mistakes(RelaySettings, environ))


@pytest.mark.parametrize("proxies", ["*", "10.0.0.1, *", "0.0.0.0/0", "::/0"])
def test_everybody_is_no_proxy_to_trust(proxies: str) -> None:
    environ = {**SERVE, "ESPACECLIENT_TRUSTED_PROXIES": proxies}
    (mistake,) = mistakes(ServeSettings, environ)
    everybody = proxies.removeprefix("10.0.0.1, ")
    assert mistake == (
        f"ESPACECLIENT_TRUSTED_PROXIES: {everybody} would let every visitor choose the address "
        "that the limits count; name the reverse proxy's address or network"
    )


@pytest.mark.parametrize("proxies", ["nginx", "10.0.0.1/8", "10.0.0.1;10.0.0.2"])
def test_what_could_never_be_a_proxy_is_a_mistake(proxies: str) -> None:
    environ = {**SERVE, "ESPACECLIENT_TRUSTED_PROXIES": proxies}
    assert mistakes(ServeSettings, environ) == [
        f"ESPACECLIENT_TRUSTED_PROXIES: {proxies!r} is neither an address nor a network"
    ]


def test_proxies_are_addresses_and_networks() -> None:
    proxies = "127.0.0.1, ::1, 10.1.0.0/16, fd00::/8"
    settings = load(ServeSettings, {**SERVE, "ESPACECLIENT_TRUSTED_PROXIES": proxies})
    assert settings.trusted_proxies == proxies


def test_an_address_that_is_none_is_a_mistake() -> None:
    environ = {**RELAY, "ESPACECLIENT_MAIL_FROM": "personne"}
    assert mistakes(RelaySettings, environ) == ["ESPACECLIENT_MAIL_FROM: must be an e-mail address"]


def test_a_name_that_no_mail_can_be_signed_with_is_a_mistake() -> None:
    environ = {**RELAY, "ESPACECLIENT_CONTACT_NAME": "Service\nclients"}
    assert mistakes(RelaySettings, environ) == [
        "ESPACECLIENT_CONTACT_NAME: must be one line of text, without control characters"
    ]


def test_limits_are_those_of_the_domain_unless_they_are_tuned() -> None:
    assert load(ServeSettings, SERVE).policy.limits == Limits()
    tuned = {
        "ESPACECLIENT_SIGN_IN_FIRST_WAIT_SECONDS": "30",
        "ESPACECLIENT_OPENINGS_AN_HOUR_PER_RECIPIENT": "4",
    }
    assert load(ServeSettings, {**SERVE, **tuned}).policy.limits == Limits(
        sign_in_first_wait=timedelta(seconds=30), openings_an_hour_per_recipient=4
    )


@pytest.mark.parametrize(
    ("name", "said", "mistake"),
    [
        ("RESETS_AN_HOUR_PER_NETWORK", "0", "must be from 1 to 300, not 0"),
        ("WRONG_PAIRS_AN_HOUR_PER_METER", "1000", "must be from 3 to 200, not 1000"),
        (
            "SIGN_IN_LONGEST_WAIT_SECONDS",
            "0",
            "must be from 1 second to 1 day, not 0 seconds",
        ),
    ],
)
def test_no_limit_is_switched_off(name: str, said: str, mistake: str) -> None:
    environ = {**SERVE, f"ESPACECLIENT_{name}": said}
    assert mistakes(ServeSettings, environ) == [f"ESPACECLIENT_{name}: {mistake}"]


@pytest.mark.parametrize(
    ("name", "said", "mistake"),
    [
        (
            "WRONG_PAIRS_AN_HOUR_PER_METER",
            "10",
            "must be more than 2 times wrong_pairs_an_hour_per_contract_and_network",
        ),
        (
            "SIGN_IN_FIRST_WAIT_SECONDS",
            "3600",
            "must not be longer than sign_in_longest_wait_seconds",
        ),
    ],
)
def test_limits_that_contradict_each_other_are_a_mistake(
    name: str, said: str, mistake: str
) -> None:
    environ = {
        **SERVE,
        "ESPACECLIENT_SIGN_IN_LONGEST_WAIT_SECONDS": "120",
        f"ESPACECLIENT_{name}": said,
    }
    assert mistakes(ServeSettings, environ) == [f"ESPACECLIENT_{name}: {mistake}"]


def test_settings_show_no_secret() -> None:
    assert "motdepasse" not in repr(load(RelaySettings, RELAY))
    assert "0123456789abcdef" not in repr(load(ServeSettings, SERVE))


EVENTS = {
    "ESPACECLIENT_EVENTS_URL": "https://portail.exemple.fr/evenements",
    "ESPACECLIENT_EVENTS_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}


def test_a_host_that_is_told_of_events_has_an_address_and_a_secret() -> None:
    settings = load(RelaySettings, {**RELAY, **EVENTS})
    assert settings.events_url == "https://portail.exemple.fr/evenements"
    assert "MfKQ9r8" not in repr(settings)
    url, secret = [{**RELAY, name: text} for name, text in EVENTS.items()]
    assert mistakes(RelaySettings, url) == [
        "ESPACECLIENT_EVENTS_SECRET: missing, since events_url is given"
    ]
    assert mistakes(RelaySettings, secret) == [
        "ESPACECLIENT_EVENTS_URL: missing, since events_secret is given"
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "URL",
            "http://portail.exemple.fr/",
            "must begin with https:// (http:// is for this machine only)",
        ),
        ("SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be whsec_ and base64"),
        ("SECRET", "whsec_MfKQ9r8G", "must have 24 to 64 bytes"),
    ],
)
def test_what_is_wrong_with_the_host_of_events_is_told_and_not_quoted(
    name: str, text: str, said: str
) -> None:
    key = f"ESPACECLIENT_EVENTS_{name}"
    assert mistakes(RelaySettings, {**RELAY, **EVENTS, key: text}) == [f"{key}: {said}"]


def test_the_demonstration_needs_no_setting() -> None:
    assert load(DemoSettings, {}).port == 8000


README = Path(__file__).parents[3] / "README.md"


def test_every_setting_is_listed_with_its_meaning_and_in_the_readme() -> None:
    declared = {attribute.name for group in GROUPS for attribute in fields(group)}
    assert MEANINGS.keys() == declared
    table = README.read_text("utf-8").partition("| setting |")[2].partition("\n\n")[0]
    first_column = "".join(line.split("|")[1] for line in table.splitlines()[1:])
    assert set(re.findall(r"`(\w+)`", first_column)) == declared
