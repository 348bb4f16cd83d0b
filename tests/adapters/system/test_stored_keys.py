"""Keys of a development machine: drawn once, and read by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE
from threading import Barrier

import pytest

from espaceclient import Keys
from espaceclient.adapters.system import stored_keys


def test_the_next_run_has_the_same_keys(tmp_path: Path) -> None:
    assert stored_keys(tmp_path / "data/site") == stored_keys(tmp_path / "data/site")


def test_processes_that_begin_at_once_have_the_same_keys(tmp_path: Path) -> None:
    """A pepper that is lost opens no account again."""
    with ThreadPoolExecutor(8) as workers:
        for site in range(10):
            begin, folder = Barrier(8), tmp_path / str(site)

            def work(begin: Barrier = begin, folder: Path = folder) -> Keys:
                begin.wait()
                return stored_keys(folder)

            first, *others = [each.result() for each in [workers.submit(work) for _ in range(8)]]
            assert others == [first] * 7


def test_their_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    stored_keys(tmp_path)
    modes = {each.name: S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        ("fingerprint.key", "link.key", "password.key", "session.key"), 0o600
    )


def test_a_file_that_holds_no_key_is_refused_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "link.key").write_text("hush")
    with pytest.raises(ValueError, match="must be id:secret") as refused:
        stored_keys(tmp_path)
    assert "hush" not in str(refused.value)
