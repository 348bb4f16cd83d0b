import resource
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from espaceclient.adapters.subscribers_csv import (
    SAMPLE_COMMUNES,
    SAMPLE_SUBSCRIBERS,
    BillingExport,
    Columns,
    StagingFailed,
    UnreadableFile,
    read_communes,
    stage,
)
from tests.adapters.subscribers_csv.conftest import WriteFile
from tests.benchmarks.billing_export import write_export

RAW_EXPORT = Path(__file__).with_name("abonnes-brut.csv")
HEADER = "societe;numero_contrat;numero_compteur;etat\n"
CONTRADICTORY = "Le contrat 0000001 figure sur 3\u00a0lignes qui se contredisent."
DETAILED = "societe;numero_contrat;numero_compteur;debut;client\n"
DETAILS = Columns(since="debut", customer="client")


def export(path: Path) -> BillingExport:
    return BillingExport(path, operators=read_communes(SAMPLE_COMMUNES).operators)


def test_every_line_of_the_sample_is_accepted() -> None:
    with stage(export(SAMPLE_SUBSCRIBERS)) as staged:
        assert (staged.accepted, staged.ended, staged.repeated, staged.refused) == (600, 14, 0, 0)


def test_the_raw_export_comes_to_392_subscribers() -> None:
    with stage(export(RAW_EXPORT)) as staged:
        assert (staged.accepted, staged.ended, staged.repeated, staged.refused) == (392, 8, 1, 11)


def test_the_raw_export_has_eleven_lines_that_cannot_be_used() -> None:
    with stage(export(RAW_EXPORT)) as staged:
        assert [(reject.line, reject.problem.code) for reject in staged.rejects()] == [
            (11, "meter_number/no_digit"),
            (133, "meter_number/no_digit"),
            (137, "contract/contradictory"),
            (138, "contract/contradictory"),
            (140, "meter_number/bad_characters"),
            (215, "contract/contradictory"),
            (216, "contract/contradictory"),
            (221, "contract/contradictory"),
            (222, "contract/contradictory"),
            (248, "contract_number/not_digits"),
            (304, "meter_number/no_digit"),
        ]


def test_the_raw_export_is_read_through_its_noise() -> None:
    with stage(export(RAW_EXPORT)) as staged:
        meters = {
            subscriber.contract.number.digits: subscriber.meter.text
            for subscriber in staged.subscribers()
        }
    noisy = (
        "9545795",
        "5367358",
        "5273036",
        "4632463",
        "9572909",
        "5427371",
        "7784540",
        "2164245",
        "2071347",
    )
    assert [meters[number] for number in noisy] == [
        "I07CJ402769",  # line 15: a hyphen in the meter
        "B04FF868687",  # 22: spaces in and around the meter
        "A23AC603871",  # 35: the meter in small letters
        "I21GC222146",  # 52: no letter
        "D18AC695297",  # 68: a space in the contract
        "G01AA448395",  # 72: the letter in front
        "D07AB237638",  # 74: spaces around the contract
        "H09GC328765",  # 233: spaces in both
        "B23AC452518",  # 242: a small letter
    ]


def test_the_ended_contracts_of_the_raw_export_are_known_as_ended() -> None:
    with stage(export(RAW_EXPORT)) as staged:
        ended = [
            subscriber.contract.number.digits
            for subscriber in staged.subscribers()
            if subscriber.ended
        ]
    assert sorted(ended) == [
        "0020594",
        "0082252",
        "4655738",
        "5366601",
        "6930925",
        "6953442",
        "8361488",
        "9854348",
    ]


def test_subscribers_come_in_the_order_of_operator_and_number(write_file: WriteFile) -> None:
    path = write_file(
        HEADER
        + "B;0000002;M2;actif\nB;0000001;M1X;actif\nA;0000003;M3X;actif\nB;0000003;M4X;actif\n"
    )
    with stage(BillingExport(path)) as staged:
        contracts = [subscriber.contract for subscriber in staged.subscribers()]
    assert [(contract.operator.name, contract.number.digits) for contract in contracts] == [
        ("A", "0000003"),
        ("B", "0000001"),
        ("B", "0000003"),
    ]


def test_lines_that_say_the_same_are_one(write_file: WriteFile) -> None:
    path = write_file(
        HEADER + "A;0000001;M1X;actif\nA;0000001B; m-1x ;ACTIF\n A ;C0000001;M1X;actif\n"
    )
    with stage(BillingExport(path)) as staged:
        assert (staged.accepted, staged.repeated, staged.refused) == (1, 2, 0)


@pytest.mark.parametrize("other", ["A;0000001;M2X;actif\n", "A;0000001;M1X;résilié\n"])
def test_of_lines_that_contradict_each_other_none_is_used(
    write_file: WriteFile, other: str
) -> None:
    path = write_file(
        HEADER + "A;0000001;M1X;actif\nA;0000002;M9X;actif\n" + other + "A;0000001;M1X;actif\n"
    )
    with stage(BillingExport(path)) as staged:
        assert [subscriber.contract.number.digits for subscriber in staged.subscribers()] == [
            "0000002"
        ]
        assert [(reject.line, reject.sentence) for reject in staged.rejects()] == [
            (2, CONTRADICTORY),
            (4, CONTRADICTORY),
            (5, CONTRADICTORY),
        ]


def test_a_beginning_and_a_customer_come_through_the_staging(write_file: WriteFile) -> None:
    path = write_file(
        DETAILED + "A;0000001;M1X;01/07/2026;C 7\nA;0000002;M1X;;\nA;0000001;M1X;2026-07-01; C  7\n"
    )
    with stage(BillingExport(path, DETAILS)) as staged:
        assert (staged.accepted, staged.repeated) == (2, 1)
        assert [(line.since, line.customer) for line in staged.subscribers()] == [
            (datetime(2026, 6, 30, 22, tzinfo=UTC), "C 7"),
            (None, None),
        ]


@pytest.mark.parametrize("other", ["02/07/2026;C7", "01/07/2026;C8", ";C7", "01/07/2026;"])
def test_lines_that_tell_another_beginning_or_customer_contradict_each_other(
    write_file: WriteFile, other: str
) -> None:
    path = write_file(f"{DETAILED}A;0000001;M1X;01/07/2026;C7\nA;0000001;M1X;{other}\n")
    with stage(BillingExport(path, DETAILS)) as staged:
        assert (staged.accepted, staged.refused) == (0, 2)


def test_the_same_number_at_two_operators_is_two_contracts(write_file: WriteFile) -> None:
    path = write_file(HEADER + "A;0000001;M1X;actif\nB;0000001;M2X;actif\n")
    with stage(BillingExport(path)) as staged:
        assert (staged.accepted, staged.refused) == (2, 0)


def test_rejects_come_back_as_they_were(write_file: WriteFile) -> None:
    path = write_file(HEADER + "A;0000001;M1X\x00;actif;é'\"\nA;0000001;M1X;fermé\n")
    with stage(BillingExport(path)) as staged:
        assert list(staged.rejects()) == list(BillingExport(path).lines())


def test_an_export_without_a_line_comes_to_nothing(write_file: WriteFile) -> None:
    with stage(BillingExport(write_file(HEADER))) as staged:
        assert (staged.accepted, list(staged.subscribers()), list(staged.rejects())) == (0, [], [])


def test_a_file_of_no_use_is_not_staged(write_file: WriteFile) -> None:
    with pytest.raises(UnreadableFile), stage(BillingExport(write_file("nothing"))):
        pass


def test_once_its_context_is_over_nothing_is_left(write_file: WriteFile) -> None:
    with stage(BillingExport(write_file(HEADER + "A;0000001;M1X;actif\n"))) as staged:
        pass
    with pytest.raises(StagingFailed):
        next(staged.subscribers())


def test_progress_reaches_the_end_of_the_file() -> None:
    told: list[tuple[int, int]] = []
    with stage(export(RAW_EXPORT), lambda read, size: told.append((read, size))):
        assert told == [(33_786, 33_786)]


def test_the_memory_taken_is_less_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    write_export(path, 15_000, shuffled=True)
    tracemalloc.start()
    try:
        with stage(export(path)) as staged:
            for _ in staged.subscribers():
                pass
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000 < path.stat().st_size


def test_a_full_disk_is_told_as_such(write_file: WriteFile) -> None:
    path = write_file(HEADER + "".join(f"A;{at:07};M1X;actif{' ' * 60_000}\n" for at in range(400)))
    script = (
        "import pathlib, sys\n"
        "from espaceclient.adapters.subscribers_csv import BillingExport, StagingFailed, stage\n"
        "try:\n"
        "    with stage(BillingExport(pathlib.Path(sys.argv[1]))): pass\n"
        "except StagingFailed as error:\n"
        "    print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("the lines cannot be stored in the folder for temporary files: ")
