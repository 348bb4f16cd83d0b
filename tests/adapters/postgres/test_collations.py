"""A database that sorts without case or accents: what is alike stays apart all the same.

It needs a server that was built with ICU, as distributions build theirs; ``ESPACECLIENT_POSTGRES``
names one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest

from espaceclient.adapters.postgres import SCHEMA, PostgresDatabase, upgrade
from espaceclient.testing import StorageAndOutbox
from espaceclient.testing.laws.storage.uniqueness import (
    like_addresses_are_several,
    like_ids_are_several,
    the_same_digits_at_two_operators_are_two_contracts,
)
from tests.adapters.postgres.makers import storage_and_outbox
from tests.postgres_fixture import EMPTY, server_url, url_with

NAME = "without_case_or_accents"
ORDER = "SELECT array_agg(letter ORDER BY letter) FROM unnest('{b,A,a,B}'::text[]) letter"


@pytest.fixture(scope="module")
def insensitive() -> Iterator[str]:
    """The URL of a prepared database whose texts are compared by their letters alone."""
    with psycopg.connect(server_url(), autocommit=True) as server:
        (built_in,) = server.execute(
            b"SELECT count(*) > 100 FROM pg_collation WHERE collprovider = 'i'"
        ).fetchone() or (False,)
        if not built_in or server.info.server_version < 15_00_00:
            pytest.skip("the server has no ICU collations for databases")
        server.execute(
            f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu"
            " ICU_LOCALE 'und-u-ks-level1'".encode()
        )
        url = url_with(server_url(), dbname=NAME)
        try:
            list(upgrade(url, SCHEMA))
            yield url
        finally:
            server.execute(f"DROP DATABASE {NAME}".encode())


@contextmanager
def empty_storage(url: str) -> Iterator[StorageAndOutbox]:
    with PostgresDatabase(url) as database:
        database.run(lambda connection: connection.execute(EMPTY.format(SCHEMA).encode()))
        yield storage_and_outbox(database)


@pytest.mark.parametrize(
    "law",
    [
        like_addresses_are_several,
        like_ids_are_several,
        the_same_digits_at_two_operators_are_two_contracts,
    ],
    ids=lambda law: law.__name__,
)
def test_what_is_alike_stays_apart(insensitive: str, law: Callable[..., None]) -> None:
    law(partial(empty_storage, insensitive))


def test_the_database_itself_has_no_eye_for_case(insensitive: str) -> None:
    with psycopg.connect(insensitive) as connection:
        assert connection.execute(ORDER.encode()).fetchone() == (["A", "a", "B", "b"],)
