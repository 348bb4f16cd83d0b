"""The units of systemd: right for systemd, and right for the commands that they start."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from espaceclient.adapters.cli.loading import PREFIX, load
from espaceclient.adapters.cli.settings import (
    RINGS,
    SECRETS,
    InspectionSettings,
    RelaySettings,
    ServeSettings,
)
from tests.adapters.cli.commands import run
from tests.examples.deploy import DEPLOY, Unit, write_credentials, write_settings

UNITS = sorted(file.name for file in DEPLOY.iterdir() if file.suffix in {".service", ".timer"})
SERVICES = [name for name in UNITS if name.endswith(".service")]
INSTALLED = "/opt/espaceclient/bin/espaceclient"
HARDENING = re.compile(
    r"^# It writes to its own folder alone.*?^UMask=0077$", re.MULTILINE | re.DOTALL
)


@pytest.fixture
def installed(tmp_path: Path) -> list[Path]:
    """The units as they would be installed, with the command where it is here."""
    command = str(Path(sys.executable).with_name("espaceclient"))
    files = []
    for name in UNITS:
        files.append(tmp_path / name)
        text = (DEPLOY / name).read_text("utf-8")
        files[-1].write_text(text.replace(INSTALLED, command), "utf-8")
    return files


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = shutil.which("systemd-analyze")
    if command is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run(
        [command, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


def test_there_are_units_for_all_that_runs() -> None:
    assert UNITS == [
        "espaceclient-backup.service",
        "espaceclient-backup.timer",
        "espaceclient-check.service",
        "espaceclient-relay.service",
        "espaceclient-serve.service",
    ]


def test_systemd_finds_nothing_wrong(installed: list[Path]) -> None:
    done = analyze("verify", *installed)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_calls_no_service_exposed(installed: list[Path]) -> None:
    for file in installed:
        if file.suffix == ".service":
            done = analyze("security", "--offline=true", "--threshold=20", file)
            assert done.returncode == 0, done.stdout


def test_all_services_are_hardened_alike() -> None:
    texts = [HARDENING.findall((DEPLOY / name).read_text("utf-8")) for name in SERVICES]
    assert len(texts[0]) == 1
    assert all(text == texts[0] for text in texts)


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_that_is_loaded_is_named_to_the_command(name: str) -> None:
    unit = Unit.read(name)
    assert unit.credentials.keys() <= set(SECRETS)
    for credential, file in unit.credentials.items():
        assert file == f"/etc/espaceclient/keys/{credential}"
        assert f"{PREFIX}{credential.upper()}_FILE=%d/{credential}" in unit.all("Environment")
    named = [each for each in unit.all("Environment") if "_FILE=" in each]
    assert len(named) == len(unit.credentials)


def test_each_service_is_given_the_key_rings_that_it_needs_and_no_others() -> None:
    rings = {name: Unit.read(name).credentials.keys() & set(RINGS) for name in SERVICES}
    assert rings == {
        "espaceclient-backup.service": set(),
        "espaceclient-check.service": set(RINGS),
        "espaceclient-relay.service": {"link_keys"},
        "espaceclient-serve.service": set(RINGS),
    }


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("espaceclient-serve.service", ServeSettings),
        ("espaceclient-relay.service", RelaySettings),
        ("espaceclient-check.service", InspectionSettings),
    ],
)
def test_the_settings_are_complete_for_each_service(tmp_path: Path, name: str, group: type) -> None:
    environ = Unit.read(name).environment(
        credentials=write_credentials(tmp_path / "credentials"),
        config=write_settings(tmp_path, {}),
    )
    assert load(group, environ).data == Path("/var/lib/espaceclient")


@pytest.mark.parametrize("name", ["espaceclient-serve.service", "espaceclient-relay.service"])
def test_systemd_waits_longer_than_the_grace(name: str) -> None:
    assert int(Unit.read(name).one("TimeoutStopSec")) > 15


def test_the_backup_is_written_and_old_copies_are_deleted(tmp_path: Path) -> None:
    state = tmp_path / "lib" / "espaceclient"
    (state / "backups").mkdir(parents=True)
    (state / "backups" / "old.sqlite3").touch()
    old = state / "backups" / "old.sqlite3"
    subprocess.run(["/usr/bin/touch", "-d", "3 days ago", old], check=True)
    config = write_settings(tmp_path, {"/var/lib/espaceclient": state})
    communes = Path(__file__).parents[2] / "src/espaceclient/adapters/subscribers_csv/samples"
    run("subscribers", "import", communes / "abonnes.csv", data=state)
    unit = Unit.read("espaceclient-backup.service")
    for line in (unit.one("ExecStart"), unit.one("ExecStartPost")):
        command = line.replace("%%", "\0").replace("%S", str(tmp_path / "lib")).replace("\0", "%")
        command = command.replace(INSTALLED, f"{sys.executable} -m espaceclient")
        subprocess.run(
            ["/bin/sh", "-c", command.replace("*.sqlite3", "'*.sqlite3'")],
            env={"PATH": "/usr/bin:/bin", "ESPACECLIENT_CONFIG": str(config)},
            check=True,
            timeout=60,
        )
    (copy,) = (state / "backups").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{6}\.sqlite3", copy.name)
