"""The contract of the cookies: their names, and where browsers send them.

Whoever shares the sign-in of the pages reads ``Cookie.SESSION`` under these rules:

* A cookie is called ``espaceclient-session`` and so on. Two instances on one host have two names,
  for example ``nord`` and ``sud``: ``nord-session`` and ``sud-session``.
* On https it is ``Secure`` and its name begins with ``__Host-`` (RFC 6265bis, section 4.1.3.2):
  browsers take it from this host alone, and send it to nobody else.
* With a ``domain`` or a ``path`` the session's name begins with ``__Secure-`` instead. The other
  cookies stay with the host that set them, whatever these are: no other site can plant one.
* All are ``HttpOnly`` and ``SameSite=Lax``.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from attrs import Attribute, field, frozen

LANGUAGE_CHOSEN_FOR = timedelta(days=365)
"""How long a browser keeps the language that was chosen with it."""


class Cookie(StrEnum):
    """What the cookies are for.

    ``SESSION``: the token of the session. ``BROWSER``: the token by which the browser is recognised
    that filled in the form, and is known when it signs in. ``WAITING``: the token of its request,
    until it is closed. ``NOTICE``: a code of the notice that the next page shows. ``CSRF``: a
    random value that forms are bound to. ``LANGUAGE``: the code of the language that was chosen.
    ``COMMUNE``: the code of the commune that was chosen last.
    """

    SESSION = "session"
    BROWSER = "browser"
    WAITING = "waiting"
    NOTICE = "notice"
    CSRF = "csrf"
    LANGUAGE = "language"
    COMMUNE = "commune"


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_DOMAIN = re.compile(r"(?!\d+(\.\d+)*$)[a-z0-9-]+(\.[a-z0-9-]+)+")
_PATH = re.compile(r"/[!-:<-~]*")


def _require(pattern: re.Pattern[str], expected: str) -> Any:
    def validate(_settings: object, attribute: "Attribute[str]", value: str | None) -> None:
        if value is not None and not pattern.fullmatch(value):
            raise ValueError(f"the {attribute.name} of the cookies must be {expected}")

    return validate


@frozen
class CookieSettings:
    """How the cookies are called and where they go; the same for all who share a sign-in.

    ``secure`` is true when browsers come by https. ``name`` is what the names begin with.
    ``domain`` has the session sent to every host below it too, such as ``exemple.fr`` for
    ``www.exemple.fr`` and ``api.exemple.fr``: each of them is then trusted with every session.
    ``path`` has the session sent below it only.

    Raises ``ValueError`` for a name, a domain or a path that no cookie can have.
    """

    secure: bool = True
    name: str = field(
        default="espaceclient",
        validator=_require(_NAME, "1 to 40 ASCII letters, digits and hyphens"),
    )
    domain: str | None = field(
        default=None,
        validator=_require(_DOMAIN, "a host name in lower case, without a dot in front"),
    )
    path: str = field(default="/", validator=_require(_PATH, "a path that begins with /"))

    def name_of(self, cookie: Cookie) -> str:
        """Return the name of a cookie as browsers see it."""
        prefix = ("__Secure-" if self._shared(cookie) else "__Host-") if self.secure else ""
        return f"{prefix}{self.name}-{cookie}"

    def come_to(self, host: str, prefix: str) -> bool:
        """Return whether browsers send all cookies to pages of ``host`` below the path ``prefix``,
        which is percent-encoded and has no final slash (RFC 6265, sections 5.1.3 and 5.1.4).
        """
        is_within = self.domain is None or f".{host.lower()}".endswith(f".{self.domain}")
        return is_within and f"{prefix}/".startswith(f"{self.path.rstrip('/')}/")

    def read(self, headers: Iterable[str], cookie: Cookie) -> str | None:
        """Return the value of a cookie, or ``None`` when it is absent or empty.

        ``headers`` are the values of the ``Cookie`` headers. A name that occurs twice is ignored:
        one of the two may have been planted by another site.
        """
        wanted = self.name_of(cookie)
        pairs = (pair.partition("=") for header in headers for pair in header.split(";"))
        # Only spaces and tabs separate cookies; any other white space is part of a name.
        values = [value.strip(" \t") for name, _, value in pairs if name.strip(" \t") == wanted]
        return values[0] or None if len(values) == 1 else None

    def set_cookie(self, cookie: Cookie, value: str, lasting: timedelta | None = None) -> str:
        """Return the ``Set-Cookie`` header that sets a cookie for ``lasting``, or until the browser
        is closed when that is ``None``; a duration of zero deletes it. ``value`` is a token, a
        code or nothing: it is not quoted.
        """
        shared = self._shared(cookie)
        attributes = (
            f"{self.name_of(cookie)}={value}",
            f"Domain={self.domain}" if shared and self.domain else None,
            "HttpOnly",
            None if lasting is None else f"Max-Age={int(lasting.total_seconds())}",
            f"Path={self.path if shared else '/'}",
            "SameSite=lax",
            "Secure" if self.secure else None,
        )
        return "; ".join(filter(None, attributes))

    def _shared(self, cookie: Cookie) -> bool:
        return cookie is Cookie.SESSION and (self.domain is not None or self.path != "/")
