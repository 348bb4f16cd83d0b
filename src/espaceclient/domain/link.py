"""What a mailed link may lead to, whatever it was sent for."""

from attrs import frozen


@frozen
class LinkUnusable:
    """The link was used, has expired, was replaced or never existed: back to the start."""


@frozen
class PasswordRequired:
    """Another browser than the one that asked for the link: the password is asked for."""
