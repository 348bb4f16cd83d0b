"""A mailed link that no longer opens anything."""

from attrs import frozen


@frozen
class LinkUnusable:
    """The link was used, has expired, was replaced or never existed: back to the start."""
