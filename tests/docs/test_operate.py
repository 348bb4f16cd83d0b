"""The commands of the page for operators are run as they stand, in folders of the test."""

import re
import subprocess
import sys
from pathlib import Path

from espaceclient.adapters.subscribers_csv import SAMPLE_COMMUNES, SAMPLE_SUBSCRIBERS
from espaceclient.ports.keys import LinkKeys
from tests.adapters.cli.commands import environment
from tests.docs.page import DOCS
from tests.examples.deploy import DEPLOY, replaced, write_settings

PAGE = (DOCS / "operate.md").read_text("utf-8")
BLOCK = re.compile(r"^(?P<indent> *)```sh\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


def commands(folder: Path) -> str:
    """Return the page's blocks as one script, with the paths of a server in a folder."""
    command = f"{sys.executable} -m espaceclient"
    return replaced(
        "set -eux\n" + "".join(block["text"] for block in BLOCK.finditer(PAGE)),
        {
            "runuser -u espaceclient -- /opt/espaceclient/bin/espaceclient": command,
            "/opt/espaceclient/bin/espaceclient": command,
            "/etc/espaceclient": folder / "etc",
            "/var/lib/espaceclient": folder / "state",
        },
    )


def test_every_command_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "state" / "backups").mkdir(parents=True)
    write_settings(
        tmp_path / "etc",
        {
            "/etc/espaceclient/communes.csv": SAMPLE_COMMUNES,
            "/var/lib/espaceclient": tmp_path / "state",
        },
    )
    (tmp_path / "state" / "export.csv").write_bytes(SAMPLE_SUBSCRIBERS.read_bytes())
    done = subprocess.run(
        ["/bin/sh", "-c", commands(tmp_path)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "serve: lacks ESPACECLIENT_LINK_KEYS, ",
        "/rejected.csv.",
        "The register now holds 600 contracts.",
        "by-hand.sqlite3 holds the whole database.",
        "by-hand.sqlite3, with 0 accounts.",
        "All is well.",
        "The outbox is empty.",
        "0 mails will be tried again.",
    ):
        assert said in done.stdout
    keys = tmp_path / "etc" / "keys"
    assert {file.stat().st_mode & 0o777 for file in keys.iterdir()} == {0o600}
    assert len(list(LinkKeys.parse((keys / "link_keys").read_text("ascii").strip()))) == 1
    assert not (tmp_path / "state" / "drill").exists()


def test_the_page_installs_all_files_of_the_example_and_no_others() -> None:
    named = set(re.findall(r"examples/deploy/([\w*.-]+)", PAGE))
    files = {file for name in named for file in DEPLOY.glob(name)}
    assert named == {
        "*.service",
        "*.timer",
        "espaceclient.toml",
        "indisponible.html",
        "nginx-proxy.conf",
        "nginx.conf",
    }
    assert files == set(DEPLOY.iterdir())
