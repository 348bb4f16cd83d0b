"""``espaceclient contracts``: have the contracts that accounts hold follow what billing says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from attrs import frozen

from espaceclient.adapters.billing_jsonl import BillingFile
from espaceclient.adapters.cli.billing_events import apply_events
from espaceclient.adapters.cli.composition import communes_of
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.progress import counting
from espaceclient.adapters.cli.register import register
from espaceclient.adapters.cli.renumbering import renumber_contracts
from espaceclient.adapters.cli.settings import BillingSettings, CheckSettings
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.subscribers_csv import ContractReader, RenumberingFile
from espaceclient.answers import Reconciled, TooManyEnds
from espaceclient.client import EspaceClient
from espaceclient.domain.brake import HOLDINGS
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import Communes
from espaceclient.ports.keys import Keys
from espaceclient.ports.subscribers import Subscribers

commands = typer.Typer(
    no_args_is_help=True, help="Have the contracts that accounts hold follow what billing says."
)

Allow = Annotated[
    int,
    typer.Option(
        min=0,
        metavar="N",
        help=f"How many holdings may end, if more than {HOLDINGS.percent} %.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would be done, but change nothing.")
]


def _file(what: str) -> typer.models.ArgumentInfo:
    argument: typer.models.ArgumentInfo = typer.Argument(
        help=what, exists=True, dir_okay=False, readable=True
    )
    return argument


@frozen
class _Here:
    """What a command works with: the database, a client over it, and how files are read."""

    store: Store
    client: EspaceClient
    settings: BillingSettings
    read_contract: ContractReader

    @property
    def live(self) -> int:
        return self.store.endless_holdings()


@commands.command("reconcile")
def reconcile(
    allow: Allow = 0,
    after: Annotated[
        str, typer.Option(metavar="ID", help="Go on after this holding, as the last run told.")
    ] = "",
    dry_run: DryRun = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Compare every contract that is held with the register, imported before or asked by HTTP.

    What has ended there or is gone ends here, and so does what another customer has by now; its
    holder is told by mail. All is compared before anything is done.
    """
    with _opened() as here, counting("contracts", here.live) as tell:
        answer = here.client.reconcile(after, allow=allow, dry_run=dry_run, tell=tell)
    match answer:
        case TooManyEnds(compared, ended, changed):
            ends = ended + changed
            fail(
                f"{ends:,} of {counted(compared, 'holding')} would end, more than "
                f"{HOLDINGS.percent} %: nothing was done. "
                f"If the register is right, reconcile with --allow {ends}."
            )
        case Reconciled():
            _tell(answer, dry_run=dry_run)


def _tell(done: Reconciled, *, dry_run: bool) -> None:
    would = "would have " if dry_run else ""
    CONSOLE.print(
        f"{counted(done.compared, 'holding')} compared with the register: {done.ended:,} {would}"
        f"ended, {done.changed:,} {would}passed to another customer."
    )
    if not done.register_available:
        further = f" --after {done.resume_after}" if done.resume_after else ""
        fail(f"The register does not answer; go on with: contracts reconcile{further}")


@commands.command("apply")
def apply(
    file: Annotated[Path, _file("Events of billing, a JSON object a line.")],
    allow: Allow = 0,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Apply what billing tells: contracts that end, pass to others, get numbers, were wrong.

    An event is applied once, by its id: an interrupted run may be repeated. A line that is no event
    is told by its number, and the others are applied.
    """
    with _opened() as here:
        events = BillingFile(file, here.read_contract, here.settings.zone)
        apply_events(here.client, events, live=here.live, allow=allow, dry_run=dry_run)


@commands.command("renumber")
def renumber(
    mapping: Annotated[
        Path,
        _file("CSV of societe;numero_contrat;nouveau_numero, and maybe nouvelle_societe."),
    ],
    apply: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--apply", help="Do it; without, tell what would be done.")
    ] = False,
) -> None:
    """Give contracts the numbers of a mapping; accounts, sessions and passwords stay as they are.

    First it is told what is wrong with the mapping: contracts that it lacks, numbers that it gives
    twice, and those that somebody else holds already.
    """
    with _opened() as here:
        lines = RenumberingFile(mapping, here.read_contract)
        renumber_contracts(here.client, lines, apply=apply)


@contextmanager
def _opened() -> Iterator[_Here]:
    settings, checked = load(BillingSettings), load(CheckSettings)
    formats = checked.formats
    communes = communes_of(checked.communes, formats) if checked.communes else None
    with (
        open_store(settings) as store,
        register(settings, store.register, formats=formats, zone=settings.zone) as subscribers,
    ):
        store.probe()
        yield _Here(
            store,
            _client(store, subscribers, settings, communes or Communes(())),
            settings,
            ContractReader(communes.operators if communes else None, formats),
        )


def _client(
    store: Store, subscribers: Subscribers, settings: BillingSettings, communes: Communes
) -> EspaceClient:
    """Make a client that holds no key: what billing tells needs none."""
    return Composition(
        communes=communes,
        subscribers=subscribers,
        storage=store.storage,
        outbox=store.outbox,
        keys=Keys(),
        policy=Policy(lifetimes=settings.lifetimes),
    ).client()
