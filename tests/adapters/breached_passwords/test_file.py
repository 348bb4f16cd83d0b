"""A file of breached passwords, searched without being read whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.breached_passwords import BreachedPasswordsFile
from espaceclient.ports.errors import BreachedPasswordsUnavailable
from espaceclient.values import PasswordAttempt
from tests.adapters import makers
from tests.adapters.breached_passwords.service import sha1


@given(st.sets(st.integers(0, 10_000), max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_exactly_what_is_in_the_file_is_found(numbers: set[int], newline: str) -> None:
    with makers.breached_passwords_file([f"Aa1!-{each}" for each in numbers], newline) as breached:
        found = {
            number
            for number in range(0, 10_000, 97)
            if breached.contains(PasswordAttempt(f"Aa1!-{number}"))
        }
        assert found == {number for number in range(0, 10_000, 97) if number in numbers}
        assert all(breached.contains(PasswordAttempt(f"Aa1!-{number}")) for number in numbers)


def test_the_last_line_may_lack_its_end(tmp_path: Path) -> None:
    file = tmp_path / "breached.txt"
    file.write_text(sha1("Aa1!aaaa") + ":3")
    assert BreachedPasswordsFile(file).contains(PasswordAttempt("Aa1!aaaa"))


@pytest.mark.parametrize("text", ["Aa1!aaaa\n", "0" * 40 + "\n", "0" * 500, "0" * 41 + ":1\n"])
def test_a_file_of_another_form_is_no_list(tmp_path: Path, text: str) -> None:
    file = tmp_path / "breached.txt"
    file.write_text(text)
    with pytest.raises(BreachedPasswordsUnavailable, match="a line of another form"):
        BreachedPasswordsFile(file).contains(PasswordAttempt("Aa1!aaaa"))
