"""Every mail as it is read, whole, in each language: ``make letters`` writes the files anew, for
whoever changes a word to read what comes of it.
"""

import pytest

from tests.letters import FOLDER, INLINED, inlined, written


def test_the_styles_of_mails_are_in_their_places() -> None:
    pytest.importorskip("css_inline")
    assert INLINED.read_text("utf-8") == inlined()


@pytest.mark.parametrize("name", list(written()))
def test_a_mail_reads(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == written()[name]


def test_no_mail_of_before_is_left() -> None:
    files = (each for each in FOLDER.rglob("*") if each.is_file())
    assert {each.relative_to(FOLDER).as_posix() for each in files} == set(written())
