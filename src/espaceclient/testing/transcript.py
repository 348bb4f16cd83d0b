"""Two worlds, the same acts: what is seen must be the same, call by call or page by page."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from attrs import frozen

W = TypeVar("W")

_TOKEN = re.compile(r"(?=[a-z0-9_-]*[A-Z0-9])[A-Za-z0-9_-]{20,}(\.[A-Za-z0-9_-]{20,})?")
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
    """A response as a stranger sees it, tokens aside."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def tokens_aside(text: str) -> str:
    """Write ``…`` for what looks like an id or a sealed token: 20 characters or more, not all lower-case letters."""
    return _TOKEN.sub("…", text)


def page(response: Response, aside: Callable[[str], str] = tokens_aside) -> Page:
    """Keep status, every header but ``Date``, and the whole body; ``aside`` takes out what is drawn at random.

    The hour at which a cookie expires is taken out too, as ``Date`` is: ``Max-Age`` says how long it lives.
    """
    headers = [
        (name.lower(), aside(_EXPIRES.sub("expires=\u2026", value))) for name, value in response.headers.items()
    ]
    kept = tuple(sorted(header for header in headers if header[0] != "date"))
    return Page(response.status_code, kept, aside(response.content.decode("utf-8", "surrogateescape")))


def assert_same_transcript(acts: Sequence[Callable[[W], object]], here: W, there: W) -> None:
    """Do each act in both worlds; what it returns, or the class that it raises, must be equal.

    An act returns what can be seen of it: an answer with its cost, or a ``page``.
    """
    for number, act in enumerate(acts, start=1):
        seen_here, seen_there = _seen(act, here), _seen(act, there)
        told = f"act {number}, {_name(act)}, was seen as {seen_here} in one world and as {seen_there} in the other"
        assert seen_here == seen_there, told  # noqa: S101 - so that pytest shows where two pages part


def _seen(act: Callable[[W], object], world: W) -> object:
    try:
        return act(world)
    except Exception as error:  # noqa: BLE001 - whatever is raised is seen
        return type(error)


def _name(act: object) -> str:
    return getattr(act, "__name__", type(act).__name__)
