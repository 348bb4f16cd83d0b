"""Words of a file compared without regard to case, accents, spaces and the shape of apostrophes."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1024)  # a file repeats few words: its headers, its operators, its states
def fold(text: str) -> str:
    """Return what « Résilié », « RESILIE » and « résilié » have in common."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.casefold().split())
