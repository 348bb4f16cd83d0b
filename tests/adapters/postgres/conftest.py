"""An empty database on the real server, for each test."""

import os
from collections.abc import Iterator

import pytest

from espaceclient.adapters.postgres import PostgresDatabase, PostgresStorage
from tests.postgres_fixture import empty_database

collect_ignore = [] if "ESPACECLIENT_POSTGRES" in os.environ else ["test_collations.py"]
"""The server that the tests start was built without ICU."""


@pytest.fixture
def database() -> Iterator[PostgresDatabase]:
    with empty_database() as database:
        yield database


@pytest.fixture
def storage(database: PostgresDatabase) -> PostgresStorage:
    return PostgresStorage(database)
