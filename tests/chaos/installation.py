"""A site to break: settings, a register and a database in a folder, on a port of its own."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.adapters.cli.commands import run, run_alone

HOST = "127.0.0.1"
COMMUNE = "13022"
OPERATOR = "Eau"
CONTRACTS = 2000


def contract_number(number: int) -> str:
    return f"{number:07d}"


def meter_number(number: int) -> str:
    return f"D08A{number:05d}"


@frozen
class Installation:
    """``config`` is the settings file of all commands; ``data`` is the folder of the database."""

    base_url: str
    config: Path
    data: Path

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run an ``espaceclient`` command until it ends."""
        return run_alone("--config", self.config, *arguments)


@contextmanager
def installed(folder: Path, smtp_port: int) -> Iterator[Installation]:
    """Set a site up in an empty folder, and keep its port for it."""
    with socket.socket() as reserved:
        # Bound but not listening: `serve` binds it too, and nobody else is given it.
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind((HOST, 0))
        port = reserved.getsockname()[1]
        site = Installation(f"http://{HOST}:{port}/", folder / "site.toml", folder / "data")
        _write_files(site, folder, port, smtp_port)
        done = site.command("subscribers", "import", str(folder / "export.csv"))
        assert done.returncode == 0, done.stderr
        yield site


def _write_files(site: Installation, folder: Path, port: int, smtp_port: int) -> None:
    (folder / "communes.csv").write_text(
        f"code_insee;commune;societe\n{COMMUNE};Cassis;{OPERATOR}\n", "utf-8"
    )
    lines = [
        f"{OPERATOR};{contract_number(number)};{meter_number(number)};actif"
        for number in range(CONTRACTS)
    ]
    header = "societe;numero_contrat;numero_compteur;etat"
    (folder / "export.csv").write_text("\n".join([header, *lines, ""]), "utf-8")
    settings = f"""
        data = "{site.data}"
        communes = "{folder / "communes.csv"}"
        base_url = "{site.base_url}"
        host = "{HOST}"
        port = {port}
        smtp_host = "{HOST}"
        smtp_port = {smtp_port}
        mail_from = "ne-pas-repondre@exemple.fr"
        {run("keys", "new").stdout}
    """
    site.config.write_text(settings, "utf-8")
