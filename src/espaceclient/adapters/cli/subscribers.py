"""``espaceclient subscribers import``: the billing export becomes the register, whole or not at
all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from espaceclient.adapters.cli.composition import open_database
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, fail, printable
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.settings import CheckSettings, DataSettings
from espaceclient.adapters.sqlite import SqliteSubscribers
from espaceclient.adapters.subscribers_csv import (
    BillingExport,
    Columns,
    Format,
    Staged,
    read_communes,
    stage,
    write_rejects,
)

SHOWN_REJECTS = 20

commands = typer.Typer(no_args_is_help=True, help="The register of subscribers.")


@commands.callback()
def group() -> None:
    """Keep ``import`` a command of a group."""


@commands.command("import")
def import_subscribers(
    file: Annotated[
        Path, typer.Argument(help="The billing export.", exists=True, dir_okay=False, readable=True)
    ],
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Tell what would happen, touch nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Write the refused lines to this CSV file.")
    ] = None,
    operator_column: Annotated[
        str, typer.Option(help="Header of the operating company.")
    ] = "societe",
    contract_column: Annotated[
        str, typer.Option(help="Header of the contract number.")
    ] = "numero_contrat",
    meter_column: Annotated[
        str, typer.Option(help="Header of the meter number.")
    ] = "numero_compteur",
    state_column: Annotated[
        str | None, typer.Option(help="Header of the state (etat if there is one).")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="One character; detected if not given.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="utf-8, cp1252…; detected if not given.")
    ] = None,
) -> None:
    """Replace the register by a billing export. Readers see the old one until the new one is
    whole.
    """
    data = None if dry_run else load(DataSettings).data
    communes = load(CheckSettings).communes
    export = BillingExport(
        file,
        Columns(operator_column, contract_column, meter_column, state_column),
        operators=read_communes(communes).operators if communes else None,
        written=Format(delimiter, encoding),
    )
    if rejects is not None and rejects.resolve() == file.resolve():
        fail("--rejects would overwrite the export itself.")
    if not export.tells_state():
        ERRORS.print(
            "The export tells no state: every contract counts as active (--state-column).",
            style="yellow",
        )
    with _progress(file) as progress, stage(export, progress) as staged:
        if rejects is not None:
            write_rejects(staged.rejects(), rejects)
        _report(staged, rejects)
        if not staged.accepted:
            fail("No usable line: the register is left as it was.")
        if data is None:
            return
        with open_database(data) as database:
            count = SqliteSubscribers(database).replace(staged.subscribers())
    CONSOLE.print(f"The register now holds [bold]{count:,}[/bold] contracts.")


@contextmanager
def _progress(file: Path) -> "Iterator[_Advance]":
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERRORS, transient=True) as progress:
        yield _Advance(progress, escape(file.name))


class _Advance:
    """Moves the bar to the bytes read so far."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=None)

    def __call__(self, read: int, size: int) -> None:
        self._progress.update(self._task, completed=read, total=size)


def _report(staged: Staged, rejects: Path | None) -> None:
    CONSOLE.print(
        f"[bold]{staged.accepted:,}[/bold] contracts, of which {staged.ended:,} ended; "
        f"{staged.repeated:,} lines repeated; [bold]{staged.refused:,}[/bold] lines refused."
    )
    if staged.refused:
        CONSOLE.print(_table(staged))
    if rejects is not None:
        CONSOLE.print(f"All refused lines: {escape(str(rejects))}")
    elif staged.refused > SHOWN_REJECTS:
        CONSOLE.print(
            f"{staged.refused - SHOWN_REJECTS:,} more: write them all with --rejects FILE."
        )


def _table(staged: Staged) -> Table:
    table = Table("line", "reason", "what is wrong", box=None, pad_edge=False)
    for reject, _ in zip(staged.rejects(), range(SHOWN_REJECTS), strict=False):
        table.add_row(str(reject.line), reject.problem.code, escape(printable(reject.sentence)))
    return table
