"""A database on a real file, and four processes that start together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from espaceclient.adapters.sqlite import SqliteDatabase
from tests.adapters.sqlite.concurrent_writers import Processes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "espace client.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    with SqliteDatabase(path) as database:
        yield database


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    with Processes() as processes:
        yield processes
