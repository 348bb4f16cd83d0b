"""The laws of tokens. ``make`` gives tokens under some keys."""

import re
import string
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations, zip_longest
from math import log2

from attrs import frozen
from hypothesis import strategies as st

from espaceclient.domain.token import Purpose
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import Make, expect, law, law_for_all, law_of_one, opened

LONGEST_TOKEN = 128

_BITS = 127
"""128, less the one that goes unseen where a place hardly ever takes its last value."""
_MANY = 1000
"""Enough to see every character that may stand in a place."""

_ALPHABET = string.ascii_letters + string.digits + "._~-"
_URL_SAFE = re.compile(f"[{re.escape(_ALPHABET)}]+")

_LONG_NAME = "anne" * 60
_ALMOST_THE_SAME = (
    "anne@exemple.fr",
    "Anne@exemple.fr",
    "anné@exemple.fr",
    "anne@exemple.fr ",
    "anne@exemple.f",
    "anne@exemple.fr\0",
    "\U0001f4a7anne@exemple.fr",
    "\U0001f525anne@exemple.fr",
    _LONG_NAME,
    _LONG_NAME + "a",
    _LONG_NAME + "b",
    "é" * 400 + "a",
    "é" * 400 + "b",
    "fiona@exemple.fr",
    "ﬁona@exemple.fr",
)
"""Texts that careless code gives one name."""


@frozen
class TokensRotation:
    """Tokens, those that replace them with a newer key in front, and those that know the newer key
    alone.
    """

    older: Tokens
    both: Tokens
    newer: Tokens


@law
def ids_are_never_the_same(make: Make[Tokens]) -> None:
    """Ids are URL-safe, hold 128 bits or more, and are never drawn twice, whoever draws them."""
    with opened(make()) as here, opened(make()) as there:
        draws = at_once([partial(_ids, here)] * CALLERS + [partial(_ids, there)])
    ids = [drawn for draw in draws for drawn in draw]
    twice = len(ids) - len(set(ids))
    expect(not twice, f"{twice} of {len(ids)} were drawn twice")
    for drawn in ids:
        expect(_URL_SAFE.fullmatch(drawn) is not None, f"{drawn!r} was drawn")
    expect(_bits(ids) >= _BITS, f"what changes in them holds {_bits(ids):.0f} bits")


def _ids(tokens: Tokens) -> list[str]:
    return [tokens.new_id() for _ in range(_MANY)]


def _bits(texts: Sequence[str]) -> float:
    """Tell how many bits such texts hold at the most: the sum of what each place of them was seen
    to hold.
    """
    return sum(log2(len(set(place))) for place in zip_longest(*texts, fillvalue=""))


@law_of_one
def a_token_opens_what_it_was_signed_for(tokens: Tokens) -> None:
    """A token opens its id for its purpose, is always the same, URL-safe and at most 128 characters
    long.
    """
    for purpose in tuple(Purpose) * 100:
        subject = tokens.new_id()
        token = tokens.sign(purpose, subject)
        expect(tokens.verify(purpose, token) == subject, "it opened something else")
        expect(tokens.sign(purpose, subject) == token, "signing twice made two tokens")
        expect(_URL_SAFE.fullmatch(token) is not None, f"it was {token!r}")
        expect(len(token) <= LONGEST_TOKEN, f"it had {len(token)} characters")


@law_of_one
def a_token_cannot_be_guessed(tokens: Tokens) -> None:
    """A token holds 128 bits more than the id that it opens."""
    ids = _ids(tokens)
    more = _bits([tokens.sign(Purpose.SESSION, drawn) for drawn in ids]) - _bits(ids)
    expect(more >= _BITS, f"what changes in it held {more:.0f} more")


@law_of_one
def a_token_opens_nothing_else(tokens: Tokens) -> None:
    """A token signed for one purpose opens nothing for another."""
    for signed, asked in permutations(Purpose, 2):
        opens = tokens.verify(asked, tokens.sign(signed, tokens.new_id()))
        expect(opens is None, f"one signed for {signed} opened {opens!r} for {asked}")


@law_of_one
def a_token_with_one_wrong_character_opens_nothing(tokens: Tokens) -> None:
    """A token that was cut, lengthened or changed in any one character opens nothing."""
    token = tokens.sign(Purpose.RESET, tokens.new_id())
    for wrong, what_was_done in _almost(token):
        expect(tokens.verify(Purpose.RESET, wrong) is None, f"it did {what_was_done}")


def _almost(token: str) -> Iterator[tuple[str, str]]:
    """Texts that are not quite the token, and what was done to it."""
    for place in range(len(token)):
        before, after = token[:place], token[place:]
        # Every letter: the last one of Base64 has bits that a lenient reader leaves out.
        for other in set(_ALPHABET + "=+/").difference(token[place]):
            yield before + other + after[1:], f"when changed in character {place + 1}"
        for other in " \n=!A":
            yield before + other + after, f"with {other!r} put in before character {place + 1}"
        yield before, f"when cut after {place}"
        yield after[1:], f"without its first {place + 1}"
    for end in ("A", "=", ".", "\n", token):
        yield token + end, f"as {token + end!r}"
    if token.swapcase() != token:  # one without letters has no other case
        yield token.swapcase(), f"as {token.swapcase()!r}"


@law_of_one
def a_token_of_other_keys_opens_nothing(made: TokensRotation) -> None:
    """A token opens as long as its key is there, under newer keys too, and not a moment longer."""
    for purpose in Purpose:
        subject = made.older.new_id()
        older, newer = made.older.sign(purpose, subject), made.newer.sign(purpose, subject)
        expect(older != newer, "two keys made one token")
        still = made.both.verify(purpose, older) == subject
        expect(still, "one of the older key did not open any more")
        expect(made.both.verify(purpose, newer) == subject, "one of the newer key did not open")
        expect(made.both.sign(purpose, subject) == newer, "the older key went on signing")
        expect(made.newer.verify(purpose, older) is None, "one of a key that is gone did open")
        expect(made.older.verify(purpose, newer) is None, "one of a key not known yet did open")


_DOTS = (".", "..", "a." + "A" * 43, "." + "A" * 43)
_ODD_TEXTS = ("", "\0", "é.é", "\ud800", "A" * 100_000, "%2e", "٣.٣", *_DOTS)
_TEXTS = st.sampled_from(_ODD_TEXTS) | st.text() | st.text("Aa0-_.=+/", max_size=150)


@law_for_all(st.sampled_from(Purpose), _TEXTS, examples=100)
def any_text_may_come_in(tokens: Tokens, purpose: Purpose, text: str) -> None:
    """Whatever text comes in as a token, it opens nothing and raises nothing."""
    opens = tokens.verify(purpose, text)
    expect(opens is None, f"{text!r} opened {opens!r}")


_SCOPES = st.sampled_from(("sign-in", "proof", "opening", "network"))
_NAMED = st.emails() | st.text(st.characters(exclude_categories=["Cs"]), min_size=3)
_TWO_NAMED = st.tuples(_NAMED, _NAMED).filter(lambda two: two[0] != two[1] and len(two[0]) > 5)


@law_for_all(_SCOPES, _TWO_NAMED)
def fingerprints_name_without_telling(tokens: Tokens, scope: str, two: tuple[str, str]) -> None:
    """A fingerprint is stable, differs with scope and text, and does not show its text."""
    text, other = two
    name = tokens.fingerprint(scope, text)
    expect(tokens.fingerprint(scope, text) == name, "the same text had two")
    expect(tokens.fingerprint(scope, other) != name, f"{text!r} and {other!r} had one")
    elsewhere = tokens.fingerprint(scope + "x", text)
    expect(elsewhere != name, "one text had the same in two scopes")
    expect(text not in name, f"{text!r} shows in {name!r}")


@law_of_one
def no_two_texts_share_a_fingerprint(tokens: Tokens) -> None:
    """A fingerprint holds 128 bits of its scope and of its whole text, so that no two of them ever
    share one.
    """
    named: dict[str, tuple[str, str]] = {}
    for scope, text in _scopes_and_texts():
        other = named.setdefault(tokens.fingerprint(scope, text), (scope, text))
        both = f"{scope} with {text[-24:]!r} and {other[0]} with {other[1][-24:]!r} do"
        expect(other == (scope, text), both)
    bits = _bits(list(named))
    expect(bits >= _BITS, f"what changes in it holds {bits:.0f} bits")


def _scopes_and_texts() -> Iterator[tuple[str, str]]:
    for text in _ALMOST_THE_SAME:
        yield "sign-in", text
    for scope in ("sign-in-from-here", "sign-in-from-there"):
        yield scope, "anne@exemple.fr"
    for end in range(1, len("sign-in")):  # run together, they are one text
        yield "sign-in"[:end], "sign-in"[end:] + "anne@exemple.fr"
    for number in range(_MANY):
        yield "network", f"2001:db8:{number:x}::/64"


@law_of_one
def fingerprints_need_the_key(made: TokensRotation) -> None:
    """Nobody without the key can tell a fingerprint from its text, so another key makes another
    one.
    """
    expect(_fingerprint(made.older) != _fingerprint(made.newer), "two keys made one")


@law_of_one
def the_newest_key_alone_makes_a_fingerprint(made: TokensRotation) -> None:
    """All that share their newest key give a text one fingerprint, so that several processes count
    together.
    """
    expect(_fingerprint(made.both) == _fingerprint(made.newer), "two that share it gave two")


def _fingerprint(tokens: Tokens) -> str:
    return tokens.fingerprint("sign-in", "anne@exemple.fr")


TOKENS_LAWS = (
    ids_are_never_the_same,
    a_token_opens_what_it_was_signed_for,
    a_token_cannot_be_guessed,
    a_token_opens_nothing_else,
    a_token_with_one_wrong_character_opens_nothing,
    any_text_may_come_in,
    fingerprints_name_without_telling,
    no_two_texts_share_a_fingerprint,
)
"""Whether the key matters shows with two of them only: run ``TOKENS_ROTATION_LAWS`` too."""

TOKENS_ROTATION_LAWS = (
    a_token_of_other_keys_opens_nothing,
    fingerprints_need_the_key,
    the_newest_key_alone_makes_a_fingerprint,
)
"""For tokens whose keys can change; ``make`` gives a ``TokensRotation``."""
