"""What the commands say, and how they give up."""

from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

CONSOLE = Console(soft_wrap=True)
ERRORS = Console(stderr=True, soft_wrap=True)


def printable(text: str) -> str:
    """Show what a file or a server said without obeying it: controls become U+FFFD."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def fail(*sentences: str) -> NoReturn:
    """Say what is wrong and end the command with status 1."""
    for sentence in sentences:
        ERRORS.print(f"[red]{escape(printable(sentence))}[/red]")
    raise typer.Exit(1)
