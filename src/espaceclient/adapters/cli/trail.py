"""``espaceclient trail``: what happened, for an archive and for support."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import typer
from attrs import frozen

from espaceclient.adapters.cli.console import CONSOLE, fail, printable
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.settings import ExplainSettings, TrailSettings
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.system import SystemClock, SystemTokens
from espaceclient.adapters.wording import TrailWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import Plain, as_fields, kind_of
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.keys import FingerprintKeys
from espaceclient.ports.outbox import OutboxEntry
from espaceclient.use_cases.explain import Explain, SubjectsOf, walk
from espaceclient.use_cases.services import SUBJECT

commands = typer.Typer(
    no_args_is_help=True, help="Export what happened; explain it to whoever answers a subscriber."
)

_ALL = 1_000_000
Instant = Annotated[
    str | None, typer.Option(help="A day, or an instant such as 2026-03-01T12:00:00+01:00.")
]


@commands.command("export")
def export(since: Instant = None, until: Instant = None) -> None:
    """Write the trail to standard output, a JSON object a line, the oldest event first.

    A day is its beginning in the setting time_zone. An export until an instant that lies a minute
    back is complete.
    """
    settings = load(TrailSettings)
    first, last = (instant(text, settings.zone) for text in (since, until))
    with open_store(settings) as store:
        for recorded in walk(store.trail, since=first, until=last):
            sys.stdout.write(json.dumps(line_of(recorded), ensure_ascii=False) + "\n")


@commands.command("explain")
def explain(
    contract: Annotated[str | None, typer.Option(help="A contract number.")] = None,
    operator: Annotated[
        str | None, typer.Option(help="With --contract: the code of its operator.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
) -> None:
    """Tell, in sentences, what happened about an address or a contract.

    Without --operator, the contract of that number is told of each operator that has one.
    """
    if (contract is None) == (email is None) or (operator is not None and contract is None):
        fail("Give --email, or --contract and maybe --operator.")
    settings = load(ExplainSettings)
    with open_store(settings) as store:
        asked = _Asked.of(settings, store)
        told = asked.address(email) if email is not None else asked.contract(contract, operator)
    for line in told:
        CONSOLE.print(printable(line), markup=False, highlight=False)


@frozen
class _Asked:
    """One who asks about a database."""

    store: Store
    explain: Explain
    wording: TrailWording
    now: datetime

    @classmethod
    def of(cls, settings: ExplainSettings, store: Store) -> Self:
        subjects = subjects_under(settings.fingerprint_keys)
        explain = Explain(store.storage, store.trail, subjects)
        return cls(store, explain, TrailWording.french(settings.zone), SystemClock().now())

    def address(self, text: str) -> list[str]:
        email = EmailAddress.parse(text)
        if not isinstance(email, EmailAddress):
            fail("--email: this is no e-mail address.")
        told = self.explain.address(email, self.now)
        return list(self.wording.about_address(email, told, _mails_to(email, self.store)))

    def contract(self, text: str | None, operator: str | None) -> list[str]:
        number = ContractNumber.parse(text or "")
        if not isinstance(number, ContractNumber):
            fail("--contract: this is no contract number.")
        codes = [operator] if operator else self.store.operator_codes()
        contracts = [Contract(Operator(code), number) for code in codes]
        told = {each: self.explain.contract(each, self.now) for each in contracts}
        known = [each for each in contracts if operator or not told[each].is_empty]
        if not known:
            fail(f"Nothing is known about a contract {number.digits}.")
        return [line for each in known for line in self.wording.about_contract(each, told[each])]


def subjects_under(keys: FingerprintKeys) -> SubjectsOf:
    """Name an address as events do, under each key of the ring: older events have older names."""
    each = [SystemTokens(fingerprints=FingerprintKeys.of(key)) for key in keys]
    return lambda email: [tokens.fingerprint(SUBJECT, email.key) for tokens in each]


def _mails_to(email: EmailAddress, store: Store) -> tuple[OutboxEntry, ...]:
    return tuple(
        entry
        for entry in store.outbox.entries(_ALL)
        if entry.mail is not None and entry.mail.to.key == email.key
    )


def line_of(recorded: RecordedEvent) -> Mapping[str, Plain]:
    """Return an event as a line of the export has it."""
    return {
        "at": recorded.at.isoformat(timespec="microseconds"),
        "id": recorded.id,
        "kind": kind_of(recorded.event),
        **as_fields(recorded.event),
    }


def instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    """Read an instant; one without an offset, such as a day, is of ``zone``."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text} is neither a day nor an instant.")
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
