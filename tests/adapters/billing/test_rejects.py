import re
from pathlib import Path

import pytest

from espaceclient.adapters.billing import Reject, write_rejects
from espaceclient.adapters.billing.reject import SENTENCES, sentence
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import ContractNumber, MeterNumber

NO_DIGIT = Problem("meter_number", "meter_number/no_digit")


def test_rejects_are_written_for_a_french_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    problem = Problem("line", "line/wrong_fields", {"expected": 4, "found": 5})
    written = write_rejects([Reject(2, problem, 'Société;"x";'), Reject(9, NO_DIGIT, "plain")], path)
    assert written == 2
    assert path.read_bytes().decode() == (
        "\ufeffline;reason;sentence;text\r\n"
        '2;line/wrong_fields;The line has 5 fields where the header has 4.;"Société;""x"";"\r\n'
        "9;meter_number/no_digit;The meter number has no digit.;plain\r\n"
    )


def test_without_rejects_the_file_holds_its_header_alone(tmp_path: Path) -> None:
    assert write_rejects([], tmp_path / "rejects.csv") == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(tmp_path: Path, start: str) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects([Reject(2, NO_DIGIT, f"{start}1+1")], path)
    assert path.read_text("utf-8-sig").splitlines()[1].split(";")[3] == f"'{start}1+1"


def test_every_code_that_the_sources_name_has_its_sentence() -> None:
    sources = Path(write_rejects.__code__.co_filename).parent.glob("*.py")
    named = {
        code for source in sources for code in re.findall(r'Problem\("\w+", "([^"]+)"', source.read_text("utf-8"))
    }
    assert named <= SENTENCES.keys()


@pytest.mark.parametrize("text", ["", "#N/A", "123"])
def test_every_problem_of_a_contract_number_has_its_sentence(text: str) -> None:
    problem = ContractNumber.parse_with_letter(text)
    assert isinstance(problem, Problem)
    assert "The contract number" in sentence(problem)


@pytest.mark.parametrize("text", ["", "#N/A", "1", "inconnu"])
def test_every_problem_of_a_meter_number_has_its_sentence(text: str) -> None:
    problem = MeterNumber.parse(text)
    assert isinstance(problem, Problem)
    assert "The meter number" in sentence(problem)
