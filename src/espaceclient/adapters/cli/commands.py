"""The ``espaceclient`` command."""

import os
import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from espaceclient import __version__
from espaceclient.adapters.cli import known_settings, outbox, subscribers
from espaceclient.adapters.cli.background import in_background
from espaceclient.adapters.cli.composition import (
    compose,
    create_database,
    make_mailer,
    make_pages,
    make_relay,
    open_database,
)
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, counted, fail, printable
from espaceclient.adapters.cli.database import backup, check, restore
from espaceclient.adapters.cli.delivery import deliver_until
from espaceclient.adapters.cli.demo import demo
from espaceclient.adapters.cli.key_checks import require_right_keys
from espaceclient.adapters.cli.loading import CONFIG, SettingsError, load
from espaceclient.adapters.cli.purging import purge_all, purge_until
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.cli.server import serve as serve_pages
from espaceclient.adapters.cli.settings import DataSettings, RelaySettings, ServeSettings
from espaceclient.adapters.sqlite import SqliteKeyChecks, SqliteStorage
from espaceclient.adapters.subscribers_csv import BillingError
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.errors import PortError
from espaceclient.ports.keys import Key
from espaceclient.use_cases.unit_of_work import Transactions

commands = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Every setting, and what it means: espaceclient settings list",
)
keys = typer.Typer(no_args_is_help=True, help="Generate secret keys.")
commands.add_typer(subscribers.commands, name="subscribers")
commands.add_typer(outbox.commands, name="outbox")
commands.add_typer(keys, name="keys")
commands.add_typer(known_settings.commands, name="settings")
commands.command()(demo)
commands.command()(backup)
commands.command()(restore)
commands.command()(check)


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
    """
    if config is not None:
        os.environ[CONFIG] = str(config)


@commands.command()
def serve() -> None:
    """Serve the pages until interrupted. Their mails are sent by `espaceclient relay`.

    What has expired is purged every hour.
    """
    settings = load(ServeSettings)
    with (
        create_database(settings.data) as database,
        listen(settings.host, settings.port) as listening,
    ):
        checks = SqliteKeyChecks(database)
        require_right_keys(checks, settings.rings)
        checks.record(settings.rings)
        app = make_pages(settings, compose(settings, database))
        transactions = Transactions(SqliteStorage(database), SystemClock())
        with in_background("purge", lambda stop: purge_until(stop, transactions)):
            CONSOLE.print(
                f"Serving {settings.base_url} on {settings.host}, port {listening.getsockname()[1]}"
            )
            serve_pages(app, listening, settings.trusted_proxies)


@commands.command()
def relay(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, then exit.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Send the mails in the outbox until interrupted. Several relays may run at once."""
    settings = load(RelaySettings)
    mailer = make_mailer(settings)
    with open_database(settings.data) as database:
        require_right_keys(SqliteKeyChecks(database), {"link_keys": settings.link_keys})
        mail_relay = make_relay(settings, database, mailer)
        stop = _stop_signal()
        if not once:
            CONSOLE.print("Sending mails until interrupted.")
            deliver_until(stop, mail_relay)
            return
        delivered = 0
        while (done := mail_relay.deliver_due(stop=stop)).handled:
            delivered += done.delivered
            if done.interrupted:
                break
    CONSOLE.print(f"{counted(delivered, 'mail')} sent.")
    if done.interrupted:
        fail("The mail server is not accepting mail at present; the rest stays in the outbox.")


@commands.command()
def purge() -> None:
    """Permanently delete expired registrations, links, sessions and counters.

    `espaceclient serve` does so by itself, every hour.
    """
    with open_database(load(DataSettings).data) as database:
        deleted = purge_all(Transactions(SqliteStorage(database), SystemClock()))
    CONSOLE.print(f"{counted(deleted, 'expired record')} deleted.")


@keys.callback()
def keys_group() -> None:
    """Keep ``new`` a command of a group."""


@keys.command("new")
def new_keys() -> None:
    """Print a new random key for each key ring, as lines of a settings file.

    They are stored nowhere else: keep what is printed, apart from the database.
    """
    for setting in ("link_keys", "session_keys", "fingerprint_keys", "password_keys"):
        CONSOLE.print(f'{setting} = "{Key.generate().export()}"', highlight=False)


def main() -> None:
    """Run the command. An error that can be corrected outside the program is reported in one line,
    without a traceback.
    """
    try:
        commands()
    except SettingsError as error:
        _give_up(*error.mistakes)
    except (PortError, BillingError, OSError, ValueError) as error:
        _give_up(str(error) or type(error).__name__)


def _give_up(*sentences: str) -> None:
    for sentence in sentences:
        ERRORS.print(printable(sentence), style="red", markup=False)
    raise SystemExit(1)


def _stop_signal() -> Event:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop
