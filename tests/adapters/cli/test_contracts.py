"""``espaceclient contracts`` in this process, over a database that it shares with the pages."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from attrs import frozen
from typer.testing import CliRunner, Result

from espaceclient.adapters.cli.composition import create_database
from espaceclient.adapters.cli.contracts import commands
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.values import (
    Commune,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.storage import HoldingById, Snapshot
from tests.client_fixture import NOON

EAU, APE = Operator("Eau"), Operator("Agglopole")
CASSIS = Commune("13022", "Cassis", EAU)
METER = MeterNumber("A02GJ098702")
HELD = 8


def contract(number: int, operator: Operator = EAU) -> Contract:
    return Contract(operator, ContractNumber(f"{number:07}"))


@frozen
class Data:
    folder: Path
    database: SqliteDatabase

    def run(self, *arguments: str | Path, **settings: str) -> Result:
        given = {f"ESPACECLIENT_{name.upper()}": said for name, said in settings.items()}
        environ = {
            "ESPACECLIENT_DATA": str(self.folder),
            "ESPACECLIENT_TIME_ZONE": "Europe/Paris",
            "COLUMNS": "200",
            "TERM": "dumb",
        }
        return CliRunner().invoke(commands, [*map(str, arguments)], env={**environ, **given})

    def holding(self, number: int) -> Holding:
        lookup = HoldingById(HoldingId(f"holding-{number}"))
        found = SqliteStorage(self.database).read(lookup).one(lookup)
        assert found is not None
        return found

    def ended(self) -> list[int]:
        return [number for number in range(HELD) if self.holding(number).until is not None]

    def add_holding_of_somebody_else(self, number: int) -> None:
        address, password = EmailAddress("paul@exemple.fr"), PasswordHash("$2b$04$", None)
        other = Account(AccountId("paul"), address, password, NOON)
        subscription = Subscription(CASSIS, contract(number).number, METER)
        theirs = Holding(HoldingId("theirs"), other.id, subscription, NOON)
        decision = Decision(None, NOON, save=(other, theirs))
        SqliteStorage(self.database).commit(decision, Snapshot({}))

    def mails(self) -> list[str]:
        return [type(entry.mail).__name__ for entry in SqliteOutbox(self.database).entries()]

    def register(self, *gone: int) -> None:
        lines = [Subscriber(contract(n), METER) for n in range(HELD) if n not in gone]
        SqliteSubscribers(self.database).replace(lines, allowed=HELD)

    def written(self, name: str, *lines: str) -> Path:
        file = self.folder / name
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return file

    def events(self, *events: object) -> Path:
        lines = (each if isinstance(each, str) else json.dumps(each) for each in events)
        return self.written("events.jsonl", *lines)

    def mapping(self, *lines: str) -> Path:
        header = "societe;numero_contrat;nouvelle_societe;nouveau_numero"
        return self.written("mapping.csv", header, *lines)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Data]:
    """One account that holds eight contracts, all of them in the register."""
    with create_database(tmp_path / "data") as database:
        here = Data(tmp_path / "data", database)
        address, password = EmailAddress("jeanne@exemple.fr"), PasswordHash("$2b$04$", None)
        account = Account(AccountId("jeanne"), address, password, NOON)
        held = [
            Holding(
                HoldingId(f"holding-{number}"),
                account.id,
                Subscription(CASSIS, contract(number).number, METER),
                NOON,
            )
            for number in range(HELD)
        ]
        SqliteStorage(database).commit(Decision(None, NOON, save=(account, *held)), Snapshot({}))
        here.register()
        yield here


def ended(number: int, on: str = "2026-03-01", event_id: str | None = None) -> dict[str, str]:
    return {
        "id": event_id or f"e{number}",
        "type": "contract_ended",
        "operator": "Eau",
        "contract_number": f"{number:07}",
        "on": on,
    }


def paris(month: int, day: int, hours_from_utc: int) -> datetime:
    return NOON.replace(month=month, day=day, hour=0) - timedelta(hours=hours_from_utc)


def test_reconcile_ends_what_the_register_has_not_and_tells_its_holder(data: Data) -> None:
    data.register(3)
    done = data.run("reconcile")
    assert done.exit_code == 0, done.output
    assert (
        "8 holdings compared with the register: 1 ended, 0 passed to another customer."
        in done.output
    )
    assert data.ended() == [3]
    assert data.mails() == ["ContractEndedMail"]


def test_reconcile_tells_first_when_it_is_asked_to(data: Data) -> None:
    data.register(3)
    done = data.run("reconcile", "--dry-run")
    assert "1 would have ended, 0 would have passed" in done.output
    assert data.ended() == []


def test_reconcile_goes_on_after_a_holding(data: Data) -> None:
    data.register(3, 6)
    assert "4 holdings compared" in data.run("reconcile", "--after", "holding-3").output
    assert data.ended() == [6]


def test_reconcile_is_held_back_by_a_wrong_register_until_somebody_allows_it(data: Data) -> None:
    data.register(*range(6))
    done = data.run("reconcile")
    assert done.exit_code == 1
    assert (
        "6 of 8 holdings would end, more than 5 %: nothing was done. "
        "If the register is right, reconcile with --allow 6." in done.output
    )
    assert data.ended() == []
    assert data.run("reconcile", "--allow", "6").exit_code == 0
    assert data.ended() == [0, 1, 2, 3, 4, 5]


def test_a_register_that_cannot_be_read_stops_reconcile_and_says_where_to_go_on(
    data: Data,
) -> None:
    with data.database.writing() as connection:
        connection.execute("UPDATE subscribers SET meter = '?' WHERE contract_number = '0000002'")
    done = data.run("reconcile")
    assert done.exit_code == 1
    assert (
        "The register does not answer; go on with: contracts reconcile --after holding-1"
        in done.output
    )


def test_apply_ends_contracts_on_the_day_at_which_it_begins_there(data: Data) -> None:
    file = data.events(
        ended(0, "2026-03-01"),
        ended(1, "2026-08-01"),
        ended(2, "2026-03-01T00:00:00+05:00"),
        {**ended(3), "type": "holder_changed"},
    )
    done = data.run("apply", file)
    assert done.exit_code == 0, done.output
    assert "4 events applied, to 4 holdings; 0 applied before; 0 rejected lines." in done.output
    assert [data.holding(number).until for number in range(4)] == [
        paris(3, 1, 1),
        paris(8, 1, 2),
        paris(3, 1, 5),
        paris(3, 1, 1),
    ]
    assert data.holding(0).expires_at == paris(3, 1, 1) + timedelta(days=396)
    assert data.mails().count("ContractEndedMail") == 3
    again = data.run("apply", file)
    assert "0 events applied, to 0 holdings; 4 applied before" in again.output


def test_what_ended_is_readable_for_as_long_as_the_setting_says(data: Data) -> None:
    data.run("apply", data.events(ended(0)), ended_contract_days="30")
    assert data.holding(0).expires_at == paris(3, 1, 1) + timedelta(days=30)


def test_apply_renumbers_and_rescinds(data: Data) -> None:
    told = {"operator": "Eau", "contract_number": "0000000 A"}
    new = {"new_operator": "Agglopole", "new_contract_number": "7654321"}
    done = data.run(
        "apply",
        data.events(
            {**told, "id": "1", "type": "contract_renumbered", **new},
            {**ended(1), "type": "holding_rescinded"},
        ),
    )
    assert done.exit_code == 0, done.output
    assert data.holding(0).contract == contract(7654321, APE)
    assert sorted(data.mails()) == ["ContractRenumberedMail", "HoldingRescindedMail"]


def test_apply_tells_bad_lines_by_their_number_and_applies_the_others(data: Data) -> None:
    renumbered = {**ended(1), "type": "contract_renumbered"}
    file = data.events(
        "{",
        "[]",
        ended(0),
        "",
        {**ended(1), "type": "moved"},
        {**ended(1), "id": ""},
        {**ended(1), "contract_number": 1},
        {**ended(1), "contract_number": "12345678"},
        {**ended(1), "on": "2026-02-30"},
        {**ended(1), "on": "2026-03-01T00:00:00"},
        renumbered,
        {**renumbered, "operator": " ", "new_contract_number": "0000002"},
        json.dumps({**ended(1), "more": "x" * 70_000}),
    )
    done = data.run("apply", file)
    assert done.exit_code == 1
    rejected = [line.split()[:2] for line in done.output.splitlines() if line[:1].isdigit()]
    assert rejected[:-1] == [
        ["1", "event/not_json"],
        ["2", "event/not_json"],
        ["5", "event/unknown_type"],
        ["6", "event/missing"],
        ["7", "event/not_text"],
        ["8", "contract_number/wrong_length"],
        ["9", "event/not_an_instant"],
        ["10", "event/not_an_instant"],
        ["11", "event/missing"],
        ["12", "operator/required"],
        ["13", "event/too_long"],
    ]
    assert (
        "Le champ «\u00a0contract_number\u00a0» n'est pas un texte entre guillemets." in done.output
    )
    assert "1 event applied, to 1 holding; 0 applied before; 11 rejected lines." in done.output
    assert data.ended() == [0]


def test_apply_refuses_operators_that_serve_no_commune(data: Data) -> None:
    communes = data.written("communes.csv", "code_insee;commune;societe", "13022;Cassis;Eau")
    file = data.events({**ended(0), "operator": "Feu"}, {**ended(1), "operator": "EAU"})
    done = data.run("apply", file, communes=str(communes))
    assert "La société «\u00a0Feu\u00a0» ne gère aucune commune." in done.output
    assert data.ended() == [1]


def test_apply_is_held_back_when_too_many_holdings_would_end(data: Data) -> None:
    file = data.events(*map(ended, range(6)))
    done = data.run("apply", file)
    assert done.exit_code == 1
    assert "6 of 8 holdings would end, more than 5 %: nothing was done." in done.output
    assert data.ended() == []
    assert data.run("apply", file, "--allow", "6").exit_code == 0
    assert data.ended() == [0, 1, 2, 3, 4, 5]


def test_contracts_that_the_same_file_renumbers_are_held_back_as_others_are(data: Data) -> None:
    renumbered = [
        {
            **ended(number, event_id=f"r{number}"),
            "type": "contract_renumbered",
            "new_contract_number": f"{100 + number:07}",
        }
        for number in range(6)
    ]
    done = data.run("apply", data.events(*renumbered, *(ended(100 + each) for each in range(6))))
    assert "6 of 8 holdings would end, more than 5 %: nothing was done." in done.output
    assert data.ended() == []


def test_apply_names_the_lines_of_renumberings_that_somebody_stands_in_the_way_of(
    data: Data,
) -> None:
    data.add_holding_of_somebody_else(10)
    renumbered = {**ended(0), "type": "contract_renumbered", "new_contract_number": "0000010"}
    done = data.run("apply", data.events(ended(1), renumbered))
    assert done.exit_code == 1
    assert "Somebody else holds the new number: line 2." in done.output
    assert data.ended() == [1]


def test_who_holds_both_numbers_has_one_holding_after_the_renumbering(data: Data) -> None:
    renumbered = {**ended(6), "type": "contract_renumbered", "new_contract_number": "0000007"}
    assert "to 1 holding;" in data.run("apply", data.events(renumbered)).output
    assert data.holding(6).contract == contract(7)
    with data.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM holdings").fetchone() == (7,)


def test_no_more_than_twenty_rejected_lines_are_shown(data: Data) -> None:
    done = data.run("apply", data.events(*["?"] * 22))
    assert "2 more." in done.output
    assert "22 rejected lines." in done.output


def test_apply_tells_first_when_it_is_asked_to(data: Data) -> None:
    done = data.run("apply", data.events(ended(0)), "--dry-run")
    assert "1 event would be applied, to 1 holding" in done.output
    assert data.ended() == []


def test_renumber_tells_first_and_does_it_when_it_is_asked_to(data: Data) -> None:
    lines = [f"Eau;{number:07};Agglopole;9{number:06}" for number in range(HELD)]
    file = data.mapping(*lines)
    told = data.run("renumber", file)
    assert told.exit_code == 0, told.output
    assert "8 contracts would be renumbered; --apply does it." in told.output
    assert data.holding(0).contract == contract(0)
    done = data.run("renumber", file, "--apply")
    assert done.exit_code == 0, done.output
    assert "8 contracts renumbered." in done.output
    assert data.holding(7).contract == contract(9_000_007, APE)
    assert data.mails() == ["ContractRenumberedMail"] * HELD
    again = data.run("renumber", file, "--apply")
    assert "0 contracts renumbered." in again.output


def test_renumber_lists_what_is_missing_and_what_somebody_else_holds(data: Data) -> None:
    data.add_holding_of_somebody_else(10)
    lines = [f"Eau;{number:07};;{number + 100:07}" for number in range(1, HELD - 1)]
    done = data.run("renumber", data.mapping("Eau;0;;1", "Eau;0000000;;0000010", *lines), "--apply")
    assert done.exit_code == 1
    assert "contract_number/wrong_length" in done.output
    assert (
        "Contracts whose new number somebody else holds already (1): 0000000 (Eau)." in done.output
    )
    assert "Contracts that are held and not in the mapping (1): 0000007 (Eau)." in done.output
    assert "6 contracts renumbered." in done.output


def test_renumber_does_nothing_with_a_mapping_that_contradicts_itself(data: Data) -> None:
    file = data.mapping(
        "Eau;0000000;;0000100",
        "Eau;0000001;;0000100",
        "Eau;0000002;;0000102",
        "Eau;0000002;;0000103",
        "Eau;0000003;;0000004",
        "Eau;0000004;;0000003",
    )
    done = data.run("renumber", file, "--apply")
    assert done.exit_code == 1
    assert "Numbers given to several contracts (1): 0000100 (Eau)." in done.output
    assert "Contracts given several numbers (1): 0000002 (Eau)." in done.output
    assert "Contracts moved in a circle (2): 0000003 (Eau), 0000004 (Eau)." in done.output
    assert data.mails() == []


def test_renumber_makes_room_before_it_fills_it(data: Data) -> None:
    file = data.mapping("Eau;0000000;;0000001", "Eau;0000001;;0000002", "Eau;0000002;;0000100")
    done = data.run("renumber", file, "--apply")
    assert "3 contracts renumbered." in done.output
    numbers = [data.holding(number).contract for number in range(3)]
    assert numbers == [contract(1), contract(2), contract(100)]
