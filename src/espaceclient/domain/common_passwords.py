"""Passwords that everybody tries: one word or two, dressed up until they meet the rules.

``Password1!``, ``P@ssw0rd``, ``Azerty123!``, ``A1z2e3r4t5!``, ``Mot-de-passe-2026`` are each one
word: with capitals and accents folded, digits and signs that stand for letters read as those, and
all else left out; ``AzertyPassword1!`` is two. A password is taken for its words when so few
characters are left out that they add little to guess. What is repeated, ``Aaaa1111!`` or
``Password1!Password1!``, counts once, and a number that only counts, ``123456789``, not at all.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

MOST_LEFT_OUT = 9
"""Characters besides the word: a date of eight digits and a sign."""

MOST_MISREAD = 2
"""Characters on each side of the letters that may stand for letters too, as in ``4zerty``."""

SHORTEST_OF_TWO = 3
"""Letters of a word that is found together with another one; shorter ones are in many words."""

_COUNTING = ("01234567890", "09876543210")
_NUMBER = re.compile(r"\d{3,}")

_STANDS_FOR = str.maketrans("0134578@$!|+€l", "oieastbasiitei")
"""``l`` is read as ``i``, in passwords and words alike, because ``1`` and ``!`` stand for both."""


def made_of(text: str, words: Iterable[str], others: frozenset[str] = frozenset()) -> bool:
    """Return whether a password is one of these words, alone or with another, and little else; or
    one of them is more than half of it.

    ``others`` are skeletons of words that may stand beside one of ``words``.
    """
    listed = tuple(words)
    own = skeletons(listed)
    return is_one_of(text, own, own | others) or any(_is_most(text, word) for word in listed)


def is_one_of(text: str, known: frozenset[str], beside: frozenset[str] | None = None) -> bool:
    """Return whether a password is a word, or two, and little else.

    ``known`` are skeletons of words; ``beside`` those of the words that may stand before or after
    one of them, by default the same.
    """
    folded = fold(text)
    readings = _readings(folded) | _readings(_without_repeats(folded))
    return any(_is_known(each, known, known if beside is None else beside) for each in readings)


def skeletons(words: Iterable[str]) -> frozenset[str]:
    """Return what ``is_one_of`` compares with: words without digits, each as it would be read, and
    as it would be without repeats.
    """
    folded = {fold(word) for word in words if not any(map(str.isdigit, fold(word)))}
    return frozenset(map(_letters, folded | set(map(_without_repeats, folded))))


def fold(text: str) -> str:
    """Return a text without accents, capitals and ligatures."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe")
    return "".join(each for each in plain if not unicodedata.combining(each))


def _is_known(reading: str, known: frozenset[str], beside: frozenset[str]) -> bool:
    if reading in known:
        return True
    ends = range(SHORTEST_OF_TWO, len(reading) - SHORTEST_OF_TWO + 1)
    pairs = ((reading[:end], reading[end:]) for end in ends)
    return any(
        (first in known and second in beside) or (first in beside and second in known)
        for first, second in pairs
    )


def _without_repeats(folded: str) -> str:
    """Return a text without numbers that only count, once if it is one text over and over, and with
    each character once where several of it follow each other.
    """
    uncounted = _NUMBER.sub(_unless_it_counts, folded)
    again = (uncounted * 2).find(uncounted, 1)
    return "".join(each for each, _ in groupby(uncounted[:again]))


def _unless_it_counts(number: re.Match[str]) -> str:
    return "" if any(number[0] in row for row in _COUNTING) else number[0]


def _readings(folded: str) -> set[str]:
    """Read a password as words: its letters alone; and all from the first letter to the last, or a
    little more on either side, with digits and signs as letters.
    """
    places = [place for place, each in enumerate(folded) if each.isalpha()]
    if not places:
        return set()
    readings = {_letters("".join(filter(str.isalpha, folded)))}
    for before in range(MOST_MISREAD + 1):
        for after in range(1, MOST_MISREAD + 2):
            readings.add(_letters(folded[max(0, places[0] - before) : places[-1] + after]))
    return {each for each in readings if len(folded) - len(each) <= MOST_LEFT_OUT}


def _letters(folded: str) -> str:
    return "".join(filter(str.isalpha, folded.translate(_STANDS_FOR)))


def _is_most(text: str, word: str) -> bool:
    whole, part = fold(text), fold(word)
    return part in whole and 2 * len(part) > len(whole)
