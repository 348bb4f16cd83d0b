"""The ``espaceclient`` command."""

import os
from pathlib import Path
from typing import Annotated

import typer

from espaceclient import __version__
from espaceclient.adapters.cli import (
    accounts,
    contracts,
    events,
    known_settings,
    new_keys,
    outbox,
    subscribers,
    trail,
    upgrading,
)
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, printable
from espaceclient.adapters.cli.database import backup, check, restore
from espaceclient.adapters.cli.demo import demo
from espaceclient.adapters.cli.loading import CONFIG, SettingsError
from espaceclient.adapters.cli.logs import LogFormat, LogLevel, log_to_stderr
from espaceclient.adapters.cli.purging import purge
from espaceclient.adapters.cli.relaying import relay
from espaceclient.adapters.cli.serving import serve
from espaceclient.adapters.subscribers_csv import BillingError
from espaceclient.ports.errors import PortError

SETTINGS = "Every setting, and what it means: espaceclient settings list"

commands = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog=SETTINGS,
)
commands.add_typer(subscribers.commands, name="subscribers")
commands.add_typer(accounts.commands, name="accounts")
commands.add_typer(contracts.commands, name="contracts")
commands.add_typer(outbox.commands, name="outbox")
commands.add_typer(events.commands, name="events")
commands.add_typer(trail.commands, name="trail")
commands.add_typer(new_keys.commands, name="keys")
commands.add_typer(known_settings.commands, name="settings")
commands.add_typer(upgrading.commands, name="database")
commands.command()(serve)
commands.command()(relay)
commands.command()(demo)
commands.command()(backup)
commands.command()(restore)
commands.command()(check)
commands.command()(purge)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    if asked:
        CONSOLE.print(f"espaceclient {__version__}", highlight=False)
        raise typer.Exit


@commands.callback()
def settings_file(
    config: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of settings; ESPACECLIENT_… variables override it.",
            envvar=CONFIG,
        ),
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(help="Log lines of text, or a JSON object a line.")
    ] = LogFormat.TEXT,
    log_level: Annotated[
        LogLevel, typer.Option(help="Log what is at least so important.")
    ] = LogLevel.INFO,
    _version: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option(
            "--version", help="Show the version, then exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Run a water utility's online customer accounts: pages, mails and upkeep.

    Settings are ESPACECLIENT_… environment variables, or lines of the file named by --config;
    ESPACECLIENT_BASE_URL is base_url there. A command that lacks a setting names it.
    What happens is logged to standard error.
    """
    log_to_stderr(log_format, log_level)
    if config is not None:
        os.environ[CONFIG] = str(config)


def _lead_to_settings(group: typer.Typer) -> None:
    """Have the help of every command say where the settings are listed."""
    for command in group.registered_commands:
        command.epilog = SETTINGS
    for each in group.registered_groups:
        if each.typer_instance is not None:
            _lead_to_settings(each.typer_instance)


_lead_to_settings(commands)


def main() -> None:
    """Run the command. An error that can be corrected outside the program is reported in one line,
    without a traceback.
    """
    try:
        commands()
    except SettingsError as error:
        _give_up(*error.mistakes)
    except OSError as error:
        _give_up(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (PortError, BillingError, ValueError) as error:
        _give_up(str(error) or type(error).__name__)


def _give_up(*sentences: str) -> None:
    for sentence in sentences:
        ERRORS.print(printable(sentence), style="red", markup=False)
    raise SystemExit(1)
