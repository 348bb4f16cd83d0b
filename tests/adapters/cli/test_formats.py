"""Formats of numbers as settings: tables of the file, or a text of them in the environment."""

from pathlib import Path

import pytest

from espaceclient.adapters.cli.composition import communes_of, create_database
from espaceclient.adapters.cli.loading import SettingsError, load
from espaceclient.adapters.cli.settings import CheckSettings, ServeSettings
from espaceclient.adapters.cli.subscribers import import_subscribers
from espaceclient.adapters.sqlite import SqliteSubscribers
from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.number_format import CONTRACT_FORMAT, ContractFormat, MeterFormat
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from tests.adapters.cli.test_settings import SERVE

NINE_DIGITS = ContractFormat("9 digits", example="012345678", letter=True)
SLASHED = MeterFormat(["2 digits", "3 digits"], example="12/345", separators="/")
TABLES = """
[formats.contract]
parts = ["9 digits"]
example = "012345678"
letter = true

[formats.operators."Régie".meter]
parts = ["2 digits", "3 digits"]
example = "12/345"
separators = "/"
"""


def test_tables_are_formats_of_all_operators_or_of_one(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text(TABLES, "utf-8")
    formats = load(ServeSettings, SERVE, config).policy.formats
    assert formats == Formats(
        OperatorFormats(NINE_DIGITS), {"Régie": OperatorFormats(NINE_DIGITS, SLASHED)}
    )


def test_the_environment_holds_the_same_tables_as_a_text() -> None:
    text = 'operators.R.contract = { parts = "9 digits", example = "012345678", letter = true }'
    formats = load(CheckSettings, {"ESPACECLIENT_FORMATS": text}).formats
    assert formats.of(Operator("R")) == OperatorFormats(NINE_DIGITS)
    assert formats.of(Operator("S")).contract == CONTRACT_FORMAT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contract =", "Invalid value (at end of document)"),
        ("contract = 9", "must be a table @ formats.contract"),
        ("contrat = {}", "extra fields found (contrat) @ formats"),
        (
            'contract = { parts = "9 digits" }',
            "required field missing @ formats.contract.example",
        ),
        (
            'contract = { parts = ["9 chiffres"], example = "012345678" }',
            (
                'a part is written as "7 digits" or "3 to 20 letters or digits", '
                "not '9 chiffres' @ formats.contract.parts"
            ),
        ),
        (
            'operators.R.meter = { parts = ["4 digits"], example = 1234 }',
            "must be a text, not 1234 @ formats.operators['R'].meter.example",
        ),
        (
            'contract = { parts = "9 digits", example = "012345678", letter = "no" }',
            "must be true or false, not 'no' @ formats.contract.letter",
        ),
        (
            'meter = { parts = "5 digits", example = "12/34" }',
            "the example is not written so: '12/34' @ formats.meter",
        ),
    ],
)
def test_a_mistake_is_told_with_where_it_stands(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(CheckSettings, {"ESPACECLIENT_FORMATS": text})
    assert refused.value.mistakes == [f"ESPACECLIENT_FORMATS: {said}"]


def test_what_is_no_table_is_no_format(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text("formats = 9", "utf-8")
    with pytest.raises(SettingsError, match=r"^formats in espaceclient\.toml: must be tables"):
        load(CheckSettings, {}, config)


COMMUNES = "code_insee;commune;societe\n13022;Cassis;Régie\n"
EXPORT = "societe;numero_contrat;numero_compteur;etat\nRégie;K012345678;12/345;actif\n"


def test_formats_of_an_operator_that_no_commune_has_are_a_mistake(tmp_path: Path) -> None:
    communes = tmp_path / "communes.csv"
    communes.write_text(COMMUNES, "utf-8")
    with pytest.raises(SettingsError) as refused:
        communes_of(communes, Formats(by_operator={"Regie": OperatorFormats()}))
    assert refused.value.mistakes == [
        "ESPACECLIENT_FORMATS: no commune has the operator 'Regie'; theirs are ['Régie']"
    ]


def test_an_export_is_imported_in_the_formats_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config, export = tmp_path / "espaceclient.toml", tmp_path / "export.csv"
    communes = tmp_path / "communes.csv"
    communes.write_text(COMMUNES, "utf-8")
    config.write_text(f'communes = "{communes}"\ndata = "{tmp_path}"\n{TABLES}', "utf-8")
    export.write_text(EXPORT, "utf-8")
    monkeypatch.setenv("ESPACECLIENT_CONFIG", str(config))
    import_subscribers(export)
    assert "The register now holds 1 contract." in capsys.readouterr().out
    contract = Contract(Operator("Régie"), ContractNumber("012345678"))
    with create_database(tmp_path) as database:
        found = SqliteSubscribers(database).find(contract)
    assert found == Subscriber(contract, MeterNumber("12345"))
