"""Passwords that everybody tries: one word, dressed up until it meets the rules.

``Password1!``, ``P@ssw0rd``, ``Azerty123!``, ``A1z2e3r4t5!``, ``Mot-de-passe-2026`` are each one
word: with capitals and accents folded, digits and signs that stand for letters read as those, and
all else left out. A password is taken for a word when so few characters are left out that they add
little to guess.
"""

import unicodedata
from collections.abc import Iterable, Iterator

MOST_LEFT_OUT = 9
"""Characters besides the word: a date of eight digits and a sign."""

MOST_MISREAD = 2
"""Characters on each side of the letters that may stand for letters too, as in ``4zerty``."""

_STANDS_FOR = str.maketrans("0134578@$!|+€l", "oieastbasiitei")
"""``l`` is read as ``i``, in passwords and words alike, because ``1`` and ``!`` stand for both."""


def made_of(text: str, words: Iterable[str]) -> bool:
    """Return whether a password is one of these words and little else, or one of them is more than
    half of it.
    """
    listed = tuple(words)
    return is_one_of(text, skeletons(listed)) or any(_is_most(text, word) for word in listed)


def is_one_of(text: str, known: frozenset[str]) -> bool:
    """Return whether a password is a word and little else; ``known`` are skeletons of words."""
    return not known.isdisjoint(_readings(fold(text)))


def skeletons(words: Iterable[str]) -> frozenset[str]:
    """Return what ``is_one_of`` compares with: words without digits, each as it would be read."""
    folded = (fold(word) for word in words)
    return frozenset(_letters(word) for word in folded if not any(map(str.isdigit, word)))


def fold(text: str) -> str:
    """Return a text without accents, capitals and ligatures."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe")
    return "".join(each for each in plain if not unicodedata.combining(each))


def _readings(folded: str) -> Iterator[str]:
    """Read a password as words: its letters alone; and all from the first letter to the last, or a
    little more on either side, with digits and signs as letters.
    """
    places = [place for place, each in enumerate(folded) if each.isalpha()] or [0]
    readings = {_letters("".join(filter(str.isalpha, folded)))}
    for before in range(MOST_MISREAD + 1):
        for after in range(1, MOST_MISREAD + 2):
            readings.add(_letters(folded[max(0, places[0] - before) : places[-1] + after]))
    return (each for each in readings if len(folded) - len(each) <= MOST_LEFT_OUT)


def _letters(folded: str) -> str:
    return "".join(filter(str.isalpha, folded.translate(_STANDS_FOR)))


def _is_most(text: str, word: str) -> bool:
    whole, part = fold(text), fold(word)
    return part in whole and 2 * len(part) > len(whole)
