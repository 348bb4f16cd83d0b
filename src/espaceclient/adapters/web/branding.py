"""The utility's name, logo and contact, as the pages show them."""

import re
from pathlib import Path

from attrs import field, frozen

from espaceclient.adapters.web.duties import Duties


@frozen
class Branding:
    """The utility on every page: its name or logo at the top, its contact at the bottom.

    What is ``None`` is left out. ``hours`` is free text, such as « du lundi au vendredi, de 8 h à
    18 h ». ``logo`` stands for the name, which is its text alternative: a ``Path`` is a file that
    the pages serve, a ``str`` the address of one that the host serves. ``duties`` is what the law
    has it say.
    """

    name: str = "Espace client"
    phone: str | None = None
    email: str | None = None
    hours: str | None = None
    logo: Path | str | None = None
    duties: Duties = field(factory=Duties)

    @property
    def phone_link(self) -> str:
        """The ``tel:`` address of the telephone number: what can be dialled of it."""
        dialled = (self.phone or "").replace("(0)", "")  # which is dialled without the +33 alone
        return f"tel:{re.sub(r'[^0-9+]', '', dialled)}"

    @property
    def logos(self) -> tuple[Path | str, ...]:
        """The logo, if there is one."""
        return () if self.logo is None else (self.logo,)
