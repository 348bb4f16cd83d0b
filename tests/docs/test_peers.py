"""What ``make benchmark-peers`` installs is what ``docs/peers.md`` tells of. It is not run here."""

import re
from pathlib import Path

import pytest

from tests.benchmarks.peers.hosts import ENVIRONMENTS, PEERS

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
PAGE = (ROOT / "docs/peers.md").read_text()
FOLDER = "tests/benchmarks/peers"
DISTRIBUTIONS = {
    "allauth": ("django-allauth", "Django"),
    "fastapi_users": ("fastapi-users", "fastapi", "SQLAlchemy"),
    "flask_security": ("Flask-Security", "Flask", "SQLAlchemy"),
}


def pinned(peer: str) -> dict[str, str]:
    """Return the versions by distribution; a line that pins none fails."""
    text = (ROOT / FOLDER / peer / "requirements.txt").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def test_the_makefile_makes_an_environment_for_every_peer_and_removes_it() -> None:
    assert f"PEERS := {' '.join(PEERS)}\n" in MAKEFILE
    assert f"\n{ENVIRONMENTS}/%/installed.stamp: {FOLDER}/%/requirements.txt" in MAKEFILE
    removed = re.findall(r"^clean:\n\trm -rf (.*)", MAKEFILE, re.MULTILINE)
    assert [str(ENVIRONMENTS) in each.split() for each in removed] == [True]


@pytest.mark.parametrize("peer", PEERS)
def test_the_page_tells_the_versions_that_are_installed(peer: str) -> None:
    versions = pinned(peer)
    told = [f"{name} {versions[name]}" for name in DISTRIBUTIONS[peer]]
    assert [each for each in told if each not in PAGE] == []
