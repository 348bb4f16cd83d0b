"""``espaceclient accounts``: help with an account, bring others along, and retire those that nobody
visits.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn, assert_never
from zoneinfo import ZoneInfo

import typer
from attrs import frozen

from espaceclient.adapters.cli.console import CONSOLE, counted, fail, printable
from espaceclient.adapters.cli.hosted import App, application
from espaceclient.adapters.cli.importing import import_accounts
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.progress import counting
from espaceclient.adapters.cli.settings import AccountsSettings, DaySettings
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.wording import TrailWording
from espaceclient.answers import Retired, TooManyRetired
from espaceclient.client import EspaceClient
from espaceclient.domain.account import AccountId
from espaceclient.domain.brake import ACCOUNTS
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import Communes, Contract, ContractNumber, Operator
from espaceclient.ports.keys import Keys
from espaceclient.support import (
    AccountExported,
    ActivationRequeued,
    NoAccount,
    NothingWaits,
    Support,
    TooManyMails,
)

commands = typer.Typer(
    no_args_is_help=True,
    help="Help with an account; bring accounts along; retire those that nobody visits.",
)
commands.command("import")(import_accounts)

Actor = Annotated[str, typer.Option(help="Who you are: the trail keeps it.")]
Reason = Annotated[
    str, typer.Option(help="Why, in a line that the trail keeps: a ticket, but no address.")
]
Id = Annotated[str, typer.Option("--id", help="The id of an account, as `show` tells it.")]


@commands.command("show")
def show(
    actor: Actor,
    reason: Reason,
    id: Annotated[str | None, typer.Option(help="The id of an account.")] = None,  # noqa: A002 - the option's name
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    contract: Annotated[str | None, typer.Option(help="A contract number.")] = None,
    operator: Annotated[
        str | None, typer.Option(help="With --contract: the code of its operator.")
    ] = None,
    app: App = None,
) -> None:
    """Tell how things stand with an account, an address or a contract, and what led there."""
    if [id, email, contract].count(None) != 2 or (contract is None) != (operator is None):
        fail("Give --id, or --email, or --contract and --operator.")
    with _opened(app) as here:
        found = here.support(actor).find(
            reason=reason,
            id=None if id is None else AccountId(id),
            email=None if email is None else _address(email),
            contract=None if contract is None else _contract(contract, operator or ""),
        )
    for line in TrailWording.french(here.zone).about_account(found):
        CONSOLE.print(printable(line), markup=False, highlight=False)


@commands.command("resend")
def resend(
    actor: Actor,
    reason: Reason,
    email: Annotated[str, typer.Option(help="The address of a request that waits.")],
    app: App = None,
) -> None:
    """Send the newest activation link of an address again; it lives no longer for it."""
    with _opened(app) as here:
        answer = here.support(actor).resend_activation(_address(email), reason=reason)
    match answer:
        case ActivationRequeued():
            CONSOLE.print("The activation link is on its way again.")
        case NothingWaits():
            fail("No activation link of this address can be used: none waits.")
        case TooManyMails():
            fail("Too many mails went to this address within the hour: try again later.")
        case _:
            assert_never(answer)


@commands.command("sign-out")
def sign_out(
    actor: Actor,
    reason: Reason,
    id: Id,  # noqa: A002 - the option's name
    app: App = None,
) -> None:
    """End all sessions of an account."""
    with _opened(app) as here:
        answer = here.support(actor).end_sessions(AccountId(id), reason=reason)
    if isinstance(answer, NoAccount):
        _nobody(id)
    CONSOLE.print(f"{counted(answer.count, 'session')} ended.")


@commands.command("close")
def close(
    actor: Actor,
    reason: Reason,
    id: Id,  # noqa: A002 - the option's name
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002 - a flag
    app: App = None,
) -> None:
    """Close an account for good: all that is held of it is deleted, and a mail tells its owner."""
    if not yes:
        typer.confirm("Nobody can undo it. Close this account?", abort=True)
    with _opened(app) as here:
        answer = here.support(actor).close_account(AccountId(id), reason=reason)
    if isinstance(answer, NoAccount):
        _nobody(id)
    CONSOLE.print("The account is closed.")


@commands.command("export")
def export(
    actor: Actor,
    reason: Reason,
    id: Id,  # noqa: A002 - the option's name
    app: App = None,
) -> None:
    """Write all that is held of an account to standard output, as JSON, for its owner alone."""
    with _opened(app) as here:
        answer = here.support(actor).export_account(AccountId(id), reason=reason)
    if not isinstance(answer, AccountExported):
        _nobody(id)
    sys.stdout.write(json.dumps(answer.fields, ensure_ascii=False, indent=2) + "\n")


@commands.command("retire")
def retire(
    allow: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help=f"How many may be warned or closed, if more than {ACCOUNTS.percent} %.",
        ),
    ] = 0,
    dry_run: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--dry-run", help="Tell what would be done, but change nothing.")
    ] = False,
    app: App = None,
) -> None:
    """Warn by mail, 30 and 7 days before, whoever has not visited their account for long; close it
    then. To be run every day.
    """
    with _opened(app) as here, counting("accounts", here.accounts) as tell:
        answer = here.client.retire_accounts(allow=allow, dry_run=dry_run, tell=tell)
    match answer:
        case TooManyRetired(looked_at, warned, closed):
            concerned = warned + closed
            fail(
                f"{warned:,} of {counted(looked_at, 'account')} would be warned and {closed:,} "
                f"closed, more than {ACCOUNTS.percent} %: nothing was done. "
                f"If that is right, retire with --allow {concerned}."
            )
        case Retired(looked_at, warned, closed):
            would = "would be " if dry_run else ""
            CONSOLE.print(
                f"{counted(looked_at, 'account')} looked at: {warned:,} {would}warned, "
                f"{closed:,} {would}closed."
            )
        case _:
            assert_never(answer)


@frozen
class _Here:
    """What a command works with; ``accounts`` is how many there are, ``None`` where unknown."""

    client: EspaceClient
    zone: ZoneInfo
    accounts: int | None

    def support(self, actor: str) -> Support:
        return Support(self.client, actor=actor)


@contextmanager
def _opened(app: str | None) -> Iterator[_Here]:
    if app is not None:
        with application(app) as host:
            yield _Here(host.composition.client(), load(DaySettings).zone, None)
        return
    settings = load(AccountsSettings)
    with open_store(settings) as store:
        store.probe()
        yield _Here(_client(store, settings), settings.zone, store.accounts())


def _client(store: Store, settings: AccountsSettings) -> EspaceClient:
    """Make a client that holds no key but those of fingerprints: it can open no account."""
    return Composition(
        communes=Communes(()),
        subscribers=store.register,
        storage=store.storage,
        outbox=store.outbox,
        keys=Keys(fingerprints=settings.fingerprint_keys),
        policy=Policy(lifetimes=settings.lifetimes),
        trail=store.trail,
    ).client()


def _address(text: str) -> EmailAddress:
    email = EmailAddress.parse(text)
    if not isinstance(email, EmailAddress):
        fail("--email: this is no e-mail address.")
    return email


def _contract(text: str, operator: str) -> Contract:
    number = ContractNumber.parse(text)
    if not isinstance(number, ContractNumber):
        fail("--contract: this is no contract number.")
    return Contract(Operator(operator), number)


def _nobody(account: str) -> NoReturn:
    fail(f"There is no account {account}.")
