"""Secrets given as the name of a file that holds them."""

import logging
import re
from pathlib import Path

import pytest

from espaceclient.adapters.cli.loading import load, source_of
from espaceclient.adapters.cli.settings import SECRETS, RelaySettings, ServeSettings
from tests.adapters.cli.commands import run
from tests.adapters.cli.test_settings import RELAY, SECRET, SERVE, mistakes

LINKS = f"2026:{SECRET}"
WITHOUT_LINKS = {name: text for name, text in SERVE.items() if "LINK_KEYS" not in name}
WITHOUT_PASSWORD = {name: text for name, text in RELAY.items() if "PASSWORD" not in name}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of its owner alone, as ``LoadCredential`` makes it."""
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(f"{LINKS}\n", "ascii")
    return file


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_key_ring_is_read_from_a_file_without_the_newline_at_its_end(
    file: Path, end: str
) -> None:
    file.write_bytes(f"{LINKS}{end}".encode())
    settings = load(ServeSettings, {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)})
    assert settings.link_keys.newest.secret == b"0123456789abcdef0123456789abcdef"


def test_spaces_and_all_but_one_newline_belong_to_a_password(file: Path) -> None:
    file.write_bytes(b" mot de passe \n\n")
    environ = {**WITHOUT_PASSWORD, "ESPACECLIENT_SMTP_PASSWORD_FILE": str(file)}
    assert load(RelaySettings, environ).smtp_password == " mot de passe \n"


def test_a_line_of_the_settings_file_names_a_secrets_file(tmp_path: Path, file: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text(f'link_keys_file = "{file}"', "utf-8")
    assert load(ServeSettings, WITHOUT_LINKS, config).link_keys.newest.id == "2026"


def test_both_a_secret_and_its_file_are_a_mistake_that_names_both(file: Path) -> None:
    environ = {**SERVE, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    (mistake,) = mistakes(ServeSettings, environ)
    assert mistake == (
        "ESPACECLIENT_LINK_KEYS_FILE: given together with ESPACECLIENT_LINK_KEYS; "
        "remove one of them"
    )


def test_a_file_that_is_missing_is_named_with_its_setting(file: Path) -> None:
    file.unlink()
    environ = {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    assert mistakes(ServeSettings, environ) == [
        f"ESPACECLIENT_LINK_KEYS_FILE: {file} cannot be read: No such file or directory"
    ]


@pytest.mark.parametrize(
    ("content", "mistake"), [(b"\n", "is empty"), (b"2026:\xe9\xff", "is no text in UTF-8")]
)
def test_a_file_that_holds_no_secret_is_named_and_not_quoted(
    file: Path, content: bytes, mistake: str
) -> None:
    file.write_bytes(content)
    environ = {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    assert mistakes(ServeSettings, environ) == [f"ESPACECLIENT_LINK_KEYS_FILE: {file} {mistake}"]


def test_a_file_that_holds_no_keys_is_a_mistake_of_its_setting(file: Path) -> None:
    file.write_text("c2VjcmV0", "ascii")
    environ = {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    (mistake,) = mistakes(ServeSettings, environ)
    assert mistake.startswith("ESPACECLIENT_LINK_KEYS_FILE: ")
    assert "c2VjcmV0" not in mistake


def test_a_command_reads_only_the_secrets_that_it_needs() -> None:
    load(RelaySettings, {**RELAY, "ESPACECLIENT_PASSWORD_KEYS_FILE": "there/is/none"})


def test_a_mistake_about_a_secret_is_told_by_the_setting_that_names_its_file(file: Path) -> None:
    assert source_of("link_keys", {"ESPACECLIENT_LINK_KEYS_FILE": str(file)}) == (
        "ESPACECLIENT_LINK_KEYS_FILE"
    )


def test_a_file_that_everybody_can_read_is_warned_about_once(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    environ = {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    with caplog.at_level(logging.WARNING):
        load(ServeSettings, environ)
        assert caplog.messages == []
        file.chmod(0o644)
        load(ServeSettings, environ)
        load(ServeSettings, environ)
    (warning,) = caplog.messages
    assert warning == (
        f"ESPACECLIENT_LINK_KEYS_FILE: everybody on this machine can read {file}; "
        "chmod 600 keeps it to its owner"
    )


def test_settings_read_from_files_show_no_secret(file: Path) -> None:
    environ = {**WITHOUT_LINKS, "ESPACECLIENT_LINK_KEYS_FILE": str(file)}
    shown = repr(load(ServeSettings, environ))
    assert SECRET not in shown
    assert "0123456789abcdef" not in shown


def test_every_secrets_file_is_listed() -> None:
    listed = re.findall(r"ESPACECLIENT_(\w+)_FILE ", run("settings", "list").stdout)
    assert sorted(name.lower() for name in listed if not name.endswith("_CA")) == sorted(SECRETS)


def test_a_check_of_the_settings_tells_a_file_that_cannot_be_read(file: Path) -> None:
    file.unlink()
    done = run("settings", "check", link_keys_file=file)
    assert done.returncode == 1
    assert done.stderr.replace("\n", "") == (
        f"ESPACECLIENT_LINK_KEYS_FILE: {file} cannot be read: No such file or directory"
    )
