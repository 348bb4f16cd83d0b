"""Run ``espaceclient`` as a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = (sys.executable, "-m", "espaceclient")


def environment(**settings: str | Path) -> dict[str, str]:
    """Turn ``base_url`` into ``ESPACECLIENT_BASE_URL``; ``PORT`` stays as it is."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ESPACECLIENT_", "PORT"))
    }
    given = {
        name if name.isupper() else f"ESPACECLIENT_{name.upper()}": str(value)
        for name, value in settings.items()
    }
    return {**inherited, **given, "PYTHONUNBUFFERED": "1", "COLUMNS": "200", "TERM": "dumb"}


def run(*arguments: str | Path, **settings: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def running(*arguments: str, **settings: str | Path) -> "Iterator[subprocess.Popen[str]]":
    """Start a command that goes on; killed at the end if the test has not ended it."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Return all that was printed up to the line that holds ``words``; fails when the process ends
    before.
    """
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if words in line:
            return printed
    raise AssertionError(f"never printed {words!r}: {printed}")
