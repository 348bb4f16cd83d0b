"""The night's steps, in their order: each may be repeated, and what one refuses stops no other."""

from pathlib import Path
from zoneinfo import ZoneInfo

from espaceclient import EspaceClient, PortError, Relay
from espaceclient.adapters.billing_jsonl import BillingFile
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.event_call import Call
from espaceclient.adapters.sqlite import (
    RegisterWouldShrink,
    SqliteDatabase,
    SqliteSubscribers,
    stored_in,
)
from espaceclient.adapters.subscribers_csv import (
    AccountsFile,
    BillingError,
    BillingExport,
    Columns,
    ContractReader,
    Reject,
    read_communes,
    stage,
)
from espaceclient.adapters.system import stored_keys
from espaceclient.answers import Reconciled, RenumberingRefused, TooManyEnds, TooManyRetired
from espaceclient.events import EventRelay
from espaceclient.values import Problem
from examples.nightly_batch.deliveries import CustomerFile, FolderMailer

DONE, LOOK, LATER = 0, 1, 75  # 75 is EX_TEMPFAIL of sysexits.h: schedulers try again
MOST_EVENTS = 100  # of billing in one night; more are a wrong file, and are applied by hand
PARIS = ZoneInfo("Europe/Paris")  # a day of billing begins there
COLUMNS = Columns(state="etat", since="debut", customer="client")


class Batch:
    def __init__(self, files: Path, data: Path) -> None:
        self.files, self.data, self.exit_code = files, data, DONE
        data.mkdir(parents=True, exist_ok=True)

    def run(self) -> int:
        try:
            self._all()
        except PortError as error:  # what was committed stays, the next run does the rest
            print(f"Interrupted: {error}")
            return LATER
        except (BillingError, OSError) as error:
            self._look(str(error))
        return self.exit_code

    def _all(self) -> None:
        database = SqliteDatabase(self.data / "espace-client.sqlite3")
        self.communes = read_communes(self.files / "communes.csv")
        register, keys = SqliteSubscribers(database), stored_keys(self.data)
        composition = Composition(
            **stored_in(database), communes=self.communes, subscribers=register, keys=keys
        )
        client = composition.client()
        if self._import(register):
            self._bring_along(client)
            self._apply(client)
            self._reconcile(client)
        self._retire(client)
        print(f"{client.purge().count} expired records deleted")
        mails, told = FolderMailer(self.data / "mails"), CustomerFile(self.data / "told.sqlite3")
        self._deliver("mails", composition.relay(mails, "https://client.exemple.fr/"))
        self._deliver("events", composition.event_relay(Call(told.take)))

    def _look(self, what: str) -> None:
        print(f"Look: {what}")
        self.exit_code = LOOK

    def _import(self, register: SqliteSubscribers) -> bool:
        """Replace the register; without the night's register nothing is compared with it."""
        export = BillingExport(
            self.files / "abonnes.csv", operators=self.communes.operators, columns=COLUMNS
        )
        try:
            with stage(export) as staged:
                register.replace(staged.subscribers())
        except RegisterWouldShrink as error:
            self._look(f"abonnes.csv: {error}")
            return False
        print(f"{register.count()} subscribers")
        return True

    def _bring_along(self, client: EspaceClient) -> None:
        """Do it once: later, the file would give back contracts that have ended meanwhile."""
        if (done := self.data / "brought-along").exists():
            return
        for line in AccountsFile(self.files / "comptes.csv", self.communes):
            if isinstance(line, Reject):
                self._look(f"comptes.csv, line {line.line}: {line.problem.code}")
            else:
                client.import_accounts([line.fields])
        done.touch()

    def _apply(self, client: EspaceClient) -> None:
        read = ContractReader(self.communes.operators)
        entries = list(BillingFile(self.files / "facturation.jsonl", read, PARIS))
        if len(entries) > MOST_EVENTS:
            self._look(f"facturation.jsonl: {len(entries)} events in one night")
            return
        for entry in entries:
            if isinstance(entry.event, Problem):
                self._look(f"facturation.jsonl, line {entry.line}: {entry.event.code}")
            elif isinstance(answer := client.apply(entry.event), RenumberingRefused):
                self._look(f"facturation.jsonl, line {entry.line}: the new number is held")
            else:
                print(f"{entry.event.id}: {type(answer).__name__}")

    def _reconcile(self, client: EspaceClient) -> None:
        match client.reconcile():
            case Reconciled(compared, ended, changed, _, available):
                print(f"{compared} contracts compared: {ended} ended, {changed} passed to another")
                if not available:
                    self.exit_code = LATER
            case TooManyEnds(ended=ended, changed=changed):
                self._look(f"the register would end {ended + changed} contracts: nothing was done")

    def _retire(self, client: EspaceClient) -> None:
        answer = client.retire_accounts()
        if isinstance(answer, TooManyRetired):
            self._look(f"{answer.warned + answer.closed} accounts would retire: nothing was done")
        else:
            print(f"{answer.warned} owners warned, {answer.closed} accounts closed")

    def _deliver(self, what: str, relay: Relay | EventRelay) -> None:
        delivered, report = 0, relay.deliver_due()
        while report.handled:
            delivered += report.delivered
            if report.dead_lettered:
                self._look(f"{report.dead_lettered} {what} can not be delivered")
            report = relay.deliver_due()
        print(f"{delivered} {what} delivered")
        if report.interrupted and self.exit_code == DONE:
            self.exit_code = LATER
