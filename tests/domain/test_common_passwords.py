"""Passwords that everybody tries, and those that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import PasswordPolicy
from espaceclient.domain.common_passwords import fold, is_one_of, made_of, skeletons
from espaceclient.domain.common_words import COMMON_WORDS
from espaceclient.values import Password, Problem

POLICY = PasswordPolicy()
COMMON = Problem("password", "password/common")
WORDS = st.sampled_from(sorted(COMMON_WORDS))


@pytest.mark.parametrize(
    "text",
    [
        "Password1!",
        "Azerty123!",
        "Marseille2026!",
        "P@ssw0rd",
        "P@$$w0rd!1",
        "Pa55word!",
        "MOTDEpa55e!",
        "Mot-de-passe-2026",
        "Mot de passe 1",
        "4zertY12!",
        "$0leiL2020!",
        "!!!Soleil1",
        "Sol3i|20!",
        "A1z2e3r4t5!",
        "1q2w3e4r5T!",
        "Été2026!",
        "E\u0301te\u03012026!",
        "Cœur12345!",
        "Ｂonjour75!",
        "Camille14071998!",
        "Aa123456!",
        "Aix-en-Provence13!",
        "Eau-12345",
        "Password1!Password1!",
        "Soleil1-Soleil1-Soleil1-",
        "Password123456789!",
        "Camille1234567890!",
        "Camille-0987654321",
        "Aaaaaaa1!",
        "Aaaa1111!",
        "Passsswooord2222222222!",
        "AzertyPassword1!",
        "Azerty-Password-2026",
        "Eau2Marseille!",
    ],
)
def test_a_word_dressed_up_is_refused(text: str) -> None:
    assert POLICY.checklist(text).accepted
    assert POLICY.parse(text) == COMMON


@pytest.mark.parametrize(
    "text",
    [
        "Aa1!aaaa",
        "Soleil-de-minuit-7",
        "Soleil4Bateau!",
        "Clé-d'eau-2026",
        "Passwort-Kater9",
        "Camille12345678901!",
        "Camille1357924680!",
        "Soleil-Azerty-Eau-1",
        "AzEauk1!x",
        "Azertyk123!",
        "Xazerty123!",
        "$$$oleil1A",
    ],
)
def test_what_holds_more_than_a_word_is_accepted(text: str) -> None:
    assert POLICY.parse(text) == Password(text)


@pytest.mark.parametrize(("around", "refused"), [("!20260101", True), ("!202601012", False)])
def test_nine_characters_may_stand_around_a_word(around: str, refused: bool) -> None:  # noqa: FBT001 - parametrized
    assert is_one_of("Soleil" + around, skeletons(["soleil"])) is refused


@pytest.mark.parametrize(
    ("text", "word", "refused"),
    [
        ("$0leil", "soleil", True),
        ("soie!|", "soleil", True),
        ("7$0leil", "tsoleil", False),
        ("soie!|@", "soleila", False),
        ("$01317", "soieit", False),
        ("$01", "soi", False),
    ],
)
def test_two_signs_on_each_side_are_read_as_letters(
    text: str,
    word: str,
    refused: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert is_one_of(text, skeletons([word])) is refused


@pytest.mark.parametrize(
    ("text", "refused"),
    [("Lundupont1!", True), ("Dupontlun1!", True), ("Dupontlu1!", False), ("Lunlun42!?", False)],
)
def test_a_word_may_stand_on_either_side_of_another_of_three_letters(
    text: str,
    refused: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert is_one_of(text, skeletons(["dupont"]), skeletons(["lun", "lu", "du"])) is refused


def test_words_that_only_stand_beside_others_make_no_password_common_by_themselves() -> None:
    assert not made_of("Azertylundi1!", ["dupont"], skeletons(["azerty", "lundi"]))


def test_a_broken_rule_is_told_before_the_word() -> None:
    refused = POLICY.parse("password")
    assert isinstance(refused, Problem)
    assert refused.code == "password/unmet"


def test_a_utility_may_refuse_words_of_its_own() -> None:
    policy = PasswordPolicy(refused_words=frozenset({"Eaux de l'Étang"}))
    assert policy.parse("Eaux2letang!") == Password("Eaux2letang!")
    assert policy.parse("EauxDeLEtang1!") == COMMON
    assert POLICY.parse("EauxDeLEtang1!") == Password("EauxDeLEtang1!")


def test_a_utilitys_words_do_not_replace_the_common_ones() -> None:
    assert PasswordPolicy(refused_words=frozenset({"etang"})).parse("Azerty123!") == COMMON


@pytest.mark.parametrize(
    ("text", "refused"), [("Bq!0123456", True), ("Bq!0123456789a", False), ("Bq!012345", False)]
)
def test_a_number_is_found_when_it_is_more_than_half(text: str, refused: bool) -> None:  # noqa: FBT001 - parametrized
    assert made_of(text, ["0123456"]) is refused


def test_half_is_not_more_than_half() -> None:
    assert not made_of("0123Bq!x", ["0123"])
    assert made_of("0123Bq!", ["0123"])


def test_a_number_is_not_read_as_letters() -> None:
    assert skeletons(["0123456", "D08A12345"]) == frozenset()


def test_words_are_compared_without_accents_capitals_and_ligatures() -> None:
    assert fold("Œuf de l'ÉTANG ﬁn") == "oeuf de l'etang fin"


def test_the_list_holds_words_alone() -> None:
    assert [word for word in COMMON_WORDS if not word.isalpha() or word != fold(word)] == []
    assert len(COMMON_WORDS) > 800


@given(WORDS, st.sampled_from(["1!", "135!", "2026!", "75#", "01021980-"]))
def test_every_word_of_the_list_is_refused_however_it_is_written(word: str, ending: str) -> None:
    for written in (word.capitalize(), word.upper(), "-".join(word)):
        known = len(written) - len(word) + len(ending) <= 9
        assert is_one_of(written + ending, skeletons([word])) is known


@given(WORDS.filter(lambda word: len(word) > 1))
def test_letters_written_as_digits_and_signs_change_nothing(word: str) -> None:
    written = word[0] + word[1:-1].translate(str.maketrans("oieastb", "0134$7" + "8")) + word[-1]
    assert is_one_of(written.upper() + "1!", skeletons([word]))


@given(st.text(max_size=128), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_judged(text: str, words: list[str]) -> None:
    assert made_of(text, words) in (True, False)
