import csv
import re
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.cli.importing import import_file
from espaceclient.adapters.subscribers_csv import Reject, write_rejects
from espaceclient.adapters.subscribers_csv.reject import sentences
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import ContractNumber, MeterNumber, parse_customer

NO_DIGIT = Problem("meter_number", "meter_number/no_digit")


def test_rejects_are_written_for_a_french_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    problem = Problem("line", "line/wrong_fields", {"expected": 4, "found": 5})
    written = write_rejects(
        [Reject(2, problem, 'Société;"x";'), Reject(9, NO_DIGIT, "plain")], path
    )
    assert written == 2
    assert path.read_bytes().decode() == (
        "\ufeffline;reason;sentence;text\r\n"
        "2;line/wrong_fields;La ligne n'a pas le même nombre de champs que l'en-tête\u00a0: "
        '5 au lieu de 4.;"Société;""x"";"\r\n'
        "9;meter_number/no_digit;Le numéro de compteur ne contient aucun chiffre.;plain\r\n"
    )


def test_without_rejects_the_file_holds_its_header_alone(tmp_path: Path) -> None:
    assert write_rejects([], tmp_path / "rejects.csv") == 0


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@1+1", "'@1+1"),
        ("\t1+1", "'\t1+1"),
        (" =1+1", " '=1+1"),
        ("\u00a0-1+1", "\u00a0'-1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\ufeff=1+1", "\ufeff'=1+1"),
        ("\u200b\uff0b1+1", "\u200b'\uff0b1+1"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(
    tmp_path: Path, text: str, inert: str
) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects([Reject(2, NO_DIGIT, text)], path)
    assert path.read_text("utf-8-sig").splitlines()[1].split(";")[3] == inert


def test_a_number_or_a_name_with_a_hyphen_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects([Reject(2, NO_DIGIT, "Eau-Sud,0123456-N,A02-GJ")], path)
    assert path.read_text("utf-8-sig").splitlines()[1].endswith(";Eau-Sud,0123456-N,A02-GJ")


CELLS = st.text("=+-@\uff1d\ufe62Aé1 \t\u00a0\"',;|:", max_size=12)
FIRST_SIGNS = ("=", "+", "-", "@", "\uff1d", "\ufe62")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", ":", " ", "/"])
@given(text=CELLS, state=CELLS)
def test_no_cell_begins_a_formula_whatever_separates_them(
    tmp_path_factory: pytest.TempPathFactory, separator: str, text: str, state: str
) -> None:
    path = tmp_path_factory.mktemp("rejects") / "rejects.csv"
    unknown = Problem("state", "state/unknown", {"state": state})
    write_rejects([Reject(2, unknown, text)], path)
    written = path.read_text("utf-8-sig")
    cells = [cell for row in csv.reader(written.splitlines(), delimiter=separator) for cell in row]
    unquoted = [cell for row in written.splitlines() for cell in row.split(separator)]
    assert [cell for cell in (*cells, *unquoted) if cell.strip(' "').startswith(FIRST_SIGNS)] == []


def test_control_characters_are_shown_as_such_and_hide_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    unknown = Problem("state", "state/unknown", {"state": "\x1b[2J"})
    write_rejects([Reject(2, unknown, "\x00=1\t\x9b\r")], path)
    assert path.read_text("utf-8-sig").splitlines()[1] == (
        "2;state/unknown;L'état «\u00a0\ufffd[2J\u00a0» n'est ni actif ni résilié.;"
        "\ufffd'=1\t\ufffd\ufffd"
    )


def test_the_rejects_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects([Reject(2, NO_DIGIT, "plain")], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_does_not_show_itself() -> None:
    assert "0000001;A1" not in repr(Reject(2, NO_DIGIT, "Eaux;0000001;A1"))


def _codes_in(sources: Iterable[Path]) -> set[str]:
    return {
        code
        for source in sources
        for code in re.findall(r'Problem\(\s*"\w+",\s*"([^"]+)"', source.read_text("utf-8"))
    }


def test_every_code_that_the_sources_name_has_its_sentence_and_no_other_has_one() -> None:
    import_ = Path(write_rejects.__code__.co_filename).parent.glob("*.py")
    domain = Path(parse_customer.__code__.co_filename).parent
    names = ("values", "number_format", "email_address", "foreign_hash", "import_account")
    of_values = _codes_in(domain / f"{name}.py" for name in names)
    of_the_command = _codes_in([Path(import_file.__code__.co_filename)])
    # The commune is only asked where there are several.
    never = {"commune/required"}
    contradictory = {"contract/contradictory"}  # found by the staging, in SQL
    named = _codes_in(import_) | of_values | of_the_command
    assert (named - never) | contradictory == sentences().keys()


@pytest.mark.parametrize("text", ["", "#N/A", "123", "1234567AB"])
def test_every_problem_of_a_contract_number_has_its_sentence(text: str) -> None:
    problem = ContractNumber.parse(text)
    assert isinstance(problem, Problem)
    assert Reject(2, problem, "").sentence.startswith("Le numéro de contrat ")


@pytest.mark.parametrize("text", ["", "#N/A", "1", "inconnu"])
def test_every_problem_of_a_meter_number_has_its_sentence(text: str) -> None:
    problem = MeterNumber.parse(text)
    assert isinstance(problem, Problem)
    assert Reject(2, problem, "").sentence.startswith("Le numéro de compteur ")


@pytest.mark.parametrize("text", ["x" * 65, "\x1b[2J"])
def test_every_problem_of_a_customer_reference_has_its_sentence(text: str) -> None:
    problem = parse_customer(text)
    assert isinstance(problem, Problem)
    assert Reject(2, problem, "").sentence == (
        "La référence client dépasse 64\u00a0caractères ou contient un caractère de contrôle."
    )


def test_each_sentence_stands_once_and_ends() -> None:
    told = list(sentences().values())
    assert len(set(told)) == len(told)
    assert [sentence for sentence in told if not sentence.endswith((".", "\u202f?"))] == []


def test_french_signs_are_kept_on_their_words_line() -> None:
    broken = re.compile(r" [:;!?»%]|« |[^\u00a0]:|[^\u202f][;!?]")
    assert [sentence for sentence in sentences().values() if broken.search(sentence)] == []
