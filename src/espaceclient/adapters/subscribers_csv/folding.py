"""Comparison of words without regard to case, accents, spaces and the form of apostrophes."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)  # a file repeats a few words: headers, operators, states
def fold(text: str) -> str:
    """Return a key that is equal for « Résilié », « RESILIE » and « résilié »."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.casefold().split())
