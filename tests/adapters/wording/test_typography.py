"""French typography over every French text, and English over every English one."""

import re

import pytest

from espaceclient.adapters.wording import TomlWording

WORDING = TomlWording.french()
ENGLISH = TomlWording.english()
URL_OR_TIME = re.compile(r"https?://|[0-9]:[0-9]")


def texts_with(pattern: str, wording: TomlWording = WORDING) -> list[str]:
    """List the keys of the texts in which the pattern stands somewhere."""
    return [
        key for key in wording.keys if re.search(pattern, URL_OR_TIME.sub("", wording.text(key)))
    ]


def test_no_ordinary_space_stands_where_a_line_must_not_break() -> None:
    assert texts_with(" [:;!?»%€]|« ") == []


def test_a_no_break_space_stands_inside_guillemets_and_before_every_tall_sign() -> None:
    assert texts_with(r"[^\s][:;!?»]|«[^\u00a0]") == []


def test_colons_and_guillemets_take_a_full_space_and_other_signs_a_thin_one() -> None:
    assert texts_with("\u202f[:»]|«\u202f|\u00a0[;!?]") == []


def test_a_number_is_not_parted_from_its_unit() -> None:
    assert texts_with("[0-9}] (heure|minute|chiffre|caractère|mois)|(article|n°) [0-9{]") == []


def test_straight_quotation_marks_are_those_of_the_guide_alone() -> None:
    assert texts_with('"') == [
        "page.home.guide.continue",
        "page.home.guide.form",
        "page.notice.request_received.hint",
    ]


def test_a_mail_is_an_e_mail_but_in_one_sentence_of_the_guide() -> None:
    assert texts_with(r"(?<![eE]-)\bmails?\b|courriel|mél\b") == [
        "page.notice.request_received.text"
    ]


def test_nobody_is_called_tu() -> None:
    assert texts_with(r"(?i)\b(tu|toi|ton|ta|tes)\b") == []


def test_three_dots_are_one_sign() -> None:
    assert texts_with(r"\.\.\.") == []


def test_no_text_is_empty_or_padded() -> None:
    assert texts_with(r"^\s*$|^[ \t\u00a0\u202f]|[ \t\u00a0\u202f]$") == []


def test_a_text_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        WORDING.text("page.unheard_of")


def test_no_space_stands_before_a_sign_in_english() -> None:
    assert texts_with(r"\s[:;!?,.%)]|\u202f|[«»]", ENGLISH) == []


def test_quotation_marks_are_english_and_in_pairs() -> None:
    assert texts_with('"|“[^”]*(?:“|$)|’’', ENGLISH) == []


def test_a_number_is_not_parted_from_its_unit_in_english() -> None:
    assert texts_with("[0-9}] (hour|minute|digit|character|month)|no\\. ", ENGLISH) == []


def test_no_french_sentence_is_left_in_english() -> None:
    texts = {key: WORDING.text(key) for key in WORDING.keys}
    alike = [key for key, text in texts.items() if text == ENGLISH.text(key)]
    assert [key for key in alike if texts[key].count(" ") > 2] == []


def test_no_english_text_is_empty_or_padded() -> None:
    assert texts_with(r"^\s*$|^[ \t\u00a0]|[ \t\u00a0]$|  |\.\.\.", ENGLISH) == []
