"""The accounts of another system: which lines are read, and why the others are not."""

from pathlib import Path

import pytest

from espaceclient import Commune, Communes, Operator
from espaceclient.adapters.subscribers_csv import (
    AccountsFile,
    Format,
    ImportedLine,
    Reject,
    UnreadableFile,
    sentences,
)
from tests.adapters.subscribers_csv.conftest import WriteFile

REGIE, EAUX = Operator("Régie des Eaux", "regie"), Operator("Eaux d'Ici")
COMMUNES = Communes.of(
    [
        Commune("13022", "Cassis", EAUX),
        Commune("13001", "Aix", EAUX),
        Commune("13040", "Fuveau", REGIE),
    ]
)
HASH = "$2y$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6"
HEADER = "email;code_insee;societe;numero_contrat;numero_compteur;empreinte\n"


def read(path: Path) -> list[ImportedLine | Reject]:
    return list(AccountsFile(path, COMMUNES))


def lines(write_file: WriteFile, *written: str) -> list[ImportedLine | Reject]:
    return read(write_file(HEADER + "".join(f"{line}\n" for line in written)))


def rejected(write_file: WriteFile, *written: str) -> Reject:
    last = lines(write_file, *written)[-1]
    assert isinstance(last, Reject)
    return last


def test_a_line_is_the_form_of_an_account_to_import(write_file: WriteFile) -> None:
    (line,) = lines(write_file, f" Jeanne@exemple.fr ;13022;eaux d'ici;A0123456; 12-345 ;{HASH}")
    assert isinstance(line, ImportedLine)
    assert (line.line, dict(line.fields)) == (
        2,
        {
            "email": "Jeanne@exemple.fr",
            "commune": "13022",
            "contract_number": "0123456",
            "meter_number": " 12-345 ",
            "password_hash": HASH,
            "language": "",
        },
    )


def test_the_language_of_an_owner_is_read_where_it_stands(write_file: WriteFile) -> None:
    header = "email;code_insee;numero_contrat;empreinte;langue\n"
    (line,) = read(write_file(f"{header}jeanne@exemple.fr;13022;0123456;{HASH};en\n"))
    assert isinstance(line, ImportedLine)
    assert line.fields["language"] == "en"


def test_columns_that_an_old_system_does_not_have_may_lack(write_file: WriteFile) -> None:
    header = "empreinte,numero_contrat,email,societe\n"
    (line,) = read(write_file(f'{header}"{HASH}",0123456,jeanne@exemple.fr,Régie des Eaux\n'))
    assert isinstance(line, ImportedLine)
    assert (line.fields["commune"], line.fields["meter_number"]) == ("13040", "")


def test_the_only_commune_of_an_operator_need_not_be_named(write_file: WriteFile) -> None:
    (line,) = lines(write_file, f"jeanne@exemple.fr;;REGIE;0123456;;{HASH}")
    assert isinstance(line, ImportedLine)
    assert line.fields["commune"] == "13040"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"jeanne@exemple.fr;;Eaux d'Ici;0123456;;{HASH}", "commune/ambiguous"),
        (f"jeanne@exemple.fr;99999;;0123456;;{HASH}", "commune/unknown"),
        (f"jeanne@exemple.fr;;;0123456;;{HASH}", "operator/required"),
        (f"jeanne@exemple.fr;;Ailleurs;0123456;;{HASH}", "operator/unknown"),
        (f"jeanne@exemple.fr;13022;Ailleurs;0123456;;{HASH}", "operator/unknown"),
        (f"jeanne@exemple.fr;13022;regie;0123456;;{HASH}", "operator/not_of_commune"),
        (f"jeanne@exemple.fr;13022;;123;;{HASH}", "contract_number/wrong_length"),
        (f"jeanne;13022;;0123456;;{HASH}", "email/malformed"),
        (f"jeanne@exemple.fr;13022;;0123456;{HASH}", "line/wrong_fields"),
    ],
)
def test_what_cannot_be_read_is_rejected_in_a_french_sentence_and_without_its_hash(
    write_file: WriteFile, line: str, code: str
) -> None:
    reject = rejected(write_file, line)
    assert (reject.line, reject.problem.code) == (2, code)
    assert reject.sentence.endswith(".")
    assert HASH not in reject.text


def test_a_line_that_the_register_refuses_later_has_no_hash_in_its_text(
    write_file: WriteFile,
) -> None:
    (line,) = lines(write_file, f"jeanne@exemple.fr;13022;;0123456;;{HASH}")
    assert isinstance(line, ImportedLine)
    assert line.text == "jeanne@exemple.fr;13022;;0123456;;***"
    assert HASH not in repr(line)


def test_a_line_without_a_hash_is_left_to_the_rules(write_file: WriteFile) -> None:
    (line,) = lines(write_file, "jeanne@exemple.fr;13022;;0123456;;")
    assert isinstance(line, ImportedLine)
    assert line.text == "jeanne@exemple.fr;13022;;0123456;;"


def test_a_contract_stands_on_one_line(write_file: WriteFile) -> None:
    first = f"jeanne@exemple.fr;13022;;0123456;;{HASH}"
    reject = rejected(write_file, first, f"paul@exemple.fr;13001;;A0123456;;{HASH}")
    assert reject.sentence == "Le contrat figure déjà à la ligne\u00a02."


def test_an_address_has_one_hash(write_file: WriteFile) -> None:
    first = f"jeanne@exemple.fr;13022;;0123456;;{HASH}"
    reject = rejected(write_file, first, f"JEANNE@exemple.fr;13022;;7654321;;{HASH[:-1]}5")
    assert reject.sentence == (
        "La ligne\u00a02 donne une autre empreinte pour cette adresse e-mail."
    )


def test_an_address_has_a_line_for_each_of_its_contracts(write_file: WriteFile) -> None:
    both = lines(
        write_file,
        f"jeanne@exemple.fr;13022;;0123456;;{HASH}",
        f"jeanne@exemple.fr;13040;;0123456;;{HASH}",
    )
    assert [type(each) for each in both] == [ImportedLine, ImportedLine]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("email;numero_contrat;empreinte", "neither a column"),
        ("email;numero_contrat;societe", 'there is no column "empreinte"'),
    ],
)
def test_a_file_without_what_is_needed_is_refused_as_a_whole(
    write_file: WriteFile, header: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(write_file(header + "\n"))


def test_the_file_may_say_how_it_is_written(write_file: WriteFile) -> None:
    path = write_file(
        HEADER.replace(";", "|") + f"jeanne@exemple.fr|13040|Régie des Eaux|0123456||{HASH}\n"
    )
    (line,) = AccountsFile(path, COMMUNES, written=Format("|", "utf-8"))
    assert isinstance(line, ImportedLine)


def test_a_sentence_tells_the_bound() -> None:
    told = sentences()["password_hash/too_costly"].format(scheme="bcrypt", most="$2b$14$")
    assert told == (
        "L'empreinte coûte trop cher à vérifier\u00a0: pour bcrypt, la limite est $2b$14$."
    )
