"""The ``espaceclient`` command."""

import os
import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from espaceclient.adapters.cli import outbox, subscribers
from espaceclient.adapters.cli.composition import make_mailer, make_pages, make_relay, open_database
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, fail, printable
from espaceclient.adapters.cli.delivery import deliver_until
from espaceclient.adapters.cli.demo import demo
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.cli.server import serve as serve_pages
from espaceclient.adapters.cli.settings import (
    CONFIG,
    DataSettings,
    RelaySettings,
    ServeSettings,
    SettingsError,
    load,
)
from espaceclient.adapters.sqlite import SqliteStorage
from espaceclient.adapters.subscribers_csv import BillingError
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.errors import PortError
from espaceclient.ports.keys import Key
from espaceclient.use_cases import purge as purging
from espaceclient.use_cases.unit_of_work import Transactions

commands = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True, help="Secret keys.")
commands.add_typer(subscribers.commands, name="subscribers")
commands.add_typer(outbox.commands, name="outbox")
commands.add_typer(keys, name="keys")
commands.command()(demo)


@commands.callback()
def settings_file(
    config: Annotated[
        Path | None,
        typer.Option(help="Settings in TOML; ESPACECLIENT_… variables win.", envvar=CONFIG),
    ] = None,
) -> None:
    """A water utility's online customer account."""
    if config is not None:
        os.environ[CONFIG] = str(config)


@commands.command()
def serve() -> None:
    """Serve the pages until stopped; mails are left to `espaceclient relay`."""
    settings = load(ServeSettings)
    with (
        open_database(settings.data) as database,
        listen(settings.host, settings.port) as listening,
    ):
        app = make_pages(settings, database)
        CONSOLE.print(
            f"Serving {settings.base_url} on {settings.host}, port {listening.getsockname()[1]}"
        )
        serve_pages(app, listening, settings.trusted_proxies)


@commands.command()
def relay(
    once: Annotated[bool, typer.Option("--once", help="Send what is due, then stop.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Deliver the outbox until stopped; any number of relays may run."""
    settings = load(RelaySettings)
    mailer = make_mailer(settings.smtp_url, settings.mail_from, settings.contact_name)
    with open_database(settings.data) as database:
        mail_relay = make_relay(settings, database, mailer)
        if not once:
            stop = _stop_signal()
            CONSOLE.print("Delivering until stopped.")
            deliver_until(stop, mail_relay)
            return
        delivered = 0
        while (done := mail_relay.deliver_due()).handled:
            delivered += done.delivered
            if done.interrupted:
                break
    CONSOLE.print(f"{delivered} mails delivered.")
    if done.interrupted:
        fail("The mail server does not take mails at present; the others wait.")


@commands.command()
def purge() -> None:
    """Forget expired requests, links, sessions and counters for good."""
    with open_database(load(DataSettings).data) as database:
        transactions = Transactions(SqliteStorage(database), SystemClock())
        forgotten = 0
        while done := purging.run(transactions, at_most=500).count:
            forgotten += done
    CONSOLE.print(f"{forgotten} records forgotten.")


@keys.callback()
def keys_group() -> None:
    """Keep ``new`` a command of a group."""


@keys.command("new")
def new_keys() -> None:
    """Draw a new key for each ring, as lines of a settings file; nothing else keeps them."""
    for setting in ("link_keys", "session_keys", "fingerprint_keys", "password_keys"):
        CONSOLE.print(f'{setting} = "{Key.generate().export()}"', highlight=False)


def main() -> None:
    """Run the command; whatever can be mended outside the program is told in a line, without a
    traceback.
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
