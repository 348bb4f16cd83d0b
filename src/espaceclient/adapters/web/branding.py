"""Whose pages these are."""

from attrs import frozen


@frozen
class Branding:
    """The utility's name, at the top of every page, and how to reach it, at the bottom; ``None`` is
    left out.
    """

    name: str = "Espace client"
    phone: str | None = None
    email: str | None = None
