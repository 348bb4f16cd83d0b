"""Run ``espaceclient`` with an environment of its own, in this process or one of its own."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from espaceclient.adapters.cli import main
from espaceclient.adapters.cli.stopping import SIGNALS

COMMAND = (sys.executable, "-m", "espaceclient")
WIDTH = 200
"""Characters of a line, so that no table is folded."""


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
    return {**inherited, **given, "PYTHONUNBUFFERED": "1", "COLUMNS": str(WIDTH), "TERM": "dumb"}


def run(*arguments: str | Path, **settings: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in this process, which is spared the start of another, with an
    environment and streams of its own.
    """
    out, err = StringIO(), StringIO()
    command = ["espaceclient", *map(str, arguments)]
    with (
        patch.dict(os.environ, environment(**settings), clear=True),
        patch.object(sys, "argv", command),
        _process_left_as_it_was(),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return subprocess.CompletedProcess(
        command, _status(ended.value), out.getvalue(), err.getvalue()
    )


def _status(ended: SystemExit) -> int:
    """Return what a shell is told: no code is success."""
    return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


@contextmanager
def _process_left_as_it_was() -> Iterator[None]:
    """A command logs to a stream that is closed when it ends, and handles signals."""
    loggers = (logging.getLogger(), logging.getLogger("espaceclient"))
    levels, handlers = [logger.level for logger in loggers], loggers[0].handlers[:]
    handled = {number: signal.getsignal(number) for number in SIGNALS}
    loggers[0].handlers.clear()  # so that the command, which closes those it finds, closes none
    try:
        yield
    finally:
        loggers[0].handlers[:] = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for number, handler in handled.items():
            signal.signal(number, handler)


def run_alone(*arguments: str | Path, **settings: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in a process of its own."""
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
