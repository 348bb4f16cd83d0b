"""The utility's customer service, as subscribers read of it."""

import re
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen
from attrs.validators import optional

from espaceclient.domain.email_address import EmailAddress

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_READABLE = 4.5
"""The contrast that a text needs with what is behind it (WCAG 2.2, 1.4.3)."""


def _remote_image(_contact: object, _attribute: object, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("a logo is shown from an https address: a mail has no other")


def _six_digits(_contact: object, attribute: "Attribute[str]", colour: str) -> None:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"the {attribute.name} is written like #0b5c8a, not {colour!r}")


@frozen
class Contact:
    """Who mails are from, at their top and bottom; what is ``None`` is left out.

    ``hours`` is free text, such as « du lundi au vendredi, de 8 h à 18 h ». What is answered to a
    mail goes to ``email``. ``colour`` and ``ink`` are those of the strip at the top and of what is
    written on it, as six hexadecimal digits; ``logo`` is the https address of an image, 40 pixels
    high, that takes the name's place there. Without one a mail loads nothing from anywhere.

    Raises ``ValueError`` for colours that cannot be told apart: a contrast under 4.5.
    """

    name: str = "Service clients"
    phone: str | None = None
    email: EmailAddress | None = None
    hours: str | None = None
    logo: str | None = field(default=None, validator=optional(_remote_image))
    colour: str = field(default="#0b5c8a", validator=_six_digits)
    ink: str = field(default="#ffffff", validator=_six_digits)

    def __attrs_post_init__(self) -> None:
        if (contrast := _contrast(self.colour, self.ink)) < _READABLE:
            told = f"{self.ink} on {self.colour} has a contrast of {contrast:.2f}"
            raise ValueError(f"{told}: at least {_READABLE} can be read")

    @property
    def dialled(self) -> str | None:
        """The telephone number as a ``tel:`` URL has it."""
        return re.sub(r"[^0-9+]", "", self.phone) if self.phone else None


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, « contrast ratio »)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, « relative luminance »)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
