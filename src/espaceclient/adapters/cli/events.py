"""``espaceclient events``: what the host is still to be told, and what it did not take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from espaceclient.adapters.cli import dead_letters
from espaceclient.adapters.cli.console import CONSOLE, counted, fail, printable
from espaceclient.adapters.cli.hosted import App, feed_of
from espaceclient.adapters.system import SystemClock
from espaceclient.domain.event_fields import account_of, kind_of
from espaceclient.ports.event_feed import FeedEntry
from espaceclient.ports.webhook_secret import WebhookSecret

commands = typer.Typer(
    no_args_is_help=True,
    help="Inspect the events that the host is to be told; retry or discard those it did not take.",
)


@commands.command("list")
def list_events(
    at_most: Annotated[int, typer.Option(help="Show at most this many events.", min=1)] = 100,
    check: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option(
            "--check", help="Exit with status 1 when an event is a dead letter or overdue."
        ),
    ] = False,
    overdue: Annotated[
        int, typer.Option(help="With --check: minutes that an event may wait untold.", min=1)
    ] = 15,
    app: App = None,
) -> None:
    """List the events that the host is still to be told, oldest first.

    Overdue are events that no relay has delivered or deferred in time: no relay runs with
    events_url, or the host takes nothing. Events that wait for an older one of the same account are
    not counted.
    """
    with feed_of(app) as feed:
        entries = feed.entries(dead_letters.ALL if check else at_most)
    _show(entries[:at_most])
    if check:
        _fail_if_ill(entries, SystemClock().now(), overdue)


@commands.command("retry")
def retry(
    events: Annotated[
        list[str] | None, typer.Argument(help="Ids of dead letters, as `events list` shows them.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Retry every dead letter.")] = False,  # noqa: FBT002 - a flag of the command line
    app: App = None,
) -> None:
    """Make dead letters due again, at once and before later events of the same account."""
    with feed_of(app) as feed:
        dead_letters.retry(feed, "event", events, every=every)


@commands.command("discard")
def discard(
    events: Annotated[
        list[str], typer.Argument(help="Ids of dead letters, as `events list` shows them.")
    ],
    app: App = None,
) -> None:
    """Give dead letters up: the host is never told. They stay in the trail."""
    with feed_of(app) as feed:
        dead_letters.discard(feed, "event", events, "given up")


@commands.command("secret")
def new_secret() -> None:
    """Draw a new random secret for the setting events_secret, and print it.

    It is stored nowhere else. The host verifies with it that events come from here. To replace one,
    set both, separated by a comma, until the host knows the new one.
    """
    CONSOLE.print(WebhookSecret.generate().text, markup=False, highlight=False)


def _show(entries: Sequence[FeedEntry]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("id", no_wrap=True, min_width=32)
    for header in ("event", "account", "happened", "attempts", "state", "last error"):
        table.add_column(header, overflow="fold")
    for entry in entries:
        table.add_row(*_row(entry))
    CONSOLE.print(table if entries else "The host has been told everything.", markup=False)


def _row(entry: FeedEntry) -> tuple[str, ...]:
    event = entry.event.event if entry.event else None
    return (
        entry.id,
        kind_of(event) if event else "unreadable",
        (account_of(event) if event else None) or "",
        f"{entry.at:%Y-%m-%d %H:%M}",
        str(entry.attempts),
        _state(entry),
        escape(printable(entry.last_error or "")),
    )


def _state(entry: FeedEntry) -> str:
    if entry.dead:
        return "dead"
    return "waits for an older one" if entry.waits else f"due {entry.due_at:%Y-%m-%d %H:%M}"


def _fail_if_ill(entries: Sequence[FeedEntry], now: datetime, minutes: int) -> None:
    dead = sum(entry.dead for entry in entries)
    overdue = sum(entry.is_overdue(now, timedelta(minutes=minutes)) for entry in entries)
    ills = [f"{counted(dead, 'dead letter')}."] if dead else []
    if overdue:
        ills.append(
            f"{counted(overdue, 'event')} untold for more than {counted(minutes, 'minute')}."
        )
    if ills:
        fail(*ills)
