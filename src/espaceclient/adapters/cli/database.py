"""``espaceclient backup``, ``restore`` and ``check``: the care of the database."""

from pathlib import Path
from typing import Annotated

import typer

from espaceclient.adapters.cli.composition import DATABASE, make_folder, open_database
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.key_checks import explain
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store, require_sqlite
from espaceclient.adapters.cli.settings import RINGS, DataSettings, InspectionSettings
from espaceclient.adapters.cli.store import KeyChecks
from espaceclient.adapters.sqlite import back_up
from espaceclient.adapters.sqlite import restore as put_in_place


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write; there must be no such file.")],
) -> None:
    """Write a copy of the database to one file, while everything goes on.

    It holds personal data, but no key: keep it apart from the keys.
    """
    settings = load(DataSettings)
    require_sqlite(settings, "pg_dump backs a PostgreSQL database up")
    with open_database(settings.folder) as database:
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
    settings = load(DataSettings)
    require_sqlite(settings, "pg_restore restores a PostgreSQL database")
    folder = settings.folder
    path = folder / DATABASE
    if path.exists() and not replace:
        fail(f"{path} exists already; --replace would replace it, and what it holds would be lost.")
    make_folder(folder)
    put_in_place(file, path, replace=replace)
    with open_database(folder) as database, database.reading() as connection:
        (accounts,) = connection.execute("SELECT count(*) FROM accounts").fetchone()
    CONSOLE.print(
        f"{path} is now the database of {file}, with {counted(accounts, 'account')}.",
        markup=False,
        highlight=False,
    )


def check() -> None:
    """Check the database: the file, every record and mail in it, and the keys that are given.

    It exits with status 1 when anything is wrong.
    """
    settings = load(InspectionSettings)
    with open_store(settings) as store:
        wrong = [*store.inspect(), *_wrong_keys(settings, store.key_checks)]
    if absent := [name for name in RINGS if name not in settings.rings]:
        CONSOLE.print(f"Not checked, since not given: {', '.join(absent)}.", highlight=False)
    if wrong:
        fail(*wrong)
    CONSOLE.print("All is well.")


def _wrong_keys(settings: InspectionSettings, checks: KeyChecks) -> list[str]:
    found = [
        *checks.compare(settings.rings),
        *(checks.missing(settings.password_keys) if settings.password_keys else ()),
    ]
    return [explain(each) for each in found]
