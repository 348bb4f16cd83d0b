"""``espaceclient subscribers import`` in this process: what it tells, and what it refuses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from espaceclient.adapters.cli.composition import create_database
from espaceclient.adapters.cli.subscribers import commands
from espaceclient.adapters.sqlite import SqliteSubscribers
from espaceclient.domain.values import (
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)

HEADER = "societe;numero_contrat;numero_compteur;etat;debut;client\n"
CONTRACT = Contract(Operator("Eau"), ContractNumber("0000001"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def written(folder: Path, *lines: str) -> Path:
    file = folder / "export.csv"
    file.write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")
    return file


def twelve(state: str = "actif") -> list[str]:
    return [f"Eau;{number:07};A{number:03};{state};;" for number in range(12)]


def imported(file: Path, *options: str, data: Path, **settings: str) -> Result:
    given = {f"ESPACECLIENT_{name.upper()}": said for name, said in settings.items()}
    environ = {"ESPACECLIENT_DATA": str(data), "COLUMNS": "200", "TERM": "dumb", **given}
    return CliRunner().invoke(commands, ["import", str(file), *options], env=environ)


def held(data: Path) -> int:
    with create_database(data) as database:
        return SqliteSubscribers(database).count()


def found(data: Path) -> Subscriber | None:
    with create_database(data) as database:
        return SqliteSubscribers(database).find(CONTRACT)


def test_an_import_tells_what_it_changes(tmp_path: Path, data: Path) -> None:
    first = imported(written(tmp_path, *twelve()), data=data)
    assert "Against the register in use: 12 added, 0 removed, 0 changed, 0 ended." in first.stdout
    lines = [*twelve()[2:], "Eau;0000001;B001;actif;;", "Eau;9999999;A999;actif;;"]
    lines[0] = lines[0].replace("actif", "résilié")
    second = imported(written(tmp_path, *lines), "--allow", "2", data=data)
    assert "Against the register in use: 1 added, 1 removed, 1 changed, 1 ended." in second.stdout
    assert "The register now holds 12 contracts." in second.stdout


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (twelve()[2:], "0 added, 2 removed, 0 changed, 0 ended."),
        ([*twelve()[2:], *twelve("résilié")[:2]], "0 added, 0 removed, 0 changed, 2 ended."),
    ],
)
def test_an_export_that_loses_more_than_a_tenth_is_refused_with_the_counts(
    tmp_path: Path, data: Path, lines: list[str], told: str
) -> None:
    imported(written(tmp_path, *twelve()), data=data)
    refused = imported(written(tmp_path, *lines), data=data)
    assert refused.exit_code == 1
    assert told in refused.stdout
    assert (
        "The register would lose 2 of 12 contracts in force, more than 10 %: it was not changed. "
        "If this is the right export, import it with --allow 2.\n"
    ) in refused.stderr
    assert held(data) == 12


def test_a_loss_is_allowed_up_to_a_number(tmp_path: Path, data: Path) -> None:
    imported(written(tmp_path, *twelve()), data=data)
    fewer = written(tmp_path, *twelve()[2:])
    assert imported(fewer, "--allow", "1", data=data).exit_code == 1
    assert imported(fewer, "--allow", "2", data=data).exit_code == 0
    assert held(data) == 10


def test_columns_of_the_beginning_and_the_customer_are_mapped_by_options(
    tmp_path: Path, data: Path
) -> None:
    file = written(tmp_path, "Eau;0000001;A001;actif;01/07/2026;C-007")
    options = ("--since-column", "debut", "--customer-column", "client")
    assert imported(file, *options, data=data).exit_code == 0
    assert found(data) == Subscriber(
        CONTRACT,
        MeterNumber("A001"),
        since=datetime(2026, 6, 30, 22, tzinfo=UTC),
        customer="C-007",
    )


def test_a_day_begins_in_the_time_zone_of_the_settings(tmp_path: Path, data: Path) -> None:
    file = written(tmp_path, "Eau;0000001;A001;actif;2026-07-01;")
    imported(file, "--since-column", "debut", data=data, time_zone="Indian/Reunion")
    subscriber = found(data)
    assert subscriber is not None
    assert subscriber.since == datetime(2026, 6, 30, 20, tzinfo=UTC)


def test_a_line_that_is_refused_is_told_in_french(tmp_path: Path, data: Path) -> None:
    file = written(tmp_path, *twelve(), "Eau;0000099;A099;actif;hier;")
    done = imported(file, "--since-column", "debut", data=data)
    told = " ".join(done.stdout.split())  # a narrow terminal folds it
    assert "La date de début « hier » ne s'écrit ni 31/12/2026 ni 2026-12-31." in told
