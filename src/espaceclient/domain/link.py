"""Links, sessions and browsers are known by an id; what opens them is that id sealed for one
purpose.
"""

from enum import StrEnum

from attrs import field, frozen


class Purpose(StrEnum):
    """What a token opens; one sealed for a purpose opens nothing else."""

    ACTIVATION = "activation"
    RESET = "reset"
    SESSION = "session"
    BROWSER = "browser"


@frozen
class IssuedToken:
    """A fresh id to keep, and its token to hand out; the token is never kept."""

    id: str = field(repr=False)
    token: str = field(repr=False)


@frozen
class LinkUnusable:
    """The link was used, is too old, was replaced or never existed: back to the start."""
