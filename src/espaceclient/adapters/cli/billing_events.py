"""Apply a file of events: look at all of them first, then apply one after the other."""

from collections.abc import Callable, Iterable

import typer
from attrs import define, evolve, field

from espaceclient.adapters.billing_jsonl import BillingFile, Entry
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.progress import counting
from espaceclient.adapters.cli.rejects import show_rejects
from espaceclient.answers import AlreadyApplied, Applied, ApplyAnswer, RenumberingRefused
from espaceclient.billing import BillingEvent, ContractRenumbered
from espaceclient.client import EspaceClient
from espaceclient.domain.brake import HOLDINGS
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract

_Ask = Callable[[BillingEvent], ApplyAnswer]


def apply_events(
    client: EspaceClient, file: BillingFile, *, live: int, allow: int, dry_run: bool
) -> None:
    """Apply the events of a file and tell of it; end with status 1 when something is to be done.

    ``live``: how many holdings have no end.
    """
    foreseen, foresight = _Outcome(), _Foresight(client)
    for entry in file:
        foreseen.note(entry, foresight.ask)
    show_rejects(foreseen.rejects)
    if HOLDINGS.exceeds(foreseen.ends, live, allow):
        fail(
            f"{foreseen.ends:,} of {counted(live, 'holding')} would end, more than "
            f"{HOLDINGS.percent} %: nothing was done. "
            f"If the file is right, apply it with --allow {foreseen.ends}."
        )
    done = foreseen if dry_run else _applied(client, file, foreseen.lines)
    _tell(done, dry_run=dry_run)
    if done.rejects or done.refused:
        raise typer.Exit(1)


def _applied(client: EspaceClient, entries: Iterable[Entry], lines: int) -> "_Outcome":
    done = _Outcome()
    with counting("events", lines) as tell:
        for entry in entries:
            done.note(entry, client.apply)
            tell(done.lines)
    return done


@define
class _Foresight:
    """Previews events one after the other, though none is applied: what comes after a renumbering
    is asked about the number that the contract still has.
    """

    client: EspaceClient
    still_called: dict[Contract, Contract] = field(factory=dict)

    def ask(self, event: BillingEvent) -> ApplyAnswer:
        if isinstance(event, ContractRenumbered):
            now = evolve(event, old=self._now(event.old))
            answer = self.client.preview_apply(now)
            if isinstance(answer, Applied):
                self.still_called[event.new] = now.old
            return answer
        return self.client.preview_apply(evolve(event, contract=self._now(event.contract)))

    def _now(self, contract: Contract) -> Contract:
        return self.still_called.get(contract, contract)


@define
class _Outcome:
    """What was, or would be, done; ``refused`` are the lines of renumberings."""

    lines: int = 0
    applied: int = 0
    holdings: int = 0
    ends: int = 0
    before: int = 0
    refused: list[int] = field(factory=list)
    rejects: list[tuple[int, Problem]] = field(factory=list)

    def note(self, entry: Entry, ask: _Ask) -> None:
        self.lines += 1
        if isinstance(entry.event, Problem):
            self.rejects.append((entry.line, entry.event))
            return
        match ask(entry.event):
            case Applied(holdings):
                self.applied += 1
                self.holdings += holdings
                self.ends += 0 if isinstance(entry.event, ContractRenumbered) else holdings
            case AlreadyApplied():
                self.before += 1
            case RenumberingRefused():
                self.refused.append(entry.line)


def _tell(done: _Outcome, *, dry_run: bool) -> None:
    verb = "would be applied" if dry_run else "applied"
    CONSOLE.print(
        f"{counted(done.applied, 'event')} {verb}, to {counted(done.holdings, 'holding')}; "
        f"{done.before:,} applied before; {counted(len(done.rejects), 'rejected line')}."
    )
    if done.refused:
        lines = ", ".join(map(str, done.refused))
        CONSOLE.print(f"Somebody else holds the new number: line {lines}.")
