"""Tokens open what they were sealed for, and nothing else opens anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.system import SystemSecrets
from espaceclient.domain.link import Purpose
from espaceclient.ports.keys import Key, KeyRing

OLD = Key("2024", b"o" * 32)
NEW = Key("2026", b"n" * 32)
SECRETS = SystemSecrets(KeyRing.of(NEW))
ANY_TEXT = st.text(st.characters())
"""Lone surrogates included."""

IDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=64)


def test_ids_are_not_drawn_twice() -> None:
    assert len({SECRETS.new_id() for _ in range(1000)}) == 1000


def test_an_id_holds_128_bits_in_url_safe_characters() -> None:
    new_id = SECRETS.new_id()
    assert (len(new_id), new_id.replace("-", "").replace("_", "").isalnum(), new_id.isascii()) == (22, True, True)


@given(IDS, st.sampled_from(Purpose))
def test_a_token_opens_what_was_sealed(subject: str, purpose: Purpose) -> None:
    assert SECRETS.open(purpose, SECRETS.seal(purpose, subject)) == subject


@given(IDS, st.sampled_from(Purpose), st.sampled_from(Purpose))
def test_a_token_opens_nothing_for_another_purpose(subject: str, purpose: Purpose, other: Purpose) -> None:
    opened = SECRETS.open(other, SECRETS.seal(purpose, subject))
    assert opened == (subject if other is purpose else None)


def test_one_key_makes_one_token() -> None:
    assert SECRETS.seal(Purpose.RESET, "abc") == SystemSecrets(KeyRing.of(NEW)).seal(Purpose.RESET, "abc")


def test_a_token_fits_in_128_url_safe_characters() -> None:
    token = SECRETS.seal(Purpose.ACTIVATION, SECRETS.new_id())
    assert (len(token), token.isascii()) == (66, True)


@pytest.mark.parametrize(
    "token", ["", ".", "abc", "abc.", ".abc", "abc.def", "a" * 10_000, "a." * 10_000, "\ud800.é"]
)
def test_garbage_opens_nothing(token: str) -> None:
    assert SECRETS.open(Purpose.SESSION, token) is None


@given(ANY_TEXT)
def test_any_text_may_come_in_and_opens_nothing(token: str) -> None:
    assert SECRETS.open(Purpose.SESSION, token) is None


@given(st.integers(0, 65), st.characters())
def test_a_token_with_one_other_character_opens_nothing(place: int, character: str) -> None:
    token = SECRETS.seal(Purpose.SESSION, "0123456789012345678901")
    forged = token[:place] + character + token[place + 1 :]
    assert (SECRETS.open(Purpose.SESSION, forged) is None) == (forged != token)


def test_a_token_of_another_subject_does_not_lend_its_seal() -> None:
    seal = SECRETS.seal(Purpose.SESSION, "mine").partition(".")[2]
    assert SECRETS.open(Purpose.SESSION, f"yours.{seal}") is None


def test_a_token_under_an_older_key_still_opens() -> None:
    token = SystemSecrets(KeyRing.of(OLD)).seal(Purpose.RESET, "abc")
    assert SystemSecrets(KeyRing.of(NEW, OLD)).open(Purpose.RESET, token) == "abc"


def test_a_token_under_a_key_that_is_gone_opens_nothing() -> None:
    token = SystemSecrets(KeyRing.of(OLD)).seal(Purpose.RESET, "abc")
    assert SECRETS.open(Purpose.RESET, token) is None


def test_tokens_are_sealed_under_the_newest_key() -> None:
    token = SystemSecrets(KeyRing.of(NEW, OLD)).seal(Purpose.RESET, "abc")
    assert SECRETS.open(Purpose.RESET, token) == "abc"


def test_a_fingerprint_is_stable_and_hides_its_text() -> None:
    assert (
        SystemSecrets(KeyRing.of(NEW, OLD)).fingerprint("reset", "a@b.fr")
        == SECRETS.fingerprint("reset", "a@b.fr")
        == "BdYAvRmMCcqDfEMcYI-0zl1rPLNmo4fp9qXyFl8I4mM"
    )


def test_a_fingerprint_depends_on_its_key() -> None:
    assert SystemSecrets(KeyRing.of(OLD)).fingerprint("reset", "x") != SECRETS.fingerprint("reset", "x")


@given(ANY_TEXT)
def test_a_text_has_another_fingerprint_in_another_scope(text: str) -> None:
    assert SECRETS.fingerprint("sign-in", text) != SECRETS.fingerprint("reset", text)


@given(ANY_TEXT, ANY_TEXT)
def test_two_texts_have_two_fingerprints(text: str, other: str) -> None:
    same = SECRETS.fingerprint("reset", text) == SECRETS.fingerprint("reset", other)
    assert same == (text == other)


def test_a_fingerprint_is_no_seal() -> None:
    forged = f"abc.{SECRETS.fingerprint('session', 'abc')}"
    assert SECRETS.open(Purpose.SESSION, forged) is None
