"""A file of events is read line by line, whatever its lines hold."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen

from espaceclient.adapters.billing_jsonl import BillingFile, Entry, sentences
from espaceclient.billing import (
    BillingEvent,
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HoldingRescinded,
)
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, ContractNumber, Operator
from tests.client_fixture import NOON

EAU = Operator("Eau")
CONTRACT = Contract(EAU, ContractNumber("0123456"))
RESCINDED = (
    '{"id": "1", "type": "holding_rescinded", "operator": "Eau", "contract_number": "0123456"}'
)
EVENT = HoldingRescinded(BillingEventId("1"), CONTRACT)


def read_contract(operator: str, number: str) -> Contract | Problem:
    parsed = ContractNumber.parse(number)
    return parsed if isinstance(parsed, Problem) else Contract(Operator(operator), parsed)


@frozen
class Written:
    file: Path

    def entries(self, content: bytes) -> list[Entry]:
        self.file.write_bytes(content)
        return list(BillingFile(self.file, read_contract, ZoneInfo("Europe/Paris")))

    def event(self, line: str) -> BillingEvent | Problem:
        (entry,) = self.entries(line.encode())
        return entry.event


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path / "events.jsonl")


def test_blank_lines_count_and_a_byte_order_mark_does_not(written: Written) -> None:
    content = f"\ufeff{RESCINDED}\r\n\n   \n{RESCINDED}".encode()
    assert written.entries(content) == [Entry(1, EVENT), Entry(4, EVENT)]


def test_a_line_that_is_not_utf_8_or_endlessly_nested_is_no_event(written: Written) -> None:
    content = b'{"id": "\xe9"}\n' + b"[" * 20_000 + b"\n" + RESCINDED.encode()
    entries = written.entries(content)
    problem = Problem("line", "event/not_json")
    assert entries == [Entry(1, problem), Entry(2, problem), Entry(3, EVENT)]


def test_a_line_that_is_too_long_is_left_aside_to_its_end(written: Written) -> None:
    content = b"x" * 200_000 + b"\n" + RESCINDED.encode()
    first, second = written.entries(content)
    assert first.event == Problem("line", "event/too_long", {"longest": 65_536})
    assert second == Entry(2, EVENT)


@pytest.mark.parametrize(
    ("on", "instant"),
    [
        ("2026-01-01", NOON.replace(month=12, day=31, year=2025, hour=23)),
        ("2026-01-01T13:00:00+01:00", NOON),
        ("2026-01-01T12:00:00Z", NOON),
    ],
)
def test_a_day_begins_where_billing_is_and_an_instant_has_an_offset(
    written: Written, on: str, instant: object
) -> None:
    line = RESCINDED.replace("holding_rescinded", "contract_ended")
    read = written.event(line.replace("}", f', "on": "{on}"}}'))
    assert read == ContractEnded(BillingEventId("1"), CONTRACT, instant)  # type: ignore[arg-type]  # parametrized


@pytest.mark.parametrize(
    "on", ["2026-01-01T13:00:00", "01/01/2026", "0001-01-01", "9999-12-31T23:00:00-23:00", "-"]
)
def test_what_is_neither_is_told(written: Written, on: str) -> None:
    line = RESCINDED.replace("holding_rescinded", "holder_changed")
    read = written.event(line.replace("}", f', "on": "{on}"}}'))
    assert read == Problem("on", "event/not_an_instant", {"on": on})


def test_a_renumbered_contract_stays_with_its_operator_unless_the_line_names_another(
    written: Written,
) -> None:
    line = RESCINDED.replace("holding_rescinded", "contract_renumbered")
    same = written.event(line.replace("}", ', "new_contract_number": "7654321"}'))
    new = ContractNumber("7654321")
    assert same == ContractRenumbered(BillingEventId("1"), CONTRACT, Contract(EAU, new))
    other = line.replace("}", ', "new_contract_number": "7654321", "new_operator": "Feu"}')
    assert written.event(other) == ContractRenumbered(
        BillingEventId("1"), CONTRACT, Contract(Operator("Feu"), new)
    )


def test_the_first_problem_of_a_line_is_told_and_each_has_a_sentence(written: Written) -> None:
    told = [
        written.event(line)
        for line in (
            "1",
            "{}",
            '{"type": 1}',
            '{"type": "moved"}',
            RESCINDED.replace('"0123456"', '"12"'),
        )
    ]
    problems = [each for each in told if isinstance(each, Problem)]
    assert [(each.field, each.code) for each in problems] == [
        ("line", "event/not_json"),
        ("type", "event/missing"),
        ("type", "event/not_text"),
        ("type", "event/unknown_type"),
        ("contract_number", "contract_number/wrong_length"),
    ]
    assert [sentences()[each.code].format(**each.values) for each in problems[1:4]] == [
        "Le champ «\u00a0type\u00a0» manque ou est vide.",
        "Le champ «\u00a0type\u00a0» n'est pas un texte entre guillemets.",
        (
            "Le type «\u00a0moved\u00a0» n'est aucun de\u00a0: contract_ended, holder_changed, "
            "contract_renumbered, holding_rescinded."
        ),
    ]
