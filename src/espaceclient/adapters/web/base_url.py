"""Where browsers find the pages: what the configured base URL says about them."""

from typing import Self
from urllib.parse import unquote, urlsplit

from attrs import frozen

from espaceclient.ports.loopback import require_web_address


@frozen
class BaseUrl:
    """``secure``: the pages are on https; ``prefix``: their path, decoded, without the slash at its
    end.
    """

    secure: bool
    host: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raise ``ValueError`` unless it is an https URL, or an http one of this very machine."""
        try:
            require_web_address(text)
        except ValueError as error:
            raise ValueError(f"the base URL {error}") from error
        parts = urlsplit(text)
        return cls(parts.scheme == "https", parts.hostname or "", unquote(parts.path).rstrip("/"))
