"""Renumber contracts: tell what a mapping would do, and do it when that is asked."""

from collections.abc import Sequence

import typer

from espaceclient.adapters.cli.console import CONSOLE, counted, fail, printable
from espaceclient.adapters.cli.progress import counting
from espaceclient.adapters.cli.rejects import SHOWN, show_rejects
from espaceclient.adapters.subscribers_csv import Renumbered, RenumberingFile
from espaceclient.answers import AlreadyApplied, Applied, RenumberingPlan, RenumberingRefused
from espaceclient.client import EspaceClient
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract


def renumber_contracts(client: EspaceClient, file: RenumberingFile, *, apply: bool) -> None:
    """End with status 1 when something is to be looked at."""
    pairs: list[tuple[Contract, Contract]] = []
    rejects: list[tuple[int, Problem]] = []
    for line in file:
        if isinstance(line, Renumbered):
            pairs.append((line.old, line.new))
        else:
            rejects.append((line.line, line.problem))
    plan = client.plan_renumbering(pairs)
    show_rejects(rejects)
    _tell(plan, len(pairs))
    if plan.is_contradictory:
        fail("The mapping contradicts itself: nothing was done.")
    refused = _apply(client, plan) if apply else 0
    if not apply:
        number = counted(len(plan.renumberings), "contract")
        CONSOLE.print(f"{number} would be renumbered; --apply does it.")
    if rejects or refused or plan.held_twice or plan.unmapped:
        raise typer.Exit(1)


def _tell(plan: RenumberingPlan, pairs: int) -> None:
    CONSOLE.print(f"{counted(pairs, 'contract')} in the mapping.")
    for contracts, what in (
        (plan.two_to_one, "Numbers given to several contracts"),
        (plan.one_to_two, "Contracts given several numbers"),
        (plan.circular, "Contracts moved in a circle"),
        (plan.held_twice, "Contracts whose new number somebody else holds already"),
        (plan.unmapped, "Contracts that are held and not in the mapping"),
    ):
        _list(contracts, what)


def _list(contracts: Sequence[Contract], what: str) -> None:
    if not contracts:
        return
    named = ", ".join(f"{each.number.digits} ({each.operator.code})" for each in contracts[:SHOWN])
    more = f" and {len(contracts) - SHOWN:,} more" if len(contracts) > SHOWN else ""
    CONSOLE.print(
        f"{what} ({len(contracts):,}): {printable(named)}{more}.", markup=False, highlight=False
    )


def _apply(client: EspaceClient, plan: RenumberingPlan) -> int:
    """Apply the plan; return how many were refused after all."""
    renumbered = refused = 0
    with counting("contracts", len(plan.renumberings)) as tell:
        for done, event in enumerate(plan.renumberings, 1):
            match client.apply(event):
                case Applied() | AlreadyApplied():
                    renumbered += 1
                case RenumberingRefused():
                    refused += 1
            tell(done)
    CONSOLE.print(f"{counted(renumbered, 'contract')} renumbered.")
    if refused:
        CONSOLE.print(f"{refused:,} refused: somebody else holds the new number by now.")
    return refused
