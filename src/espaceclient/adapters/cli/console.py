"""How the commands print, and how they fail."""

from typing import NoReturn
from unicodedata import category

import typer
from rich.console import Console
from rich.markup import escape

CONSOLE = Console(soft_wrap=True, emoji=False)  # ":x:" in what is told is no cross
ERRORS = Console(stderr=True, soft_wrap=True, emoji=False)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 mail`` or ``1,200 records``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def printable(text: str) -> str:
    """Return what a file or a server said without control characters: each becomes U+FFFD.

    The no-break spaces of French stay.
    """
    return "".join(
        character if character.isprintable() or category(character) == "Zs" else "\ufffd"
        for character in text
    )


def fail(*sentences: str) -> NoReturn:
    """Print what is wrong and end the command with status 1."""
    for sentence in sentences:
        ERRORS.print(f"[red]{escape(printable(sentence))}[/red]")
    raise typer.Exit(1)
