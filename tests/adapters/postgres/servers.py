"""A server of a test's own, and its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil  # type: ignore[import-untyped]  # it comes with the server, without types

from tests.postgres_fixture import new_server


@contextmanager
def private_server() -> Iterator[Any]:
    """A server of this test's own, which it may kill."""
    with TemporaryDirectory() as folder:
        server = new_server(Path(folder))
        try:
            yield server
        finally:
            server.cleanup()


def kill(server: Any) -> None:
    """End the server and all its processes without a word."""
    postmaster = psutil.Process(server.get_pid())
    everyone = [postmaster, *postmaster.children(recursive=True)]
    for each in everyone:
        each.kill()
    psutil.wait_procs(everyone)
