"""``espaceclient database``: prepare a PostgreSQL database for this release."""

import sys
from typing import Annotated

import typer

from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import require_postgres
from espaceclient.adapters.cli.settings import SchemaSettings, UpgradeSettings

commands = typer.Typer(no_args_is_help=True, help="Prepare a PostgreSQL database for this release.")


@commands.command()
def upgrade() -> None:
    """Bring the database's schema up to this release, all of it or nothing.

    The role must own the schema, or be allowed to create it. Upgrade first, then replace the nodes
    one at a time: those of the release before work on with the new schema.
    """
    require_postgres()
    from espaceclient.adapters import postgres  # noqa: PLC0415 - it needs an extra

    settings = load(UpgradeSettings)
    place = (settings.database, settings.database_schema, settings.database_password)
    applied = list(postgres.upgrade(*place))
    for name in applied:
        CONSOLE.print(f"{name} applied.", markup=False, highlight=False)
    if not applied:
        CONSOLE.print("The schema is that of this release already.")


@commands.command()
def check() -> None:
    """Tell whether the database's schema is that of this release; exit with status 1 if an upgrade
    is needed. Nothing is changed.
    """
    require_postgres()
    from espaceclient.adapters import postgres  # noqa: PLC0415 - it needs an extra

    settings = load(UpgradeSettings)
    place = (settings.database, settings.database_schema, settings.database_password)
    missing = postgres.migrations()[postgres.present(*place) :]
    if missing:
        fail(f"{counted(len(missing), 'migration')} to apply: {', '.join(missing)}.")
    CONSOLE.print("The schema is that of this release.")


@commands.command("sql")
def print_sql(
    since: Annotated[
        int, typer.Option(min=0, help="The number of the last migration applied; 0 for none.")
    ] = 0,
) -> None:
    """Print the SQL that `upgrade` would execute, without connecting to any database."""
    require_postgres()
    from espaceclient.adapters import postgres  # noqa: PLC0415 - it needs an extra

    sys.stdout.write(postgres.script(load(SchemaSettings).database_schema, since=since))
