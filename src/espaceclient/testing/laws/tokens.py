"""The laws of tokens. ``make`` gives tokens under some keys."""

import re
import string
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import permutations, zip_longest
from math import log2

from attrs import frozen
from hypothesis import strategies as st

from espaceclient.domain.token import Purpose
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.laws.law import Fixture, expect, for_all, law, opened
from espaceclient.testing.laws.race import RIVALS, race

MakeTokens = Callable[[], Fixture[Tokens]]

LONGEST_TOKEN = 128

_BITS = 127
"""128, less the one that goes unseen where a place hardly ever takes its last value."""
_MANY = 1000
"""Enough to see every character that may stand in a place."""

_ALPHABET = string.ascii_letters + string.digits + "._~-"
_URL_SAFE = re.compile(f"[{re.escape(_ALPHABET)}]+")
_PURPOSES = st.sampled_from(Purpose)

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


MakeTokensRotation = Callable[[], Fixture[TokensRotation]]


@law
def ids_are_never_the_same(make: MakeTokens) -> None:
    """Ids are URL-safe, hold 128 bits or more, and are never drawn twice, whoever draws them."""
    with opened(make()) as here, opened(make()) as there:
        draws = race([partial(_ids, here)] * RIVALS + [partial(_ids, there)])
        ids = [drawn for draw in draws for drawn in draw]
        expect(
            len(set(ids)) == len(ids), f"{len(ids) - len(set(ids))} of {len(ids)} were drawn twice"
        )
        for drawn in ids:
            expect(_URL_SAFE.fullmatch(drawn) is not None, f"{drawn!r} was drawn")
        expect(_bits(ids) >= _BITS, f"what changes in them holds {_bits(ids):.0f} bits")


def _ids(made: Tokens) -> list[str]:
    return [made.new_id() for _ in range(_MANY)]


def _bits(texts: Sequence[str]) -> float:
    """Tell how many bits such texts hold at the most: the sum of what each place of them was seen
    to hold.
    """
    return sum(log2(len(set(place))) for place in zip_longest(*texts, fillvalue=""))


@law
def a_token_opens_what_it_was_sealed_for(make: MakeTokens) -> None:
    """A token opens its id for its purpose, is always the same, URL-safe and at most 128 characters
    long.
    """

    with opened(make()) as made:
        for purpose in tuple(Purpose) * 100:
            subject = made.new_id()
            token = made.sign(purpose, subject)
            expect(made.verify(purpose, token) == subject, "it opened something else")
            expect(made.sign(purpose, subject) == token, "sealing twice made two tokens")
            expect(_URL_SAFE.fullmatch(token) is not None, f"it was {token!r}")
            expect(len(token) <= LONGEST_TOKEN, f"it had {len(token)} characters")


@law
def a_token_cannot_be_guessed(make: MakeTokens) -> None:
    """A token holds 128 bits more than the id that it opens."""
    with opened(make()) as made:
        ids = _ids(made)
        more = _bits([made.sign(Purpose.SESSION, drawn) for drawn in ids]) - _bits(ids)
        expect(more >= _BITS, f"what changes in it held {more:.0f} more")


@law
def a_token_opens_nothing_else(make: MakeTokens) -> None:
    """A token sealed for one purpose opens nothing for another."""
    with opened(make()) as made:
        for sealed, asked in permutations(Purpose, 2):
            opens = made.verify(asked, made.sign(sealed, made.new_id()))
            expect(opens is None, f"one sealed for {sealed} opened {opens!r} for {asked}")


@law
def a_token_with_one_wrong_character_opens_nothing(make: MakeTokens) -> None:
    """A token that was cut, lengthened or changed in any one character opens nothing."""
    with opened(make()) as made:
        token = made.sign(Purpose.RESET, made.new_id())
        for wrong, what_was_done in _almost(token):
            expect(made.verify(Purpose.RESET, wrong) is None, f"it did {what_was_done}")


def _almost(token: str) -> Iterator[tuple[str, str]]:
    """Texts that are not quite the token, and what was done to it."""
    for place in range(len(token)):
        # Every letter: the last one of Base64 has bits that a lenient reader leaves out.
        for other in set(_ALPHABET + "=+/").difference(token[place]):
            yield (
                token[:place] + other + token[place + 1 :],
                f"when changed in character {place + 1}",
            )
        for other in " \n=!A":
            yield (
                token[:place] + other + token[place:],
                f"with {other!r} put in before character {place + 1}",
            )
        yield token[:place], f"when cut after {place}"
        yield token[place + 1 :], f"without its first {place + 1}"
    for longer in (
        token + "A",
        token + "=",
        token + ".",
        token + "\n",
        token * 2,
        token.swapcase(),
    ):
        if longer != token:  # one without letters has no other case
            yield longer, f"as {longer!r}"


@law
def a_token_of_other_keys_opens_nothing(make: MakeTokensRotation) -> None:
    """A token opens as long as its key is there, under newer keys too, and not a moment longer."""
    with opened(make()) as made:
        for purpose in Purpose:
            subject = made.older.new_id()
            older, newer = made.older.sign(purpose, subject), made.newer.sign(purpose, subject)
            expect(older != newer, "two keys made one token")
            expect(
                made.both.verify(purpose, older) == subject,
                "one of the older key did not open any more",
            )
            expect(made.both.verify(purpose, newer) == subject, "one of the newer key did not open")
            expect(made.both.sign(purpose, subject) == newer, "the older key went on sealing")
            expect(made.newer.verify(purpose, older) is None, "one of a key that is gone did open")
            expect(made.older.verify(purpose, newer) is None, "one of a key not known yet did open")


@law
def any_text_may_come_in(make: MakeTokens) -> None:
    """Whatever text comes in as a token, it opens nothing and raises nothing."""

    def check(drawn: tuple[Purpose, str]) -> None:
        purpose, text = drawn
        with opened(make()) as made:
            opens = made.verify(purpose, text)
            expect(opens is None, f"{text!r} opened {opens!r}")

    known = (
        "",
        ".",
        "..",
        "\0",
        "é.é",
        "\ud800",
        "a." + "A" * 43,
        "." + "A" * 43,
        "A" * 100_000,
        "%2e",
        "٣.٣",
    )
    texts = st.sampled_from(known) | st.text() | st.text("Aa0-_.=+/", max_size=150)
    for_all(st.tuples(_PURPOSES, texts), check, examples=100)


@law
def fingerprints_name_without_telling(make: MakeTokens) -> None:
    """A fingerprint is stable, differs with scope and text, and does not show its text."""

    def check(drawn: tuple[str, str, str]) -> None:
        scope, text, other = drawn
        with opened(make()) as made:
            name = made.fingerprint(scope, text)
            expect(made.fingerprint(scope, text) == name, "the same text had two")
            expect(made.fingerprint(scope, other) != name, f"{text!r} and {other!r} had one")
            expect(
                made.fingerprint(scope + "x", text) != name, "one text had the same in two scopes"
            )
            expect(text not in name, f"{text!r} shows in {name!r}")

    scopes = st.sampled_from(("sign-in", "proof", "opening", "network"))
    texts = st.emails() | st.text(st.characters(exclude_categories=["Cs"]), min_size=3)
    apart = st.tuples(scopes, texts, texts).filter(
        lambda drawn: drawn[1] != drawn[2] and len(drawn[1]) > 5
    )
    for_all(apart, check)


@law
def no_two_texts_share_a_fingerprint(make: MakeTokens) -> None:
    """A fingerprint holds 128 bits of its scope and of its whole text, so that no two of them ever
    share one.
    """
    with opened(make()) as made:
        named: dict[str, tuple[str, str]] = {}
        for scope, text in _scopes_and_texts():
            other = named.setdefault(made.fingerprint(scope, text), (scope, text))
            expect(
                other == (scope, text),
                f"{scope} with {text[-24:]!r} and {other[0]} with {other[1][-24:]!r} do",
            )
        expect(
            _bits(list(named)) >= _BITS, f"what changes in it holds {_bits(list(named)):.0f} bits"
        )


def _scopes_and_texts() -> Iterator[tuple[str, str]]:
    for text in _ALMOST_THE_SAME:
        yield "sign-in", text
    for scope in ("sign-in-from-here", "sign-in-from-there"):
        yield scope, "anne@exemple.fr"
    for end in range(1, len("sign-in")):  # run together, they are one text
        yield "sign-in"[:end], "sign-in"[end:] + "anne@exemple.fr"
    for number in range(_MANY):
        yield "network", f"2001:db8:{number:x}::/64"


@law
def fingerprints_need_the_key(make: MakeTokensRotation) -> None:
    """Nobody without the key can tell a fingerprint from its text, so another key makes another
    one.
    """
    with opened(make()) as made:
        older, newer = (
            one.fingerprint("sign-in", "anne@exemple.fr") for one in (made.older, made.newer)
        )
        expect(older != newer, "two keys made one")


@law
def the_newest_key_alone_makes_a_fingerprint(make: MakeTokensRotation) -> None:
    """All that share their newest key give a text one fingerprint, so that several processes count
    together.
    """
    with opened(make()) as made:
        both, newer = (
            one.fingerprint("sign-in", "anne@exemple.fr") for one in (made.both, made.newer)
        )
        expect(both == newer, "two that share it gave two")


TOKENS_LAWS = (
    ids_are_never_the_same,
    a_token_opens_what_it_was_sealed_for,
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
