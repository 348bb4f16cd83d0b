"""The tokens that an answer brings: in the body of the app's surface, in the browser's cookies."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

EXAMPLE = f"{'A' * 22}.{'B' * 43}"
"""Written as a token is; no key has signed it."""

_SESSION = Field(
    description="Opens the session: to be sent as `Authorization: Bearer`.", examples=[EXAMPLE]
)
_BROWSER = Field(
    description="Kept by the device, after signing out too: by it, it is known.",
    examples=[EXAMPLE],
)
_WAITING = Field(description="Names the request until it is confirmed.", examples=[EXAMPLE])


class Tokens(BaseModel):
    """Each field is a token, and is called as the cookie that keeps it in a browser."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Show nothing: each of them opens something."""
        return iter(())


class OpeningTokens(Tokens):
    browser: str = _BROWSER
    waiting: str = _WAITING


class WaitingTokens(Tokens):
    waiting: str = _WAITING


class SessionTokens(Tokens):
    session: str = _SESSION
    browser: str = _BROWSER


class RenewedSession(Tokens):
    session: str = _SESSION


class KnownBrowser(Tokens):
    browser: str = _BROWSER
