"""The lines of a file that were not used, in a table."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from espaceclient.adapters import billing_jsonl, subscribers_csv
from espaceclient.adapters.cli.console import CONSOLE, printable
from espaceclient.domain.problem import Problem

SHOWN = 20


def show_rejects(rejects: Sequence[tuple[int, Problem]]) -> None:
    """Show the first of them: the number of the line, and why, in the language of the texts."""
    if not rejects:
        return
    table = Table("line", "reason", "what is wrong", box=None, pad_edge=False)
    for line, problem in rejects[:SHOWN]:
        table.add_row(str(line), problem.code, escape(printable(_sentence(problem))))
    CONSOLE.print(table)
    if len(rejects) > SHOWN:
        CONSOLE.print(f"{len(rejects) - SHOWN:,} more.")


def _sentence(problem: Problem) -> str:
    known = {**subscribers_csv.sentences(), **billing_jsonl.sentences()}
    return known[problem.code].format(**problem.values)
