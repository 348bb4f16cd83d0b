"""The bar of a command that goes over many things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from espaceclient.adapters.cli.console import ERRORS


@contextmanager
def counting(what: str, total: int | None) -> "Iterator[Callable[[int], None]]":
    """Show how many of ``total``, if it is known, are done; call what is given with each number."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERRORS, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
