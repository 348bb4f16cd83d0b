"""How the cookies of ``serve`` are called and where they go: docs/who-is-signed-in.md."""

from collections.abc import Callable

from attrs import field, frozen

from espaceclient.adapters.authentication import CookieSettings


def _as(part: str) -> Callable[[object, object, str | None], None]:
    """Judge a setting as that part of ``CookieSettings``."""

    def validate(_instance: object, _attribute: object, value: str | None) -> None:
        CookieSettings(**{part: value})  # type: ignore[arg-type]  # each part is a text, or None

    return validate


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class SharingSettings:
    """With whom a sign-in is shared; nobody by default."""

    cookie_name: str = field(default="espaceclient", validator=_as("name"))
    cookie_domain: str | None = field(default=None, validator=_as("domain"))
    cookie_path: str = field(default="/", validator=_as("path"))

    def cookies(self, *, secure: bool) -> CookieSettings:
        """Return the contract of the cookies; ``secure`` where browsers come by https."""
        return CookieSettings(secure, self.cookie_name, self.cookie_domain, self.cookie_path)
