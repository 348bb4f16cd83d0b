"""Colours that people can tell apart: the custom properties of a style sheet, light and dark."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from attrs import frozen

from espaceclient.testing.laws.law import LawBroken

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

TEXT, GRAPHIC = 4.5, 3.0
"""Ratios of WCAG 2.2: 1.4.3 for a text, 1.4.11 for what is told by a border or a drawing."""

_ON_EVERY_GROUND = ("ink", "soft", "accent", "accent-strong", "bad")
_TEXTS = (
    *((text, ground) for text in _ON_EVERY_GROUND for ground in ("page", "card", "tint")),
    *((text, "note") for text in ("ink", "soft", "accent")),
    *((text, "good-tint") for text in ("ink", "accent", "accent-strong")),
    ("bad", "bad-tint"),
    ("card", "bad"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-hero", "hero"),
    ("on-hero", "hero-deep"),
)
_GRAPHICS = (("good", "tint"), ("good", "good-tint"), ("edge", "card"), ("edge", "page"))

PAIRS: Mapping[tuple[str, str], float] = {
    **dict.fromkeys(_TEXTS, TEXT),
    **dict.fromkeys(_GRAPHICS, GRAPHIC),
}
"""Which colours meet on the pages, as (what is seen, on what), and the ratio that they need."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
_OTHER_MEDIA = re.compile(r"@(?:media|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_ROOT = re.compile(r":root[^{]*\{([^}]*)\}")
_PROPERTY = re.compile(r"--([\w-]+)\s*:\s*([^;]+)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
_VAR = re.compile(r"var\(\s*--([\w-]+)\s*\)")


@frozen
class _Scheme:
    """``light`` or ``dark``, and its custom properties by name."""

    name: str
    properties: Mapping[str, str]

    def colour(self, name: str) -> Colour:
        value = self.properties[name]
        if reference := _VAR.fullmatch(value):
            return self.colour(reference[1])
        return _colour(f"--{name}", value)


def contrast_ratio(one: Colour, other: Colour) -> float:
    """Return how well two colours can be told apart: from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def expect_contrast(*stylesheets: Path) -> None:
    """Raise ``LawBroken`` unless people can tell the colours of the pages apart, light and dark.

    ``stylesheets`` are a host's own, in the order in which they are loaded after ours; without any,
    ours is judged. What is read are the custom properties of ``:root``, and those of ``:root``
    under ``prefers-color-scheme: dark``; a colour is written ``#rrggbb``, ``#rgb``, ``rgb(r g b)``
    or ``var(--another)``. The text names each pair that falls short, and its ratio.
    """
    sheets = [_ours(), *(sheet.read_text("utf-8") for sheet in stylesheets)]
    short = [each for scheme in _schemes(sheets) for each in _too_close(scheme)]
    if short:
        raise LawBroken("colours cannot be told apart: " + "; ".join(short))


def _ours() -> str:
    return files("espaceclient.adapters.web").joinpath("static/style.css").read_text("utf-8")


def _schemes(sheets: list[str]) -> Iterator[_Scheme]:
    """Apply the sheets one after the other: what is said of dark comes after what is said of all,
    as far as one sheet goes.
    """
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for sheet in sheets:
        css = _COMMENT.sub("", sheet)
        always = _properties(_OTHER_MEDIA.sub("", css))
        light |= always
        dark |= always | _properties(" ".join(_DARK.findall(css)))
    yield _Scheme("light", light)
    yield _Scheme("dark", dark)


def _properties(css: str) -> dict[str, str]:
    return {
        name: value.strip()
        for block in _ROOT.findall(css)
        for name, value in _PROPERTY.findall(block)
    }


def _too_close(scheme: _Scheme) -> Iterator[str]:
    for (seen, ground), needed in PAIRS.items():
        ratio = contrast_ratio(scheme.colour(seen), scheme.colour(ground))
        if ratio < needed:
            yield f"--{seen} on --{ground} has {ratio:.2f} and needs {needed} ({scheme.name})"


def _colour(name: str, text: str) -> Colour:
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(each * 2 for each in found[1])
        return _of_bytes(*bytes.fromhex(digits))
    if found := _RGB.fullmatch(text):
        return _of_bytes(*map(int, found.groups()))
    raise LawBroken(f"{name} is {text!r}: write a colour as #rrggbb, rgb(r g b) or var(--name)")


def _of_bytes(red: int, green: int, blue: int) -> Colour:
    return red / 255, green / 255, blue / 255


def _luminance(colour: Colour) -> float:
    """Return the relative luminance: WCAG 2.2, « relative luminance »."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
