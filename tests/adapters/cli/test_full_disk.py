"""A database that cannot be written is said when a command starts, in one sentence."""

import subprocess
from pathlib import Path

import pytest

from espaceclient.adapters.cli.composition import DATABASE
from espaceclient.keys import Key
from tests.adapters.cli.commands import COMMAND, environment
from tests.adapters.cli.test_commands import empty_database


@pytest.mark.parametrize("command", ["serve", "relay"])
def test_a_full_disk_is_said_at_the_start(tmp_path: Path, command: str) -> None:
    data = empty_database(tmp_path / "data")
    communes = tmp_path / "communes.csv"
    communes.write_text("code_insee;commune;societe\n13022;Cassis;Eaux du Sud\n")
    settings: dict[str, str | Path] = {
        **{f"{ring}_keys": Key.generate().export() for ring in RINGS},
        "data": data,
        "base_url": "https://client.exemple.fr",
        "communes": communes,
        "smtp_host": "127.0.0.1",
        "mail_from": "ne-pas-repondre@exemple.fr",
        "PORT": "0",
    }
    # Coverage would say, beside the sentence, that it cannot write either.
    counted_by_nobody = {
        name: value
        for name, value in environment(**settings).items()
        if not name.startswith("COVERAGE")
    }
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 0 && exec "$@"', "sh", *COMMAND, command],
        env=counted_by_nobody,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"{data / DATABASE} cannot be used: ")


RINGS = ("link", "session", "fingerprint", "password")
