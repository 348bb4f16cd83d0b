"""``espaceclient accounts import``: judge all of a file first, then import it batch by batch."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, assert_never

import typer
from attrs import define, field
from rich.markup import escape

from espaceclient.adapters.cli.composition import communes_of
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.progress import counting
from espaceclient.adapters.cli.register import register
from espaceclient.adapters.cli.rejects import show_rejects
from espaceclient.adapters.cli.settings import AccountImportSettings
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.subscribers_csv import (
    AccountsFile,
    Format,
    ImportedLine,
    Reject,
    write_rejects,
)
from espaceclient.answers import (
    AccountImported,
    AddressTaken,
    AlreadyImported,
    ContractTaken,
    ImportAccountAnswer,
    Invalid,
    RegisterUnavailable,
)
from espaceclient.client import EspaceClient
from espaceclient.domain.import_account import BRAKE
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Communes
from espaceclient.ports.keys import Keys

BATCH = 50
"""Lines in one commit, whose time grows with the square of its records."""


def import_accounts(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV of email;code_insee;numero_contrat;empreinte, and maybe societe and "
            "numero_compteur.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Check the file and report, but change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write the rejected lines to this CSV file, without the hashes."),
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
            help=f"How many lines may be rejected, if more than {BRAKE.percent} %.",
        ),
    ] = 0,
) -> None:
    """Bring the accounts of another system along, with the hashes of their passwords.

    The whole file is checked first. Then its good lines are imported, fifty in one commit; a run
    that was interrupted may be repeated. Nobody is mailed. Passwords by bcrypt and Django's PBKDF2
    are taken, and by argon2 with the extra argon2.
    """
    settings = load(AccountImportSettings)
    if rejects is not None and rejects.resolve() == file.resolve():
        fail("--rejects would overwrite the file itself.")
    communes = communes_of(settings.communes, settings.formats)
    lines = AccountsFile(file, communes, settings.formats, Format(delimiter, encoding))
    with _client(settings, communes) as client:
        import_file(client, lines, rejects, allow=allow, dry_run=dry_run)


@contextmanager
def _client(settings: AccountImportSettings, communes: Communes) -> Iterator[EspaceClient]:
    """Make a client that holds no key: nothing is signed, and no password is hashed."""
    with (
        open_store(settings) as store,
        register(
            settings, store.register, formats=settings.formats, zone=settings.zone
        ) as subscribers,
    ):
        store.probe()
        yield Composition(
            communes=communes,
            subscribers=subscribers,
            storage=store.storage,
            outbox=store.outbox,
            keys=Keys(),
            policy=Policy(formats=settings.formats),
        ).client()


def import_file(
    client: EspaceClient, file: AccountsFile, rejects: Path | None, *, allow: int, dry_run: bool
) -> None:
    """Import what can be and tell of it; end with status 1 when a line was rejected."""
    foreseen = _Outcome()
    for batch in _batches(file):
        foreseen.note(client, batch, dry_run=True)
    _show(foreseen, rejects)
    if BRAKE.exceeds(len(foreseen.rejects), foreseen.lines, allow):
        fail(
            f"{len(foreseen.rejects):,} of {counted(foreseen.lines, 'line')} would be rejected, "
            f"more than {BRAKE.percent} %: nothing was imported. If the file is right, import it "
            f"with --allow {len(foreseen.rejects)}."
        )
    done = foreseen if dry_run else _imported(client, file, foreseen.lines)
    _tell(done, dry_run=dry_run)
    if done.rejects:
        raise typer.Exit(1)


def _imported(client: EspaceClient, file: AccountsFile, lines: int) -> "_Outcome":
    done = _Outcome()
    with counting("accounts", lines) as tell:
        for batch in _batches(file):
            done.note(client, batch, dry_run=False)
            tell(done.lines)
    return done


def _batches(lines: Iterable[ImportedLine | Reject]) -> Iterator[list[ImportedLine | Reject]]:
    each = iter(lines)
    return iter(lambda: list(islice(each, BATCH)), [])


@define
class _Outcome:
    """What was, or would be, done."""

    lines: int = 0
    imported: int = 0
    before: int = 0
    rejects: list[Reject] = field(factory=list)

    def note(
        self, client: EspaceClient, batch: list[ImportedLine | Reject], *, dry_run: bool
    ) -> None:
        self.lines += len(batch)
        self.rejects += [line for line in batch if isinstance(line, Reject)]
        read = [line for line in batch if isinstance(line, ImportedLine)]
        answer = client.import_accounts([line.fields for line in read], dry_run=dry_run)
        for line, outcome in zip(read, answer.outcomes, strict=True):
            self._note(line, outcome)

    def _note(self, line: ImportedLine, outcome: ImportAccountAnswer) -> None:
        match outcome:
            case AccountImported():
                self.imported += 1
            case AlreadyImported():
                self.before += 1
            case AddressTaken():
                self.rejects.append(line.rejected(Problem("email", "email/taken")))
            case ContractTaken():
                taken = Problem("contract_number", "contract_number/taken")
                self.rejects.append(line.rejected(taken))
            case Invalid(problems):
                self.rejects.append(line.rejected(problems[0]))
            case RegisterUnavailable():
                fail("The register does not answer; repeat the import.")
            case never:
                assert_never(never)


def _show(outcome: _Outcome, file: Path | None) -> None:
    show_rejects([(reject.line, reject.problem) for reject in outcome.rejects])
    if file is not None:
        write_rejects(outcome.rejects, file)
        CONSOLE.print(f"The rejected lines are in {escape(str(file))}.")


def _tell(done: _Outcome, *, dry_run: bool) -> None:
    verb = "would be imported" if dry_run else "imported"
    CONSOLE.print(
        f"{counted(done.imported, 'contract')} {verb} with their accounts, {done.before:,} were "
        f"there before; {counted(len(done.rejects), 'rejected line')}."
    )
