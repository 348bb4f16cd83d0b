"""The layout of mails: paragraphs as plain text and as an HTML document."""

from collections.abc import Sequence
from html import escape

from attrs import field, frozen

from espaceclient.domain.language import Language

_BODY_STYLE = "margin:0;padding:24px;background-color:#ffffff"
_COLUMN_STYLE = (
    "max-width:600px;font-family:Arial,Helvetica,sans-serif;font-size:16px;"
    "line-height:1.5;color:#1a1a1a"
)
_LINK_STYLE = "color:#0000ee;text-decoration:underline"
"""« en bleu » (guide)."""


@frozen
class Link:
    """A paragraph that is a link: its label and its absolute URL."""

    label: str
    url: str = field(repr=False)


def as_text(paragraphs: Sequence[str | Link]) -> str:
    """Return plain text: paragraphs separated by empty lines, each URL on a line of its own."""
    parts = [f"{part.label}\n{part.url}" if isinstance(part, Link) else part for part in paragraphs]
    return "\n\n".join(parts) + "\n"


def as_html(language: Language, title: str, paragraphs: Sequence[str | Link]) -> str:
    """Return an HTML document; the title, the texts and the URLs are escaped."""
    body = "\n".join(f'<p style="margin:0 0 16px">{_inner(part)}</p>' for part in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{language.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title, quote=False)}</title>
</head>
<body style="{_BODY_STYLE}">
<div style="{_COLUMN_STYLE}">
{body}
</div>
</body>
</html>
"""


def _inner(part: str | Link) -> str:
    if isinstance(part, Link):
        label = escape(part.label, quote=False)
        return f'<a href="{escape(part.url)}" style="{_LINK_STYLE}">{label}</a>'
    return escape(part, quote=False).replace("\n", "<br>\n")
