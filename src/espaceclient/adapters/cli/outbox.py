"""``espaceclient outbox``: what waits to be sent, and what could not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from espaceclient.adapters.cli import dead_letters
from espaceclient.adapters.cli.console import CONSOLE, counted, fail, printable
from espaceclient.adapters.cli.hosted import App, outbox_of
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.outbox import OutboxEntry

commands = typer.Typer(
    no_args_is_help=True,
    help="Inspect the mails that wait; retry or discard those that could not be sent.",
)


@commands.command("list")
def list_mails(
    at_most: Annotated[int, typer.Option(help="Show at most this many mails.", min=1)] = 100,
    check: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option("--check", help="Exit with status 1 when a mail is a dead letter or overdue."),
    ] = False,
    overdue: Annotated[
        int, typer.Option(help="With --check: minutes that a mail may wait unsent.", min=1)
    ] = 15,
    app: App = None,
) -> None:
    """List the mails in the outbox, oldest first.

    Overdue are mails that no relay has sent or deferred in time: no relay runs, or the mail server
    takes nothing.
    """
    with outbox_of(app) as outbox:
        entries = outbox.entries(dead_letters.ALL if check else at_most)
    _show(entries[:at_most])
    if check:
        _fail_if_ill(entries, SystemClock().now(), overdue)


def _show(entries: Sequence[OutboxEntry]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("id", no_wrap=True, min_width=32)
    for header in ("mail", "to", "queued", "attempts", "state", "last error"):
        table.add_column(header, overflow="fold")
    for entry in entries:
        table.add_row(*_row(entry))
    CONSOLE.print(table if entries else "The outbox is empty.", markup=False)


def _fail_if_ill(entries: Sequence[OutboxEntry], now: datetime, minutes: int) -> None:
    dead = sum(entry.dead for entry in entries)
    overdue = sum(entry.is_overdue(now, timedelta(minutes=minutes)) for entry in entries)
    ills = [f"{counted(dead, 'dead letter')}."] if dead else []
    if overdue:
        ills.append(
            f"{counted(overdue, 'mail')} unsent for more than {counted(minutes, 'minute')}."
        )
    if ills:
        fail(*ills)


@commands.command("retry")
def retry(
    mails: Annotated[
        list[str] | None, typer.Argument(help="Ids of dead letters, as `outbox list` shows them.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Retry every dead letter.")] = False,  # noqa: FBT002 - a flag of the command line
    app: App = None,
) -> None:
    """Make dead letters due again, at once."""
    with outbox_of(app) as outbox:
        dead_letters.retry(outbox, "mail", mails, every=every)


@commands.command("discard")
def discard(
    mails: Annotated[
        list[str], typer.Argument(help="Ids of dead letters, as `outbox list` shows them.")
    ],
    app: App = None,
) -> None:
    """Delete dead letters for good: they are never sent."""
    with outbox_of(app) as outbox:
        dead_letters.discard(outbox, "mail", mails, "deleted")


def _row(entry: OutboxEntry) -> tuple[str, ...]:
    return (
        entry.id,
        type(entry.mail).__name__ if entry.mail else "unreadable",
        entry.mail.to.text if entry.mail else "",
        f"{entry.queued_at:%Y-%m-%d %H:%M}",
        str(entry.attempts),
        "dead" if entry.dead else f"due {entry.due_at:%Y-%m-%d %H:%M}",
        escape(printable(entry.last_error or "")),
    )
