"""The help of every command."""

from collections.abc import Iterator

from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from espaceclient.adapters.cli.commands import commands


def paths(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words of every command, such as ``("keys", "new")``."""
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from paths(each, (*path, name))
    else:
        yield path


def test_the_help_of_every_command_leads_to_the_settings() -> None:
    told = {
        path: CliRunner().invoke(commands, [*path, "--help"]).output
        for path in paths(get_command(commands))
    }
    assert {("serve",), ("relay",), ("subscribers", "import"), ("outbox", "list")} <= told.keys()
    assert [path for path, text in told.items() if "espaceclient settings list" not in text] == []
