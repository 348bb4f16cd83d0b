"""The SQL and the commands of the page for PostgreSQL are executed as they stand, in order."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from espaceclient.adapters.subscribers_csv import SAMPLE_COMMUNES, SAMPLE_SUBSCRIBERS
from tests.adapters.cli.commands import run
from tests.docs.page import DOCS
from tests.postgres_fixture import server_url, url_with

PAGE = (DOCS / "postgresql.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?P<language>sql|sh)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
AS_OWNER = {"user": "espaceclient_owner", "dbname": "espaceclient"}
AS_APP = {**AS_OWNER, "user": "espaceclient_app"}
AS_READER = {**AS_OWNER, "user": "espaceclient_reader"}
ROLES = "espaceclient_owner, espaceclient_app, espaceclient_reader"


@pytest.fixture(autouse=True)
def _server_without_it() -> Iterator[None]:
    """A server without that database and those roles, before and after."""
    with psycopg.connect(server_url(), autocommit=True) as connection:
        yield
        connection.execute(b"DROP DATABASE IF EXISTS espaceclient WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {ROLES}".encode())


def blocks() -> Iterator[tuple[str, list[str]]]:
    """Yield the language of each block, and its statements or commands."""
    for block in BLOCK.finditer(PAGE):
        end = ";\n" if block["language"] == "sql" else "\n"
        yield block["language"], [each for each in block["text"].split(end) if each.strip()]


def commands(lines: list[str], export: Path) -> Iterator[list[str | Path]]:
    for line in lines:
        if line.startswith("espaceclient "):
            words = line.split()[1:]
            yield [export if word.endswith("export.csv") else word for word in words]


def test_the_page_leads_from_an_empty_server_to_a_database_that_nodes_can_use(
    tmp_path: Path,
) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes(SAMPLE_SUBSCRIBERS.read_bytes())
    said, roles = "", iter((None, AS_OWNER, AS_READER))
    users = iter((AS_OWNER, AS_APP))
    for language, lines in blocks():
        if language == "sql":
            role = next(roles)
            url = url_with(server_url(), **role) if role else server_url()
            with psycopg.connect(url, autocommit=True) as connection:
                for statement in lines:
                    connection.execute(statement.encode())
            continue
        url = url_with(server_url(), **next(users))
        for command in commands(lines, export):
            done = run(*command, database=url, communes=SAMPLE_COMMUNES)
            assert done.returncode == 0, done.stderr
            said += done.stdout
    assert "0001_foundation.sql applied.\nThe schema is that of this release.\n" in said
    assert "The register now holds 600 contracts.\n" in said
    assert said.endswith("All is well.\n")
