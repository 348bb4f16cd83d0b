"""A response as a stranger sees it: all of it, but what is drawn at random and what time it is."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from attrs import frozen

# One id of 16 bytes in 45 millions reads so by chance.
_WORDS = r"(?:[A-Za-z][a-z]*|[0-9]{1,8})(?:[_-](?:[a-z]+|[0-9]{1,8}))*(?![\w-])"
_RANDOM = rf"(?!{_WORDS})[A-Za-z0-9_-]{{22,}}"
_TOKEN = re.compile(rf"(?<![\w-]){_RANDOM}(?:\.{_RANDOM})*", re.ASCII)
_EXPIRES = re.compile(r"(?i)\bexpires=[a-z]{3}, [^;,]+ GMT")


class Response(Protocol):
    """What an httpx-like client returns."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


@frozen
class Page:
    """Headers stand in the order in which they came, a repeated one as often as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def tokens_aside(text: str) -> str:
    """Write ``…`` for each id and each signed token.

    That is 22 URL-safe characters or more, or several such joined by dots, unless they read as
    lower-case words and short numbers joined by hyphens: ``Compte-existant-depuis-2026`` stays.
    """
    return _TOKEN.sub("…", text)


def page(response: Response, aside: Callable[[str], str] = tokens_aside) -> Page:
    """Keep the status, the headers and the whole body.

    Put aside are the header ``Date``, the hour at which a cookie expires (``Max-Age`` says how long
    it lives), and what ``aside`` takes out of a header's value or of the body.
    """
    kept = [
        (name.lower(), aside(_EXPIRES.sub("expires=…", value)))
        for name, value in _every_header(response.headers)
        if name.lower() != "date"
    ]
    return Page(
        response.status_code,
        tuple(kept),
        aside(response.content.decode("utf-8", "surrogateescape")),
    )


def _every_header(headers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The ``items`` of httpx and Starlette make one of a name that comes twice; their
    ``multi_items`` do not.
    """
    pairs: Callable[[], Iterable[tuple[str, str]]] = getattr(headers, "multi_items", headers.items)
    return pairs()
