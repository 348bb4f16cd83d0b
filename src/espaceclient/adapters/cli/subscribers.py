"""``espaceclient subscribers import``: replace the register with a billing export, all or
nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from espaceclient.adapters.cli.composition import communes_of
from espaceclient.adapters.cli.console import CONSOLE, ERRORS, counted, fail, printable
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import create_store
from espaceclient.adapters.cli.settings import CheckSettings, DataSettings, DaySettings
from espaceclient.adapters.subscribers_csv import (
    BillingExport,
    Columns,
    Format,
    Staged,
    stage,
    write_rejects,
)
from espaceclient.domain.register_changes import BRAKE, RegisterChanges
from espaceclient.ports.register import Register, RegisterWouldShrink

SHOWN_REJECTS = 20

commands = typer.Typer(no_args_is_help=True, help="Maintain the register of subscribers.")


@commands.callback()
def group() -> None:
    """Keep ``import`` a command of a group."""


@commands.command("import")
def import_subscribers(
    file: Annotated[
        Path,
        typer.Argument(
            help="The billing export, a CSV file.", exists=True, dir_okay=False, readable=True
        ),
    ],
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Check the export and report, but change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Write the rejected lines to this CSV file.")
    ] = None,
    operator_column: Annotated[
        str, typer.Option(help="Column of the operating company.")
    ] = "societe",
    contract_column: Annotated[
        str, typer.Option(help="Column of the contract number.")
    ] = "numero_contrat",
    meter_column: Annotated[
        str, typer.Option(help="Column of the meter number.")
    ] = "numero_compteur",
    state_column: Annotated[
        str | None, typer.Option(help="Column of the contract's state; etat if the file has one.")
    ] = None,
    since_column: Annotated[
        str | None,
        typer.Option(
            help="Column of the day on which the present subscriber's contract begins, written "
            "31/12/2026 or 2026-12-31; none by default."
        ),
    ] = None,
    customer_column: Annotated[
        str | None, typer.Option(help="Column of the customer reference; none by default.")
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
            help=f"How many contracts in force may be lost, if more than {BRAKE.percent} %.",
        ),
    ] = 0,
) -> None:
    """Replace the register with a billing export.

    The old register stays in use until the new one is complete; if anything fails, it stays. So
    it does if more than a tenth of its contracts in force would be gone or ended: --allow.
    """
    place = None if dry_run else load(DataSettings)
    checked = load(CheckSettings)
    communes, formats = checked.communes, checked.formats
    export = BillingExport(
        file,
        Columns(
            operator=operator_column,
            contract=contract_column,
            meter=meter_column,
            state=state_column,
            since=since_column,
            customer=customer_column,
        ),
        operators=communes_of(communes, formats).operators if communes else None,
        written=Format(delimiter, encoding),
        formats=formats,
        time_zone=load(DaySettings).zone,
    )
    if rejects is not None and rejects.resolve() == file.resolve():
        fail("--rejects would overwrite the export itself.")
    if not export.tells_state():
        ERRORS.print(
            "The export has no state column: every contract counts as active (--state-column).",
            style="yellow",
        )
    with _progress(file) as progress, stage(export, progress) as staged:
        if rejects is not None:
            write_rejects(staged.rejects(), rejects)
        _report(staged, rejects)
        if not staged.accepted:
            fail("The export has no usable line: the register was not changed.")
        if place is None:
            return
        with create_store(place) as store:
            _replace(store.register, staged, allow)


def _replace(register: Register, staged: Staged, allow: int) -> None:
    try:
        changes = register.replace(staged.subscribers(), allowed=allow)
    except RegisterWouldShrink as refused:
        lost = refused.changes.lost
        _tell(refused.changes)
        fail(
            f"{refused}, more than {BRAKE.percent} %: it was not changed. "
            f"If this is the right export, import it with --allow {lost}."
        )
    _tell(changes)
    CONSOLE.print(f"The register now holds {counted(changes.contracts, 'contract')}.")


def _tell(changes: RegisterChanges) -> None:
    CONSOLE.print(
        f"Against the register in use: {changes.added:,} added, {changes.removed:,} removed, "
        f"{changes.changed:,} changed, {changes.ended:,} ended."
    )


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
        f"{counted(staged.accepted, 'contract')}, of which {staged.ended:,} ended; "
        f"{counted(staged.repeated, 'duplicate line')}; {counted(staged.refused, 'rejected line')}."
    )
    if staged.refused:
        CONSOLE.print(_table(staged))
    if rejects is not None:
        CONSOLE.print(f"The rejected lines are in {escape(str(rejects))}.")
    elif staged.refused > SHOWN_REJECTS:
        CONSOLE.print(f"{staged.refused - SHOWN_REJECTS:,} more; --rejects FILE writes them all.")


def _table(staged: Staged) -> Table:
    table = Table("line", "reason", "what is wrong", box=None, pad_edge=False)
    for reject, _ in zip(staged.rejects(), range(SHOWN_REJECTS), strict=False):
        table.add_row(str(reject.line), reject.problem.code, escape(printable(reject.sentence)))
    return table
