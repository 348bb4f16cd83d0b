"""The layout of letters: as plain text, and as an HTML document that mail programs show alike.

Its styles stand inline, since many of them read no others. They are written in ``letter.css`` and
put in their places when the package is made; see ``letter_layout``.
"""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple, assert_never

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.letter import Facts, Letter, Link, Paragraph

_COLOUR, _INK = "#010203", "#fdfeff"
"""What stands for the utility's colours in ``letter.css``."""


def as_text(letter: Letter) -> str:
    """Return plain text: paragraphs separated by empty lines, each URL on a line of its own."""
    paragraphs = [*map(_in_text, letter.paragraphs), "\n".join(letter.signature), letter.automatic]
    return "\n\n".join(paragraphs) + "\n"


def _in_text(part: Paragraph) -> str:
    match part:
        case str():
            return part
        case Link(label, url):
            return f"{label}\n{url}"
        case Facts(lines=lines):
            return "\n".join(lines)
        case _:
            assert_never(part)


def as_html(letter: Letter) -> str:
    """Return an HTML document; all texts and URLs are escaped."""
    contact = letter.contact
    pieces = _pieces(contact.colour, contact.ink)
    return pieces.page.substitute(
        language=letter.language.code,
        subject=_escaped(letter.subject),
        preheader=_escaped(letter.preheader),
        brand=_brand(contact, pieces),
        content="\n".join(_in_html(part, letter, pieces) for part in letter.paragraphs),
        signature=_signature(letter, pieces),
        automatic=_escaped(letter.automatic),
    )


def _in_html(part: Paragraph, letter: Letter, pieces: "_Pieces") -> str:
    match part:
        case str():
            return pieces.paragraph.substitute(text=_escaped(part))
        case Link(label, url):
            told = {"address": _escaped(letter.address), "label": _escaped(label)}
            return pieces.link.substitute(told, url=escape(url))
        case Facts(rows=rows):
            told_rows = [
                pieces.row.substitute(label=_escaped(label), value=_escaped(value))
                for label, value in rows
            ]
            return pieces.facts.substitute(row="\n".join(told_rows))
        case _:
            assert_never(part)


def _brand(contact: Contact, pieces: "_Pieces") -> str:
    if contact.logo is None:
        return _escaped(contact.name)
    return pieces.logo.substitute(src=escape(contact.logo), name=escape(contact.name))


def _signature(letter: Letter, pieces: "_Pieces") -> str:
    """Return the lines of the contact: what can be dialled or written to is a link."""
    contact = letter.contact
    urls = {}
    if contact.phone:
        urls[contact.phone] = f"tel:{contact.dialled}"
    if contact.email:
        urls[contact.email.text] = f"mailto:{contact.email.text}"
    name, *others = letter.signature
    lines = [pieces.name.substitute(text=_escaped(name))]
    for line in others:
        url = next((url for told, url in urls.items() if told in line), None)
        piece = pieces.contact if url else pieces.line
        lines.append(piece.substitute(url=escape(url or ""), text=_escaped(line)))
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")


class _Pieces(NamedTuple):
    """The page and what is repeated in it, or may not be there."""

    page: Template
    paragraph: Template
    link: Template
    facts: Template
    row: Template
    logo: Template
    contact: Template
    line: Template
    name: Template


@cache
def _pieces(colour: str, ink: str) -> _Pieces:
    file = files("espaceclient.adapters.wording") / "letter_layout" / "letter.inlined.html"
    page = file.read_text("utf-8").replace(_COLOUR, colour).replace(_INK, ink)
    found = {}
    for name in ("row", "facts", "link", "paragraph"):
        page, found[name] = _cut(page, name, f"${name}" if name == "row" else "")
    for name in ("logo", "contact", "line", "name"):
        page, found[name] = _cut(page, name)
    page, _ = _cut(page, "content", "$content")
    return _Pieces(Template(page), **{name: Template(piece) for name, piece in found.items()})


def _cut(page: str, name: str, instead: str = "") -> tuple[str, str]:
    """Return the page with something instead of a piece between two comments, and that piece."""
    before, _, rest = page.partition(f"<!--{name}-->")
    piece, _, after = rest.partition(f"<!--/{name}-->")
    return before + instead + after, piece
