"""The night's batch: run again it changes nothing, and its exit code says who should do what."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from examples.nightly_batch.batch import DONE, LATER, LOOK, Batch

SAMPLE = Path(__file__).parents[2] / "examples/nightly_batch/sample"
DONE_ALREADY = """12 subscribers
r-0001: AlreadyApplied
r-0002: AlreadyApplied
1 contracts compared: 0 ended, 0 passed to another
0 owners warned, 0 accounts closed
0 expired records deleted
0 mails delivered
0 events delivered
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "files"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def mails(data: Path) -> list[str]:
    return sorted(each.read_text("utf-8").splitlines()[0] for each in (data / "mails").iterdir())


def add(file: Path, lines: Iterable[str]) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)


def test_whose_contract_ended_or_passed_to_another_is_told(files: Path, data: Path) -> None:
    assert Batch(files, data).run() == DONE
    assert mails(data) == ["À : marie@exemple.fr", "À : paul@exemple.fr"]


def test_run_again_it_does_nothing(
    files: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Batch(files, data).run()
    capsys.readouterr()
    assert Batch(files, data).run() == DONE
    assert capsys.readouterr().out == DONE_ALREADY
    assert len(mails(data)) == 2


def test_what_the_register_ends_the_next_night_is_ended(files: Path, data: Path) -> None:
    Batch(files, data).run()
    register = (files / "abonnes.csv").read_text("utf-8")
    ended = register.replace("A02GJ098702;actif", "A02GJ098702;resilie")
    (files / "abonnes.csv").write_text(ended, "utf-8")
    assert Batch(files, data).run() == DONE
    assert "À : jeanne@exemple.fr" in mails(data)


def test_a_line_that_is_no_event_is_told_and_the_others_are_applied(
    files: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = files / "facturation.jsonl"
    events.write_text("{}\n" + events.read_text("utf-8"), "utf-8")
    assert Batch(files, data).run() == LOOK
    told = capsys.readouterr().out
    assert "Look: facturation.jsonl, line 1: event/missing\nr-0001: Applied\n" in told


def test_a_file_of_too_many_events_is_not_applied(files: Path, data: Path) -> None:
    add(files / "facturation.jsonl", ["{}"] * 100)
    assert Batch(files, data).run() == LOOK
    assert not (data / "mails").exists()


def test_a_register_that_lost_its_subscribers_changes_nothing(
    files: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Batch(files, data).run()
    lines = [f"Régie des eaux de Cassis;1{each:06};M{each:06};actif;;" for each in range(20)]
    add(files / "abonnes.csv", lines)
    Batch(files, data).run()
    shutil.copy(SAMPLE / "abonnes.csv", files / "abonnes.csv")
    capsys.readouterr()
    assert Batch(files, data).run() == LOOK
    assert "contracts compared" not in capsys.readouterr().out


def test_a_database_that_cannot_be_opened_is_a_matter_of_later(files: Path, data: Path) -> None:
    (data / "espace-client.sqlite3").mkdir(parents=True)
    assert Batch(files, data).run() == LATER


@pytest.mark.parametrize("missing", ["communes.csv", "abonnes.csv", "facturation.jsonl"])
def test_a_file_that_is_missing_is_named(
    files: Path, data: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / missing).unlink()
    assert Batch(files, data).run() == LOOK
    assert missing in capsys.readouterr().out
