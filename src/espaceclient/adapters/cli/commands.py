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
from espaceclient.adapters.cli.background import in_background
from espaceclient.adapters.cli.breached import breached_passwords
from espaceclient.adapters.cli.composition import (
    compose,
    make_pages,
)
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, counted, printable
from espaceclient.adapters.cli.database import backup, check, restore
from espaceclient.adapters.cli.demo import demo
from espaceclient.adapters.cli.duty_settings import warn_of_unset_duties
from espaceclient.adapters.cli.key_checks import require_right_keys
from espaceclient.adapters.cli.loading import CONFIG, SettingsError, load
from espaceclient.adapters.cli.logs import LogFormat, LogLevel, log_to_stderr
from espaceclient.adapters.cli.measuring import MetricsPort, measured
from espaceclient.adapters.cli.opening import create_store, open_store
from espaceclient.adapters.cli.operators import warn_of_unknown_operators
from espaceclient.adapters.cli.purging import (
    Batch,
    expired_records,
    old_events,
    purge_all,
    purge_until,
)
from espaceclient.adapters.cli.relaying import relay
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.cli.server import serve as serve_pages
from espaceclient.adapters.cli.settings import (
    PurgeSettings,
    RetentionSettings,
    ServeSettings,
)
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.subscribers_csv import BillingError
from espaceclient.adapters.system import SystemClock
from espaceclient.adapters.web.draining import Draining
from espaceclient.ports.errors import PortError
from espaceclient.use_cases.unit_of_work import Transactions

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
commands.command()(relay)
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


@commands.command()
def serve(
    metrics_port: MetricsPort = None,
    api: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option("--api", help="Serve the JSON API too, at api below the base URL."),
    ] = False,
) -> None:
    """Serve the pages until interrupted. Their mails are sent by `espaceclient relay`.

    What has expired is purged every hour, and so is what the trail keeps no longer. How the site
    fares is told at healthz, below its base URL.
    """
    settings = load(ServeSettings)
    with (
        create_store(settings) as store,
        listen(settings.host, settings.port) as listening,
        measured(metrics_port, store) as metrics,
        breached_passwords(settings.breached_passwords) as breached,
    ):
        store.probe()
        require_right_keys(store.key_checks, settings.rings)
        store.key_checks.record(settings.rings)
        composition = compose(
            settings, store, breached=breached, observe=metrics.answered if metrics else None
        )
        warn_of_unknown_operators(store.accounts_by_operator(), composition.communes)
        warn_of_unset_duties(settings.unset_duties, settings.unset_contact)
        draining = Draining()
        app = make_pages(settings, composition, draining=draining, metrics=metrics, api=api)
        batches = _purging(settings, store)
        with in_background("purge", lambda stop: purge_until(stop, *batches)):
            CONSOLE.print(
                f"Serving {settings.base_url} on {settings.host}, port {listening.getsockname()[1]}"
            )
            serve_pages(
                app,
                listening,
                draining=draining,
                trusted_proxies=settings.trusted_proxies,
                grace=settings.grace_seconds,
            )


@commands.command()
def purge() -> None:
    """Permanently delete expired registrations, links, sessions and counters, and the events of
    the trail that are older than trail_months.

    `espaceclient serve` does so by itself, every hour.
    """
    settings = load(PurgeSettings)
    with open_store(settings) as store:
        records, events = map(purge_all, _purging(settings, store))
    CONSOLE.print(f"{counted(records, 'expired record')} deleted.")
    CONSOLE.print(f"{counted(events, 'event')} of the trail deleted.")


def _purging(settings: RetentionSettings, store: Store) -> tuple[Batch, Batch]:
    clock = SystemClock()
    return (
        expired_records(Transactions(store.storage, clock)),
        old_events(store.trail, clock, settings.retention),
    )


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
