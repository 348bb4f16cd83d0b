"""The utility's name and contact, as the pages show them."""

from attrs import frozen


@frozen
class Branding:
    """The utility on every page: its name at the top, its contact at the bottom.

    What is ``None`` is left out.
    """

    name: str = "Espace client"
    phone: str | None = None
    email: str | None = None
