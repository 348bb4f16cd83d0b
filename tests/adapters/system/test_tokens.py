"""Tokens open what they were signed for, and nothing else opens anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.token import Purpose
from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    Keys,
    LinkKeys,
    MissingKeys,
    SessionKeys,
)
from tests.adapters.makers import TokensUnder

OLD = Key("2024", b"o" * 32)
NEW = Key("2026", b"n" * 32)
TOKENS = TokensUnder(NEW)
ANY_TEXT = st.text(st.characters())
"""Lone surrogates included."""

IDS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=64
)


def test_ids_are_not_drawn_twice() -> None:
    assert len({TOKENS.new_id() for _ in range(1000)}) == 1000


def test_an_id_holds_128_bits_in_url_safe_characters() -> None:
    new_id = TOKENS.new_id()
    assert (len(new_id), new_id.replace("-", "").replace("_", "").isalnum(), new_id.isascii()) == (
        22,
        True,
        True,
    )


@given(IDS, st.sampled_from(Purpose))
def test_a_token_opens_what_was_signed(subject: str, purpose: Purpose) -> None:
    assert TOKENS.verify(purpose, TOKENS.sign(purpose, subject)) == subject


@given(IDS, st.sampled_from(Purpose), st.sampled_from(Purpose))
def test_a_token_opens_nothing_for_another_purpose(
    subject: str, purpose: Purpose, other: Purpose
) -> None:
    opened = TOKENS.verify(other, TOKENS.sign(purpose, subject))
    assert opened == (subject if other is purpose else None)


def test_one_key_makes_one_token() -> None:
    assert TOKENS.sign(Purpose.RESET, "abc") == TokensUnder(NEW).sign(Purpose.RESET, "abc")


def test_a_token_fits_in_128_url_safe_characters() -> None:
    token = TOKENS.sign(Purpose.ACTIVATION, TOKENS.new_id())
    assert (len(token), token.isascii()) == (66, True)


@pytest.mark.parametrize(
    "token", ["", ".", "abc", "abc.", ".abc", "abc.def", "a" * 10_000, "a." * 10_000, "\ud800.é"]
)
def test_garbage_opens_nothing(token: str) -> None:
    assert TOKENS.verify(Purpose.SESSION, token) is None


@given(ANY_TEXT)
def test_any_text_may_come_in_and_opens_nothing(token: str) -> None:
    assert TOKENS.verify(Purpose.SESSION, token) is None


@given(st.integers(0, 65), st.characters())
def test_a_token_with_one_other_character_opens_nothing(place: int, character: str) -> None:
    token = TOKENS.sign(Purpose.SESSION, "0123456789012345678901")
    forged = token[:place] + character + token[place + 1 :]
    assert (TOKENS.verify(Purpose.SESSION, forged) is None) == (forged != token)


def test_a_token_of_another_subject_does_not_lend_its_signature() -> None:
    signature = TOKENS.sign(Purpose.SESSION, "mine").partition(".")[2]
    assert TOKENS.verify(Purpose.SESSION, f"yours.{signature}") is None


def test_a_token_under_an_older_key_still_opens() -> None:
    token = TokensUnder(OLD).sign(Purpose.RESET, "abc")
    assert TokensUnder(NEW, OLD).verify(Purpose.RESET, token) == "abc"


def test_a_token_under_a_key_that_is_gone_opens_nothing() -> None:
    token = TokensUnder(OLD).sign(Purpose.RESET, "abc")
    assert TOKENS.verify(Purpose.RESET, token) is None


def test_tokens_are_signed_under_the_newest_key() -> None:
    token = TokensUnder(NEW, OLD).sign(Purpose.RESET, "abc")
    assert TOKENS.verify(Purpose.RESET, token) == "abc"


def test_a_fingerprint_is_stable_and_hides_its_text() -> None:
    assert (
        TokensUnder(NEW, OLD).fingerprint("reset", "a@b.fr")
        == TOKENS.fingerprint("reset", "a@b.fr")
        == "BdYAvRmMCcqDfEMcYI-0zl1rPLNmo4fp9qXyFl8I4mM"
    )


def test_a_fingerprint_depends_on_its_key() -> None:
    assert TokensUnder(OLD).fingerprint("reset", "x") != TOKENS.fingerprint("reset", "x")


@given(ANY_TEXT)
def test_a_text_has_another_fingerprint_in_another_scope(text: str) -> None:
    assert TOKENS.fingerprint("sign-in", text) != TOKENS.fingerprint("reset", text)


@given(ANY_TEXT, ANY_TEXT)
def test_two_texts_have_two_fingerprints(text: str, other: str) -> None:
    same = TOKENS.fingerprint("reset", text) == TOKENS.fingerprint("reset", other)
    assert same == (text == other)


def test_a_fingerprint_is_no_signature() -> None:
    forged = f"abc.{TOKENS.fingerprint('session', 'abc')}"
    assert TOKENS.verify(Purpose.SESSION, forged) is None


LINKS, SESSIONS, FINGERPRINTS = LinkKeys.of(NEW), SessionKeys.of(NEW), FingerprintKeys.of(NEW)


def test_a_process_that_reads_sessions_needs_no_other_ring() -> None:
    token = TOKENS.sign(Purpose.SESSION, "abc")
    assert SystemTokens(sessions=SESSIONS).verify(Purpose.SESSION, token) == "abc"


@pytest.mark.parametrize(
    ("tokens", "purpose", "missing"),
    [
        (SystemTokens(sessions=SESSIONS), Purpose.ACTIVATION, "LinkKeys"),
        (SystemTokens(sessions=SESSIONS), Purpose.RESET, "LinkKeys"),
        (SystemTokens(links=LINKS), Purpose.SESSION, "SessionKeys"),
        (SystemTokens(links=LINKS), Purpose.BROWSER, "SessionKeys"),
        (SystemTokens(links=LINKS), Purpose.WAITING, "SessionKeys"),
    ],
)
def test_a_purpose_without_its_ring_is_a_mistake_that_names_the_ring(
    tokens: SystemTokens, purpose: Purpose, missing: str
) -> None:
    with pytest.raises(MissingKeys, match=f"^{missing} are missing"):
        tokens.sign(purpose, "abc")
    with pytest.raises(MissingKeys, match=f"^{missing} are missing"):
        tokens.verify(purpose, "no token at all")


def test_a_fingerprint_without_its_ring_is_a_mistake_that_names_the_ring() -> None:
    with pytest.raises(MissingKeys, match=r"^FingerprintKeys are missing"):
        SystemTokens(links=LINKS, sessions=SESSIONS).fingerprint("reset", "a@b.fr")


def test_each_purpose_has_a_ring_of_its_own() -> None:
    keys = Keys.generate()
    every = SystemTokens.of(keys)
    for purpose, ring in (
        (Purpose.ACTIVATION, SystemTokens(links=keys.links)),
        (Purpose.RESET, SystemTokens(links=keys.links)),
        (Purpose.SESSION, SystemTokens(sessions=keys.sessions)),
        (Purpose.BROWSER, SystemTokens(sessions=keys.sessions)),
        (Purpose.WAITING, SystemTokens(sessions=keys.sessions)),
    ):
        assert ring.verify(purpose, every.sign(purpose, "abc")) == "abc"
    alone = SystemTokens(fingerprints=keys.fingerprints)
    assert alone.fingerprint("reset", "abc") == every.fingerprint("reset", "abc")


def test_a_ring_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^LinkKeys are needed here, not SessionKeys$"):
        SystemTokens(links=SESSIONS)  # type: ignore[arg-type]  # the mistake
    with pytest.raises(TypeError, match=r"^SessionKeys are needed here, not LinkKeys$"):
        SystemTokens(sessions=LINKS)  # type: ignore[arg-type]  # the mistake
    with pytest.raises(TypeError, match=r"^FingerprintKeys are needed here, not LinkKeys$"):
        SystemTokens(fingerprints=LINKS)  # type: ignore[arg-type]  # the mistake
