"""What a request says of who sends it: three headers, from whatever framework received it."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from attrs import field, frozen

AUTHORIZATION, COOKIE, FETCH_SITE = "authorization", "cookie", "sec-fetch-site"


@frozen
class RequestHeaders:
    """The values of ``Cookie``, ``Authorization`` and ``Sec-Fetch-Site``, as often as each came.

    Nothing else of a request tells who sends it: no part of a URL does, as URLs are logged.
    """

    cookie: tuple[str, ...] = field(default=(), repr=False)
    authorization: tuple[str, ...] = field(default=(), repr=False)
    fetch_site: tuple[str, ...] = ()

    @classmethod
    def of(cls, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Self:
        """Take them from a mapping or from pairs, whatever the case of the names."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        found: dict[str, list[str]] = {AUTHORIZATION: [], COOKIE: [], FETCH_SITE: []}
        for name, value in pairs:
            if (known := found.get(name.lower())) is not None:
                known.append(value)
        return cls(tuple(found[COOKIE]), tuple(found[AUTHORIZATION]), tuple(found[FETCH_SITE]))

    @classmethod
    def of_asgi(cls, scope: Mapping[str, Any]) -> Self:
        """Take them from the scope of an ASGI request."""
        return cls.of(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )

    @classmethod
    def of_wsgi(cls, environ: Mapping[str, Any]) -> Self:
        """Take them from the environment of a WSGI request."""
        names = (AUTHORIZATION, COOKIE, FETCH_SITE)
        keys = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in names}
        return cls.of((name, environ[key]) for name, key in keys.items() if key in environ)
