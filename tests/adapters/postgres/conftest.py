"""An empty database on the real server, for each test."""

from collections.abc import Iterator

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage
from tests.postgres_fixture import empty_database


@pytest.fixture
def database() -> Iterator[PostgresDatabase]:
    with empty_database() as database:
        yield database


@pytest.fixture
def storage(database: PostgresDatabase) -> PostgresStorage:
    return PostgresStorage(database)
