"""The texts of a language: each by its dotted key, all of them there, with no placeholder unknown.

What a page or a mail would stumble over is told when a wording is made.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter

from espaceclient.adapters.wording.flat import flatten
from espaceclient.domain.language import FRENCH, Language

OWN = "host."
"""Keys that begin so are a host's own: they are for its templates, and nothing is asked of them."""

LINK = "{link}"
"""The paragraph of a mail's body in whose place its link goes."""

FACTS = "{facts}"
"""The paragraph in whose place stands what a mail is about."""

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_LONGEST_SUBJECT = 200
_OF_ONE_LINE = (".subject", ".link", ".preheader")

Texts = Mapping[str, str]


class TextsRefused(ValueError):
    """Texts that pages and mails cannot be worded with; ``problems`` has a line for each key, and
    ``source`` says where they stand.
    """

    def __init__(self, source: str, problems: list[str]) -> None:
        super().__init__("\n".join([f"{source}:", *problems]))
        self.source = source
        self.problems = tuple(problems)


@cache
def shipped(language: Language) -> Texts:
    """Return the texts of a language that the package ships."""
    return dict(flatten(tomllib.loads(shipped_file(language).read_text("utf-8"))))


def shipped_file(language: Language) -> Traversable:
    """Return the file of a language's texts, to be copied and translated."""
    return files("espaceclient.adapters.wording") / "texts" / f"{language.code}.toml"


def read(file: Path) -> Texts:
    """Read a file of texts.

    Raises ``TextsRefused`` for one that cannot be read, is no TOML, or says something else than
    texts.
    """
    try:
        return dict(flatten(tomllib.loads(file.read_text("utf-8"))))
    except (OSError, UnicodeError, ValueError) as error:
        raise TextsRefused(str(file), [str(error)]) from error


def require_known(texts: Texts, source: str) -> None:
    """Raise ``TextsRefused`` for a key that no page and no mail has, and for a text in which
    something stands that cannot be filled in.
    """
    if problems := [told for key, text in texts.items() for told in _wrong(key, text)]:
        raise TextsRefused(source, problems)


def require_complete(texts: Texts, source: str) -> None:
    """Raise ``TextsRefused`` as ``require_known`` does, and for a text that is missing."""
    missing = [f"{key}: is missing" for key in shipped(FRENCH) if key not in texts]
    wrong = [told for key, text in texts.items() for told in _wrong(key, text)]
    if missing or wrong:
        raise TextsRefused(source, [*missing, *wrong])


def _wrong(key: str, text: str) -> Iterator[str]:
    if key.startswith(OWN):
        return
    known = shipped(FRENCH)
    if key not in known:
        yield f"{key}: there is no such text{_meant(key, known)}"
        return
    if not text.strip():
        yield f"{key}: is empty"
    yield from (f"{key}: {told}" for told in _misfilled(text, known[key]))
    if _CONTROL.search(text):
        yield f"{key}: has a control character"
    if key.startswith("mail.") and key.endswith(_OF_ONE_LINE) and len(text.splitlines()) > 1:
        yield f"{key}: is one line"
    if key.startswith("mail.") and key.endswith(".subject") and len(text) > _LONGEST_SUBJECT:
        yield f"{key}: has more than {_LONGEST_SUBJECT} characters"


def _meant(key: str, known: Texts) -> str:
    """Name the text that was meant: one of the same name elsewhere, or one of a similar name."""
    name = key.rpartition(".")[2]
    moved = [each for each in known if each.rpartition(".")[2] == name]
    close = get_close_matches(key, moved, 1, 0.0) or get_close_matches(key, known, 1, 0.8)
    return f"; is {close[0]} meant?" if close else ""


def _misfilled(text: str, reference: str) -> Iterator[str]:
    allowed = _placeholders(reference)
    try:
        used = _placeholders(text)
    except ValueError as error:
        yield f"{error}; a brace that is meant is doubled"
        return
    for name in used - allowed:
        known = ", ".join(f"{{{each}}}" for each in sorted(allowed)) or "none"
        yield f"{{{name}}} cannot be filled in here: {known} can"
    for alone in (LINK, FACTS):
        due = int(alone in text or alone == LINK)
        apart = text.strip().split("\n\n").count(alone)
        if alone in reference and (text.count(alone), apart) != (due, due):
            yield f"{alone} stands in one paragraph of its own, between empty lines"


def _placeholders(text: str) -> set[str]:
    """Return what is filled in, with conversions and attributes, which no text has a use for."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None
    }
