"""A mistake is told with the name of its setting, in plain words, in one line."""

import socket
from pathlib import Path

import pytest

from espaceclient.adapters.cli.breached import breached_passwords
from espaceclient.adapters.cli.loading import SettingsError
from espaceclient.adapters.cli.measuring import measured
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.cli.settings import DaySettings, ServeSettings
from espaceclient.adapters.cli.store import of_sqlite
from espaceclient.adapters.sqlite import SqliteDatabase
from tests.adapters.cli.commands import run
from tests.adapters.cli.test_settings import SERVE, mistakes

_NO_HTTPS = "must begin with https:// (http:// is for this machine only)"


@pytest.mark.parametrize(
    ("setting", "said", "told"),
    [
        ("ACTIVATION_HOURS", "72", "must be from 1 minute to 2 days, not 3 days"),
        ("RESET_MINUTES", "0.5", "must be from 1 minute to 1 day, not 30 seconds"),
        ("RESET_MINUTES", "0", "must be from 1 minute to 1 day, not 0 seconds"),
        ("SESSION_IDLE_MINUTES", "31", "must be from 1 minute to 30 minutes, not 31 minutes"),
        ("SESSION_HOURS", "12.5", "must be from 1 minute to 12 hours, not 12 hours 30 minutes"),
        ("SESSION_HOURS", "soon", "must be a number"),
        ("SESSION_HOURS", "nan", "must be a number"),
        ("SESSION_HOURS", "1e300", "is out of all bounds"),
        ("SIGN_IN_LONGEST_WAIT_SECONDS", "1e300", "is out of all bounds"),
        ("BREACHED_PASSWORDS", "http://exemple.fr", _NO_HTTPS),
        ("PASSWORD_LENGTH", "7", "must be from 8 to 64, not 7"),
    ],
)
def test_a_value_out_of_bounds_is_told_in_the_words_of_its_setting(
    setting: str, said: str, told: str
) -> None:
    key = f"ESPACECLIENT_{setting}"
    assert mistakes(ServeSettings, {**SERVE, key: said}) == [f"{key}: {told}"]


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc", "Europe"])
def test_a_time_zone_that_does_not_exist_is_told_with_its_setting(name: str) -> None:
    with pytest.raises(ValueError, match=r"^must be the name of a time zone, such as Europe/Paris"):
        DaySettings(time_zone=name)


def test_a_settings_file_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.toml"
    assert mistakes(ServeSettings, {}, file) == [
        f"{file}: no settings can be read there: No such file or directory"
    ]


def test_an_address_that_is_not_this_machines_is_told_with_its_settings() -> None:
    with pytest.raises(OSError, match=r"^ESPACECLIENT_HOST and ESPACECLIENT_PORT: cannot listen"):
        listen("192.0.2.1", 8000)


def test_a_port_in_use_is_told_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"^ESPACECLIENT_PORT: port {port} is in use; choose"):
            listen("127.0.0.1", port)


def test_a_port_for_metrics_in_use_is_told_with_its_option(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        SqliteDatabase(tmp_path / "data.sqlite3") as database,
    ):
        port = taken.getsockname()[1]
        with (
            pytest.raises(OSError, match=rf"^--metrics-port: port {port} is in use; choose"),
            measured(port, of_sqlite(database).outbox),
        ):
            pass


def test_a_list_of_breached_passwords_that_is_missing_is_told_with_its_setting(
    tmp_path: Path,
) -> None:
    with pytest.raises(SettingsError) as caught, breached_passwords(str(tmp_path / "nowhere.txt")):
        pass
    assert caught.value.mistakes == [
        (
            "ESPACECLIENT_BREACHED_PASSWORDS: the file of breached passwords cannot be read: "
            "FileNotFoundError"
        )
    ]


def test_a_delimiter_of_two_characters_is_told_in_a_line(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("societe;numero_contrat;numero_compteur;etat\n", "utf-8")
    done = run("subscribers", "import", export, "--delimiter", ";;", data=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "the delimiter must be one character, such as ; or ,: not ';;'\n",
    )


def test_communes_that_are_missing_are_told_with_their_setting(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.csv"
    done = run("demo", data=tmp_path, communes=nowhere, port="0")
    assert (done.returncode, done.stderr) == (
        1,
        f"ESPACECLIENT_COMMUNES: {nowhere}: No such file or directory\n",
    )


def test_a_data_folder_that_is_a_file_is_told_with_its_setting(tmp_path: Path) -> None:
    data = tmp_path / "file"
    data.touch()
    serve: dict[str, str | Path] = {
        key.removeprefix("ESPACECLIENT_").lower(): said for key, said in SERVE.items()
    }
    done = run("serve", **{**serve, "data": data, "port": "0"})
    assert (done.returncode, done.stderr) == (
        1,
        f"ESPACECLIENT_DATA: the folder {data} cannot be made: File exists\n",
    )
