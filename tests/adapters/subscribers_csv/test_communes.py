from pathlib import Path

import pytest

from espaceclient.adapters.subscribers_csv import (
    SAMPLE_COMMUNES,
    Format,
    UnreadableFile,
    read_communes,
)
from espaceclient.domain.values import Commune, Communes, Operator
from tests.adapters.subscribers_csv.conftest import WriteFile

HEADER = "code_insee;commune;societe\n"
CODED = "code_insee;commune;societe;code_societe\n"
TWO = Communes.of(
    (
        Commune("13028", "La Ciotat", Operator("Société Eau de Marseille Métropole")),
        Commune("13040", "Fuveau", Operator("Agglopole Provence Eau")),
    )
)
LINES = "13028;La Ciotat;Société Eau de Marseille Métropole\n13040;Fuveau;Agglopole Provence Eau\n"


def test_communes_keep_the_order_of_the_file(write_file: WriteFile) -> None:
    assert read_communes(write_file(HEADER + LINES)) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_communes_are_read_in_each_usual_encoding(write_file: WriteFile, encoding: str) -> None:
    assert read_communes(write_file((HEADER + LINES).encode(encoding))) == TWO


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_communes_are_read_with_each_usual_delimiter(write_file: WriteFile, delimiter: str) -> None:
    assert read_communes(write_file((HEADER + LINES).replace(";", delimiter))) == TWO


def test_communes_are_read_in_an_encoding_that_is_told(write_file: WriteFile) -> None:
    assert (
        read_communes(write_file((HEADER + LINES).encode("cp850")), Format(encoding="cp850")) == TWO
    )


def test_a_commune_is_read_without_the_spaces_around_it(write_file: WriteFile) -> None:
    path = write_file(HEADER + " 2a004 ; Ajaccio ;  Eaux   du Sud \n")
    assert read_communes(path) == Communes.of(
        (Commune("2A004", "Ajaccio", Operator("Eaux du Sud")),)
    )


def test_the_sample_has_nineteen_communes_of_three_operators() -> None:
    sample = read_communes(SAMPLE_COMMUNES)
    assert (len(sample.communes), len(sample.operators)) == (19, 3)


def test_an_operator_may_have_a_code_of_its_own(write_file: WriteFile) -> None:
    path = write_file(
        "code_insee;commune;societe;code_societe\n"
        "13022;Cassis;Eaux  du Sud; EDS \n13040;Fuveau;Agglopole Provence Eau;\n"
    )
    operators = [commune.operator for commune in read_communes(path).communes]
    assert [(operator.name, operator.code) for operator in operators] == [
        ("Eaux du Sud", "EDS"),
        ("Agglopole Provence Eau", "Agglopole Provence Eau"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (
            CODED + "13028;La Ciotat;Régie;a\n13040;Fuveau;Régie;b\n",
            3,
            'the operator "Régie" has two codes, "a" and "b"',
        ),
        (
            CODED + "13028;La Ciotat;Régie;a\n13040;Fuveau;Sources;A\n",
            3,
            'the operators "Régie" and "Sources" have the same code, "A"',
        ),
        ("", None, "the file is empty"),
        (HEADER, None, "there is no commune below the header"),
        (
            "code;commune;societe\n",
            1,
            'there is no column "code_insee"; the columns are "code", "commune", "societe"',
        ),
        (HEADER + "13028;La Ciotat\n", 2, "the line has 2 fields but the header has 3"),
        (HEADER + '13028;"La Ciotat;SEM\n', 2, "the line has an unmatched quotation mark"),
        (
            HEADER + "13028;La Ciotat;SEM\n\n1302;Cassis;SEM\n",
            4,
            '"1302" is not a five-character INSEE code',
        ),
        (HEADER + "13028; ;SEM\n", 2, "the commune or its operator has no name"),
        (HEADER + "13028;La Ciotat;\n", 2, "the commune or its operator has no name"),
        (HEADER + "13028;La Ciotat;SEM\n13028;Cassis;SEM\n", 3, "the code 13028 occurs twice"),
        (
            HEADER + "13028;La Ciotat;Régie\n13040;Fuveau;REGIE\n",
            3,
            'the operator "Régie" is also spelled "REGIE"',
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(
    write_file: WriteFile, content: str, line: int | None, reason: str
) -> None:
    path = write_file(content)
    with pytest.raises(UnreadableFile) as caught:
        read_communes(path)
    assert (caught.value.path, caught.value.line, caught.value.reason) == (path, line, reason)


def test_a_mistake_reads_as_one_sentence() -> None:
    error = UnreadableFile(Path("communes.csv"), 3, "the code 13028 occurs twice")
    assert str(error) == "communes.csv, line 3: the code 13028 occurs twice"


def test_a_file_that_is_missing_is_told_by_its_name() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_communes(Path("nowhere.csv"))
    assert str(caught.value) == "nowhere.csv: No such file or directory"
