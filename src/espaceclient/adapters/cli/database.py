"""``espaceclient backup`` and ``restore``: copies of the database."""

from pathlib import Path
from typing import Annotated

import typer

from espaceclient.adapters.cli.composition import DATABASE, open_database
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.settings import DataSettings
from espaceclient.adapters.sqlite import back_up
from espaceclient.adapters.sqlite import restore as put_in_place


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write; there must be no such file.")],
) -> None:
    """Write a copy of the database to one file, while everything goes on.

    It holds personal data, but no key: keep it apart from the keys.
    """
    with open_database(load(DataSettings).data) as database:
        back_up(database, file)
    CONSOLE.print(f"{file} holds the whole database.", markup=False, highlight=False)


def restore(
    file: Annotated[
        Path,
        typer.Argument(help="A backup.", exists=True, dir_okay=False, readable=True),
    ],
    replace: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--replace", help="Replace the database that is there.")
    ] = False,
) -> None:
    """Put a backup in place as the database. Stop `serve` and `relay` before."""
    folder = load(DataSettings).data
    path = folder / DATABASE
    if path.exists() and not replace:
        fail(f"{path} exists already; --replace would replace it, and what it holds would be lost.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_in_place(file, path, replace=replace)
    with open_database(folder) as database, database.reading() as connection:
        (accounts,) = connection.execute("SELECT count(*) FROM accounts").fetchone()
    CONSOLE.print(
        f"{path} is now the database of {file}, with {counted(accounts, 'account')}.",
        markup=False,
        highlight=False,
    )
