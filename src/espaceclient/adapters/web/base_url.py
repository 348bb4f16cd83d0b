"""The base URL: where browsers reach the pages."""

from typing import Self
from urllib.parse import unquote, urlsplit

from attrs import frozen

from espaceclient.ports.loopback import require_web_address


@frozen
class BaseUrl:
    """The parts of the base URL that the pages depend on.

    ``secure`` is true for https. ``host`` is the host name without a port. ``prefix`` is the path,
    percent-decoded, without its final slash.
    """

    secure: bool
    host: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the configured URL.

        Raises ``ValueError`` unless it is an https URL, or an http one of this machine.
        """
        try:
            require_web_address(text)
        except ValueError as error:
            raise ValueError(f"the base URL {error}") from error
        parts = urlsplit(text)
        return cls(parts.scheme == "https", parts.hostname or "", unquote(parts.path).rstrip("/"))
