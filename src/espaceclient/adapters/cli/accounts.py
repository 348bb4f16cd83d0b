"""``espaceclient accounts``: look after the accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from espaceclient.adapters.cli.composition import communes_of, open_database
from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.importing import import_file
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.settings import AccountsSettings
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.sqlite import SqliteOutbox, SqliteStorage, SqliteSubscribers
from espaceclient.adapters.subscribers_csv import AccountsFile, Format
from espaceclient.client import EspaceClient
from espaceclient.domain.import_account import BRAKE
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import Communes
from espaceclient.ports.keys import Keys

commands = typer.Typer(no_args_is_help=True, help="Look after the accounts.")


@commands.callback()
def group() -> None:
    """Keep ``import`` a command of a group."""


@commands.command("import")
def import_accounts(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV of email;code_insee;numero_contrat;empreinte, and maybe societe and "
            "numero_compteur.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Check the file and report, but change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write the rejected lines to this CSV file, without the hashes."),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="What separates columns, one character; detected by default.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Such as utf-8 or cp1252; detected by default.")
    ] = None,
    allow: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help=f"How many lines may be rejected, if more than {BRAKE.percent} %.",
        ),
    ] = 0,
) -> None:
    """Bring the accounts of another system along, with the hashes of their passwords.

    The whole file is checked first. Then its good lines are imported, fifty in one commit; a run
    that was interrupted may be repeated. Nobody is mailed. Passwords by bcrypt and Django's PBKDF2
    are taken, and by argon2 with the extra argon2.
    """
    settings = load(AccountsSettings)
    if rejects is not None and rejects.resolve() == file.resolve():
        fail("--rejects would overwrite the file itself.")
    communes = communes_of(settings.communes, settings.formats)
    lines = AccountsFile(file, communes, settings.formats, Format(delimiter, encoding))
    with _client(settings, communes) as client:
        import_file(client, lines, rejects, allow=allow, dry_run=dry_run)


@contextmanager
def _client(settings: AccountsSettings, communes: Communes) -> Iterator[EspaceClient]:
    """Make a client that holds no key: nothing is signed, and no password is hashed."""
    with open_database(settings.data) as database:
        database.probe()
        yield Composition(
            communes=communes,
            subscribers=SqliteSubscribers(database),
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=Keys(),
            policy=Policy(formats=settings.formats),
        ).client()
