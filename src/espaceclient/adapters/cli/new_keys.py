"""``espaceclient keys``: draw new keys."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from espaceclient.adapters.cli.console import CONSOLE
from espaceclient.adapters.cli.settings import RINGS
from espaceclient.ports.keys import Key

commands = typer.Typer(no_args_is_help=True, help="Generate secret keys.")


@commands.callback()
def group() -> None:
    """Keep ``new`` a command of a group."""


@commands.command("new")
def new_keys(
    folder: Annotated[
        Path | None,
        typer.Option(help="Write each key to a file of its own here, instead of printing it."),
    ] = None,
) -> None:
    """Draw a new random key for each key ring, and print them as lines of a settings file.

    They are stored nowhere else: keep them apart from the database. With --folder each is written
    to a file that its owner alone can read, for `link_keys_file` and its siblings; no file is
    overwritten.
    """
    if folder is not None:
        _require_none_of([folder / ring for ring in RINGS])
    for ring in RINGS:
        key = Key.generate().export()
        if folder is None:
            CONSOLE.print(f'{ring} = "{key}"', highlight=False)
        else:
            _write(folder / ring, key)


def _require_none_of(files: Iterable[Path]) -> None:
    """Look before any is written: half of the keys would be neither the old ones nor new ones."""
    for file in files:
        if file.exists():
            raise FileExistsError(f"{file} exists already; no key is overwritten")


def _write(file: Path, key: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(f"{key}\n", "ascii")
    CONSOLE.print(f"{file} holds a new key.", markup=False, highlight=False)
